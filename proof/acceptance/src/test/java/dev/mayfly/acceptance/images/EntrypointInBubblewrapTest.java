package dev.mayfly.acceptance.images;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.acceptance.images.Container.End;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The contract as the first process of a container whose user is not root. */
class EntrypointInBubblewrapTest extends EntrypointContract {

  private static final Path ENTRYPOINT = Programs.IMAGES.resolve("linux/entrypoint.sh");

  EntrypointInBubblewrapTest() {
    super(Isolation.BUBBLEWRAP, ENTRYPOINT, Duration.ofSeconds(60));
  }

  @Test
  void itDoesNotRunAsRoot() throws Exception {
    End end = start(Map.of(), "0", List.of(ENTRYPOINT.toString()), 1).end();

    assertThat(end.exitCode()).as(end.output()).isEqualTo(1);
    assertThat(end.output()).contains("must not run as root");
  }
}
