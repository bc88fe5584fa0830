package dev.mayfly.local.stack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.standin.forge.Dialect;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The files of a local stack, where a setting is not the usual one. */
class LocalConfigurationTest {

  private static final URI BATCH = URI.create("http://127.0.0.1:2");
  private static final URI WEBHOOK = URI.create("http://127.0.0.1:3/w");

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
    assertThat(LocalConfiguration.fleet(usual.withDialect(Dialect.AZURE_DEVOPS), 1))
        .contains(
            """
              azdo:
                type: azure-devops
                apiUrl: http://127.0.0.1:1/acme
                scopes:
                  - agentPool: mayfly
            """);
  }

  @Test
  void anotherInstallationSharesNoLabelButTheOneThatEveryJobAsksFor() {
    assertThat(LocalConfiguration.fleet(LocalStack.Settings.DEFAULT.withInstallation("other"), 1))
        .contains("installation: other\n", "labels: [self-hosted, other-linux, other-x64, other-ub")
        .doesNotContain(" linux");
  }

  @Test
  void aNameWithASlashIsARepository() {
    assertThat(
            LocalConfiguration.fleet(
                LocalStack.Settings.DEFAULT.withOrganizations(List.of("acme", "acme/app")), 1))
        .contains("      - organization: acme\n      - repository: acme/app\n");
  }

  @Test
  void theWorkerIsToldItsWebhookOnlyWhereItIsToRedeliver() {
    LocalStack.Settings usual = LocalStack.Settings.DEFAULT;

    assertThat(LocalConfiguration.worker(usual, BATCH, WEBHOOK)).doesNotContain("webhook");
    assertThat(LocalConfiguration.worker(usual.withRedelivery(), BATCH, WEBHOOK))
        .contains("github: {token: {file: github-token}, webhook: \"http://127.0.0.1:3/w\"}");
  }

  @Test
  void theWorkerIsToldHowOftenToSweepOnlyWhereSomebodyHasSaidIt() {
    LocalStack.Settings usual = LocalStack.Settings.DEFAULT;

    assertThat(LocalConfiguration.worker(usual, BATCH, WEBHOOK)).doesNotContain("sweep");
    assertThat(
            LocalConfiguration.worker(usual.withSweepEvery(Duration.ofSeconds(5)), BATCH, WEBHOOK))
        .contains("\nsweep: {every: 5000ms}\n");
  }
}
