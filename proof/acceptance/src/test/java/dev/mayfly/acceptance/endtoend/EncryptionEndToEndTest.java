package dev.mayfly.acceptance.endtoend;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.mayfly.local.stack.LifeQueries;
import dev.mayfly.local.stack.LocalStack;
import dev.mayfly.local.stack.LocalTemporal;
import dev.mayfly.standin.forge.JobView;
import dev.mayfly.workflows.life.Outcome;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lives whose payloads are encrypted, on the real server. */
class EncryptionEndToEndTest {

  private static final String WORKFLOW =
      """
      name: Hidden
      on: push
      jobs:
        treasure:
          runs-on: [self-hosted, ubuntu-latest]
          steps:
            - run: "true"
      """;
  private static final Duration SOON = Duration.ofSeconds(90);

  @TempDir Path directory;

  @Test
  void aLifeCompletesAndItsHistoryHoldsNothingOfItsJobInClear() throws Exception {
    assumeTrue(LocalTemporal.binary(System.getenv()).isPresent(), "needs the temporal CLI");
    LocalStack.Settings settings =
        LocalStack.Settings.DEFAULT.withEnvironment(System.getenv()).withMaxRunners(2);
    try (LocalStack stack = LocalStack.startEncrypted(directory, settings)) {
      LifeQueries lives = stack.lives();
      stack.github().queue(WORKFLOW, "acme/app", 1);
      stack.github().awaitAll(SOON);
      JobView job = stack.github().jobs().get(0);

      assertThat(lives.outcome(job.id(), SOON)).isInstanceOf(Outcome.Completed.class);
      String history = lives.history(job.id()).toByteString().toString(ISO_8859_1);
      assertThat(history).contains("binary/mayfly-encrypted", "MayflyPool");
      assertThat(List.of("acme/app", "self-hosted", "ubuntu-latest", "treasure", "local/ubuntu"))
          .noneMatch(history::contains);
      assertThat(lives.status(job.id())).isPresent();
    }
  }
}
