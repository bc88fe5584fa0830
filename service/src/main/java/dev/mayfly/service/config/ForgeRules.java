package dev.mayfly.service.config;

import dev.mayfly.workflows.fleet.Capability;
import dev.mayfly.workflows.fleet.Fleet;
import dev.mayfly.workflows.fleet.Forge;
import dev.mayfly.workflows.fleet.Pool;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** The rules for each forge of the common file, and between the forges and the pools. */
final class ForgeRules {

  private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,127}");
  // Set by Mayfly for every runner, or by Batch for every task.
  private static final Pattern TAKEN =
      Pattern.compile(
          "(?i:ActionsRunner_|AZDO_|GITEA_(?:INSTANCE|RUNNER)_|AZ_BATCH_).*"
              + "|ACTIONS_RUNNER_INPUT_JITCONFIG");
  // Joined with the labels by commas, and read by a shell in most images.
  private static final Pattern SUFFIX = Pattern.compile("|:[A-Za-z0-9_.:/@-]{1,255}");

  private ForgeRules() {}

  static void check(Fleet fleet, BiConsumer<String, String> error) {
    fleet
        .forges()
        .forEach(
            (name, forge) -> {
              String path = "forges." + name;
              addresses(path, forge, error);
              scopes(path, forge, error);
              capabilities(path, forge, error);
              start(path, forge, error);
            });
    for (int i = 0; i < fleet.pools().size(); i++) {
      offered("pools[" + i + "]", fleet.pools().get(i), fleet, error);
    }
  }

  @SuppressWarnings("NullAway") // addresses without a default are absent until this has run
  private static void addresses(String path, Forge forge, BiConsumer<String, String> error) {
    String expected =
        forge.type() == Forge.Type.AZURE_DEVOPS
            ? "https://dev.azure.com/ORGANIZATION"
            : "https://HOST" + forge.type().apiPath();
    String type = forge.type().key();
    if (forge.apiUrl() == null) {
      error.accept(
          path + ".apiUrl", "is required for type " + type + ": the REST API, " + expected);
    } else if (!forge.apiUrl().toString().endsWith(forge.type().apiPath())) {
      error.accept(
          path + ".apiUrl",
          "\"" + forge.apiUrl() + "\" is not the API of a " + type + ": expected " + expected);
    }
  }

  private static void scopes(String path, Forge forge, BiConsumer<String, String> error) {
    boolean isAzureDevOps = forge.type() == Forge.Type.AZURE_DEVOPS;
    for (int i = 0; i < forge.scopes().size(); i++) {
      if ((forge.scopes().get(i).agentPool() != null) != isAzureDevOps) {
        error.accept(
            path + ".scopes[" + i + "]",
            isAzureDevOps
                ? "expected agentPool: an Azure DevOps has no other scopes"
                : "expected enterprise, organization or repository: only an azure-devops has agent"
                    + " pools");
      }
    }
  }

  private static void capabilities(String path, Forge forge, BiConsumer<String, String> error) {
    List<String> known = Arrays.stream(Capability.values()).map(Capability::key).toList();
    forge.capabilities().keySet().stream()
        .filter(key -> !known.contains(key))
        .forEach(
            key -> error.accept(path + ".capabilities." + key, ReadErrors.unknownKey(key, known)));
  }

  private static void start(String path, Forge forge, BiConsumer<String, String> error) {
    if (!SUFFIX.matcher(forge.labelSuffix()).matches()) {
      error.accept(
          path + ".labelSuffix",
          "is not a suffix of labels, such as :host or :docker://node:22; \"\" for none");
    }
    forge.environment().keySet().stream()
        .filter(name -> !VARIABLE.matcher(name).matches())
        .forEach(
            name ->
                error.accept(
                    path + ".environment",
                    "\"" + name + "\" is not a variable's name: letters, digits and _ only"));
    forge.environment().keySet().stream()
        .filter(name -> TAKEN.matcher(name).matches())
        .forEach(
            name ->
                error.accept(
                    path + ".environment." + name, "is set for each runner, not by configuration"));
  }

  /** A pool serves every forge, so it can ask of them only what all can do. */
  private static void offered(
      String path, Pool pool, Fleet fleet, BiConsumer<String, String> error) {
    if (pool.registration() == Pool.Registration.JIT) {
      each(
          lacking(fleet, Capability.JIT),
          "makes no just-in-time configurations (capabilities.jit), and every pool serves every"
              + " forge",
          why -> error.accept(path + ".registration", why));
    }
    if (pool.cancelRunWhenSpent()) {
      each(
          lacking(fleet, Capability.CANCEL),
          "has no API that cancels runs (capabilities.cancel), and every pool serves every forge",
          why -> error.accept(path + ".cancelRunWhenSpent", why));
    }
    if (pool.runnerGroup() != null) {
      each(
          lacking(fleet, Capability.RUNNER_GROUPS),
          "has no runner groups (capabilities.runnerGroups), and every pool serves every forge",
          why -> error.accept(path + ".runnerGroup", why));
      each(
          withRepositories(fleet),
          "has a scope repository, which has the default group alone, and every pool serves every"
              + " scope: leave it out, or use a scope organization",
          why -> error.accept(path + ".runnerGroup", why));
    }
  }

  private static void each(List<String> forges, String fault, Consumer<String> error) {
    forges.forEach(forge -> error.accept("forge " + forge + " " + fault));
  }

  // A runner that asks a repository for a group ends with "Could not find any self-hosted runner
  // group named" (actions/runner, ConfigurationManager.cs). Rule gh-group-unknown.
  private static List<String> withRepositories(Fleet fleet) {
    return fleet.forges().entrySet().stream()
        .filter(one -> one.getValue().can(Capability.RUNNER_GROUPS))
        .filter(one -> one.getValue().scopes().stream().anyMatch(s -> s.repository() != null))
        .map(Map.Entry::getKey)
        .toList();
  }

  private static List<String> lacking(Fleet fleet, Capability capability) {
    return fleet.forges().keySet().stream()
        .filter(name -> fleet.forge(name).filter(forge -> !forge.can(capability)).isPresent())
        .toList();
  }
}
