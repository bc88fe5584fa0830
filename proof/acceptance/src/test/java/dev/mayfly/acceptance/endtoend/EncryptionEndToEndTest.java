package dev.mayfly.acceptance.endtoend;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.acceptance.stack.Jobs;
import dev.mayfly.acceptance.stack.Stack;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Lives whose payloads are encrypted, on the real server. */
@Tag("server")
class EncryptionEndToEndTest {

  @RegisterExtension final Stack stack = new Stack();

  @Test
  void aLifeCompletesAndItsHistoryHoldsNothingOfItsJobInClear() throws Exception {
    stack.startEncrypted(Stack.onRealTemporal().withMaxRunners(2));
    long job = stack.jobs().queue(Jobs.TREASURE);

    stack.awaitAll();

    stack.isCompleted(job);
    String history = stack.lives().history(job).toByteString().toString(ISO_8859_1);
    assertThat(history).contains("binary/mayfly-encrypted", "MayflyPool");
    assertThat(List.of("acme/app", "self-hosted", "ubuntu-latest", "treasure", "local/ubuntu"))
        .noneMatch(history::contains);
    assertThat(stack.lives().status(job)).isPresent();
  }
}
