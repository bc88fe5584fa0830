package dev.mayfly.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.local.github.Dialect;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What the files of a local stack say, where a setting is not the usual one. */
class LocalConfigurationTest {

  private static final URI BATCH = URI.create("http://127.0.0.1:2");

  @Test
  void aForgeSaysItsTypeOnlyWhereItIsNotGitHub() {
    LocalStack.Settings usual = LocalStack.Settings.DEFAULT;

    assertThat(LocalConfiguration.fleet(usual, 1))
        .contains(
            "  github:\n    apiUrl: http://127.0.0.1:1/api/v3\n    webUrl: http://127.0.0.1:1\n")
        .doesNotContain("type:");
    assertThat(LocalConfiguration.fleet(usual.withDialect(Dialect.GITEA), 1))
        .contains(
            "  github:\n    type: gitea\n    apiUrl: http://127.0.0.1:1/api/v1\n    webUrl: http:");
  }

  @Test
  void theWorkerIsToldHowOftenToSweepOnlyWhereSomebodyHasSaidIt() {
    LocalStack.Settings usual = LocalStack.Settings.DEFAULT;

    assertThat(LocalConfiguration.worker(usual, BATCH)).doesNotContain("sweep");
    assertThat(LocalConfiguration.worker(usual.withSweepEvery(Duration.ofSeconds(5)), BATCH))
        .contains("\nsweep: {every: 5000ms}\n");
  }
}
