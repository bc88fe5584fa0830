package dev.mayfly.worker.batch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.workflows.fleet.Forge;
import dev.mayfly.workflows.fleet.Pool;
import dev.mayfly.workflows.fleet.Pool.Registration;
import dev.mayfly.workflows.id.BatchJobId;
import dev.mayfly.workflows.id.JobRef;
import dev.mayfly.workflows.id.RunnerName;
import dev.mayfly.workflows.id.Scope;
import dev.mayfly.workflows.id.TaskRef;
import dev.mayfly.workflows.step.RunnerRef;
import dev.mayfly.workflows.step.RunnerToken;
import dev.mayfly.workflows.step.SealedSecret;
import dev.mayfly.workflows.step.TaskRequest;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class StartEnvironmentTest {

  private static final Scope ACME = Scope.ofOrganization("acme");
  private static final RunnerName RUNNER =
      RunnerName.parse("mayfly-gitea-1-3fa91c-1").orElseThrow();
  private static final Pool POOL =
      YamlPool.of(
          """
          name: ubuntu
          labels: [ubuntu]
          batchPool: b
          image: i
          runnerGroup: night shift
          """);

  // Without a page of the Web UI, and without a time: neither is made up.
  private static final String SETUP_INFO =
      """
      Pool: ubuntu
      Image: i
      Task: mayfly-gitea-1-3fa91c-1 in mayfly-ubuntu-1
      Explained in: docs/explain.md of Mayfly
      Made for: job 1 of gitea, though a forge may give its runner another one"""
          .replace("\n", " | ");

  @Test
  void aRunnerOfGitHubOrGhesFindsTheVariablesOf2022AndWhatItsJobsLogSays() {
    for (Forge.Type type : List.of(Forge.Type.GITHUB, Forge.Type.GHES)) {
      assertThat(environment(forge(type, "https://ghe.acme.com/api/v3"), ACME, Registration.TOKEN))
          .containsExactly(
              Map.entry("ActionsRunner_URL", "https://ghe.acme.com/acme"),
              Map.entry("ActionsRunner_TOKEN", "TOKEN1"),
              Map.entry("ActionsRunner_LABELS", "self-hosted,ubuntu"),
              Map.entry("ActionsRunner_DISPOSE", "true"),
              Map.entry("ActionsRunner_POOL", "night shift"),
              Map.entry("ActionsRunner_AGENT", "mayfly-gitea-1-3fa91c-1"),
              Map.entry("MAYFLY_SETUP_INFO", SETUP_INFO));
    }
  }

  @Test
  void aJustInTimeRunnerFindsItsConfigurationAndItsName() {
    Forge ghes = forge(Forge.Type.GHES, "https://ghe.acme.com/api/v3");

    assertThat(environment(ghes, ACME, Registration.JIT))
        .containsExactly(
            Map.entry("ACTIONS_RUNNER_INPUT_JITCONFIG", "TOKEN1"),
            Map.entry("ActionsRunner_AGENT", "mayfly-gitea-1-3fa91c-1"),
            Map.entry("MAYFLY_SETUP_INFO", SETUP_INFO));
  }

  @Test
  void aGiteaRunnerFindsWhatGiteasOwnImageReadsAndItsTokenOnce() {
    assertThat(environment(gitea(null, Map.of()), ACME, Registration.TOKEN))
        .containsExactly(
            Map.entry("GITEA_INSTANCE_URL", "https://git.acme.com"),
            Map.entry("GITEA_RUNNER_REGISTRATION_TOKEN", "TOKEN1"),
            Map.entry("GITEA_RUNNER_NAME", "mayfly-gitea-1-3fa91c-1"),
            Map.entry("GITEA_RUNNER_LABELS", "self-hosted:host,ubuntu:host"),
            Map.entry("GITEA_RUNNER_EPHEMERAL", "1"));
  }

  @Test
  void theSuffixOfTheLabelsIsConfigured() {
    assertThat(environment(gitea(":docker://node:22", Map.of()), ACME, Registration.TOKEN))
        .containsEntry(
            "GITEA_RUNNER_LABELS", "self-hosted:docker://node:22,ubuntu:docker://node:22");
  }

  @Test
  void whatIsConfiguredForTheForgeIsThereAndReplacesNothing() {
    Map<String, String> fixed = Map.of("GODEBUG", "netdns=go", "GITEA_RUNNER_NAME", "other");

    assertThat(environment(gitea(null, fixed), ACME, Registration.TOKEN))
        .containsEntry("GODEBUG", "netdns=go")
        .containsEntry("GITEA_RUNNER_NAME", RUNNER.toString());
  }

  @Test
  void anAgentOfAzureDevOpsFindsTheVariablesOf2022AndNothingOfARunners() {
    Scope pool = Scope.ofAgentPool("Mayfly Linux");
    Forge azureDevOps =
        new Forge(
            Forge.Type.AZURE_DEVOPS,
            URI.create("https://dev.azure.com/acme"),
            null,
            List.of(pool),
            null,
            null,
            Map.of("GODEBUG", "netdns=go"));

    assertThat(environment(azureDevOps, pool, Registration.TOKEN))
        .containsOnly(
            Map.entry("GODEBUG", "netdns=go"),
            Map.entry("AZDO_URL", "https://dev.azure.com/acme"),
            Map.entry("AZDO_TOKEN", "TOKEN1"),
            Map.entry("AZDO_POOL", "Mayfly Linux"),
            Map.entry("AZDO_AGENT", RUNNER.toString()),
            Map.entry("AZDO_AGENT_DISPOSE", "true"),
            Map.entry("AZDO_LABELS", "self-hosted,ubuntu"));
  }

  private static Forge forge(Forge.Type type, String apiUrl) {
    URI web = URI.create("https://ghe.acme.com");
    return new Forge(type, URI.create(apiUrl), web, List.of(ACME), null, null, null);
  }

  private static Forge gitea(@Nullable String suffix, Map<String, String> environment) {
    return new Forge(
        Forge.Type.GITEA,
        URI.create("https://git.acme.com/api/v1"),
        URI.create("https://git.acme.com/"),
        List.of(ACME),
        null,
        suffix,
        environment);
  }

  private static Map<String, String> environment(
      Forge forge, Scope scope, Registration registration) {
    JobRef job = new JobRef("gitea", 1, 2, "acme/app", scope, "build", null, null);
    TaskRequest order =
        new TaskRequest(
            new TaskRef(new BatchJobId("mayfly", "ubuntu", 1), RUNNER),
            new RunnerRef(RUNNER, job, "ubuntu", null),
            List.of("self-hosted", "ubuntu"),
            new RunnerToken(registration, new SealedSecret("a", "AAAA"), null, null, null),
            Duration.ofHours(2),
            null);
    SetupInfo nowhere = new SetupInfo(life -> Optional.empty());
    return StartEnvironment.of(order, POOL, forge, "TOKEN1", nowhere);
  }
}
