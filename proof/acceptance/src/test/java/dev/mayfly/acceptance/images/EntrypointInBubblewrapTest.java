package dev.mayfly.acceptance.images;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.acceptance.images.Container.End;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The contract as the first process of a container whose user is not root. */
class EntrypointInBubblewrapTest extends EntrypointContract {

  EntrypointInBubblewrapTest() {
    super(
        Isolation.BUBBLEWRAP,
        Programs.IMAGES.resolve("linux/entrypoint.sh"),
        Duration.ofSeconds(60),
        "1001");
  }

  @Test
  void aRootThatCanBecomeNobodyElseIsSaid() throws Exception {
    End end = startAs("0", environment()).end();

    assertThat(end.exitCode()).as(end.output()).isEqualTo(8);
    assertThat(end.output())
        .contains("was started as root and may not become user 1001")
        .doesNotContain(gitHub.token);
  }
}
