package dev.mayfly.worker.batch;

import dev.mayfly.workflows.fleet.Forge;
import dev.mayfly.workflows.fleet.Pool;
import dev.mayfly.workflows.step.TaskRequest;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The environment of a runner's container: what the runner of its forge reads and nothing else,
 * since an image takes only the variables that it knows from what a job's steps see; and what is
 * configured for the forge.
 */
final class StartEnvironment {

  private StartEnvironment() {}

  /**
   * @param token in clear; it is among the values that are returned.
   */
  static Map<String, String> of(
      TaskRequest order, Pool pool, Forge forge, String token, SetupInfo setupInfo) {
    Map<String, String> environment = new LinkedHashMap<>(forge.environment());
    switch (forge.type()) {
      case AZURE_DEVOPS -> azureDevOps(order, forge, token, environment);
      case GITEA -> gitea(order, forge, token, environment);
      case GITHUB, GHES -> {
        gitHub(order, pool, forge, token, environment);
        environment.putAll(setupInfo.of(order, pool));
      }
    }
    if (pool.usesUpNodes()) {
      environment.put("MAYFLY_DOCKER", pool.docker().name().toLowerCase(Locale.ROOT));
    }
    return environment;
  }

  // The variables of the images of 2022, or a just-in-time configuration.
  private static void gitHub(
      TaskRequest order, Pool pool, Forge forge, String token, Map<String, String> environment) {
    switch (order.token().registration()) {
      case TOKEN -> register(order, pool, forge, token, environment);
      case JIT -> environment.put("ACTIONS_RUNNER_INPUT_JITCONFIG", token);
    }
    environment.put("ActionsRunner_AGENT", order.runner().name().toString());
  }

  private static void register(
      TaskRequest order, Pool pool, Forge forge, String token, Map<String, String> environment) {
    environment.put("ActionsRunner_URL", web(forge) + "/" + order.runner().job().scope().webPath());
    environment.put("ActionsRunner_TOKEN", token);
    environment.put("ActionsRunner_LABELS", String.join(",", order.labels()));
    environment.put("ActionsRunner_DISPOSE", "true");
    if (pool.runnerGroup() != null) {
      environment.put("ActionsRunner_POOL", pool.runnerGroup());
    }
  }

  // The variables of Gitea's runner image, https://docs.gitea.com/runner, whose start script
  // (gitea/act_runner, scripts/run.sh) unsets its own token variable before any job and no other.
  // The token alone says whose runner it becomes. Rule gitea-runner-variables.
  private static void gitea(
      TaskRequest order, Forge forge, String token, Map<String, String> environment) {
    environment.put("GITEA_INSTANCE_URL", web(forge));
    environment.put("GITEA_RUNNER_REGISTRATION_TOKEN", token);
    environment.put("GITEA_RUNNER_NAME", order.runner().name().toString());
    environment.put(
        "GITEA_RUNNER_LABELS",
        order.labels().stream()
            .map(label -> label + forge.labelSuffix())
            .collect(Collectors.joining(",")));
    environment.put("GITEA_RUNNER_EPHEMERAL", "1");
  }

  // The variables of the agent's image of 2022, and the demands that the agent is to satisfy.
  private static void azureDevOps(
      TaskRequest order, Forge forge, String token, Map<String, String> environment) {
    environment.put("AZDO_URL", web(forge));
    environment.put("AZDO_TOKEN", token);
    environment.put("AZDO_POOL", String.valueOf(order.runner().job().scope().agentPool()));
    environment.put("AZDO_AGENT", order.runner().name().toString());
    environment.put("AZDO_AGENT_DISPOSE", "true");
    environment.put("AZDO_LABELS", String.join(",", order.labels()));
  }

  private static String web(Forge forge) {
    return forge.webUrl().toString().replaceFirst("/+$", "");
  }
}
