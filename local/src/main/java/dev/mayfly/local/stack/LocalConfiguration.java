package dev.mayfly.local.stack;

import dev.mayfly.standin.forge.Dialect;
import dev.mayfly.standin.forge.LocalApp;
import dev.mayfly.standin.forge.StandInSettings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The files that local services are configured with: the same keys as anywhere else. */
public record LocalConfiguration(
    Path gateway, Path worker, Path console, int githubPort, URI webhook) {

  /** Guards nothing but loopback. */
  static final String WEBHOOK_SECRET = StandInSettings.DEFAULT.secret();

  /** The pools of the shipped mayfly.yml, each with an image of its own. */
  private static final Map<String, String> POOLS = new LinkedHashMap<>();

  static {
    POOLS.put("ubuntu", "self-hosted, linux, x64, ubuntu-latest, ubuntu-24.04");
    POOLS.put("ubuntu22", "self-hosted, linux, x64, ubuntu-22.04, ubuntu-20.04, ubuntu-18.04");
    POOLS.put("windows", "self-hosted, windows, x64, windows-latest, windows-2022");
  }

  /** The one that the stand-in of Azure DevOps has. */
  private static final String AGENT_POOL = "agentPool: mayfly";

  /** Returns what a job can ask for here: the labels of every pool. */
  public static Collection<String> offers() {
    return POOLS.values();
  }

  static Map<String, List<String>> images(List<String> command) {
    return POOLS.keySet().stream()
        .collect(Collectors.toMap(pool -> "local/" + pool, pool -> command));
  }

  static LocalConfiguration write(
      Path directory,
      LocalStack.Settings settings,
      LocalTemporal temporal,
      URI batch,
      int githubPort,
      boolean encrypted)
      throws IOException {
    if (encrypted) {
      Files.writeString(directory.resolve("encryption-key"), ServiceFiles.randomKey());
    }
    ServiceFiles.writeSecrets(directory);
    for (LocalApp app : settings.apps) {
      Files.writeString(directory.resolve(keyFile(app)), app.privateKey());
    }
    Files.writeString(directory.resolve("mayfly.yml"), fleet(settings, githubPort));
    String common = common(directory, temporal, settings, encrypted);
    int port = Ports.free();
    String forge = forgeName(settings.forge.dialect());
    String way = settings.forge.dialect() == Dialect.AZURE_DEVOPS ? "/requests/" : "/webhooks/";
    URI webhook = URI.create("http://127.0.0.1:" + port + way + forge);
    return new LocalConfiguration(
        Files.writeString(
            directory.resolve("gateway.yml"), ServiceFiles.gateway(forge, port, 0) + common),
        Files.writeString(
            directory.resolve("worker.yml"), worker(settings, batch, webhook) + common),
        Files.writeString(
            directory.resolve("console.yml"),
            ServiceFiles.console(settings.installation, forge, batch) + common),
        githubPort,
        webhook);
  }

  static String fleet(LocalStack.Settings settings, int githubPort) {
    String pools =
        POOLS.entrySet().stream()
            .map(
                pool ->
                    """
                      - name: %1$s
                        labels: [%2$s]
                        batchPool: %1$s
                        image: local/%1$s
                        registration: %3$s
                        %4$s
                        %6$s
                        docker: %7$s
                        cancelRunWhenSpent: %8$s
                        deadlines: {idle: 20s, exit: %5$ds}
                    """
                        .formatted(
                            pool.getKey(),
                            labels(settings, pool.getValue()),
                            settings.justInTime.contains(pool.getKey()) ? "jit" : "token",
                            settings.maxRunners == 0 ? "" : "maxRunners: " + settings.maxRunners,
                            settings.exit.toSeconds(),
                            settings.scaling == null ? "" : "scaling: " + settings.scaling,
                            pool.getKey().startsWith("windows") ? "none" : settings.dockerForJobs,
                            settings.cancelsRuns))
            .collect(Collectors.joining());
    String scopes =
        settings.organizations.stream()
            .map(name -> (name.contains("/") ? "repository: " : "organization: ") + name)
            .map(scope -> settings.forge.dialect() == Dialect.AZURE_DEVOPS ? AGENT_POOL : scope)
            .map(scope -> "      - " + scope + "\n")
            .collect(Collectors.joining());
    return """
    installation: %3$s
    forges:
      %1$s:
    %2$s    scopes:
    """
            .formatted(
                forgeName(settings.forge.dialect()),
                forge(settings.forge.dialect(), githubPort),
                settings.installation)
        + scopes
        + "pools:\n"
        + pools;
  }

  /** Those of another installation bear its name, but for the one that every job asks for. */
  private static String labels(LocalStack.Settings settings, String usual) {
    String name = settings.installation;
    return name.equals(LocalStack.Settings.DEFAULT.installation)
        ? usual
        : usual.replace(", ", ", " + name + "-");
  }

  /** Returns the forge's name in the configuration, and so in the names of its lives. */
  static String forgeName(Dialect dialect) {
    return switch (dialect) {
      case GITHUB, GITEA -> LifeQueries.GITHUB;
      case AZURE_DEVOPS -> "azdo";
    };
  }

  /** Returns the lines that tell the forges apart. */
  private static String forge(Dialect dialect, int port) {
    String web = "http://127.0.0.1:" + port;
    String api = "    apiUrl: " + web;
    return switch (dialect) {
      case GITHUB -> api + "/api/v3\n    webUrl: " + web + "\n";
      case GITEA -> "    type: gitea\n" + api + "/api/v1\n    webUrl: " + web + "\n";
      case AZURE_DEVOPS -> "    type: azure-devops\n" + api + "/acme\n";
    };
  }

  static String worker(LocalStack.Settings settings, URI batch, URI webhook) {
    Duration sweep = settings.sweepEvery;
    String every = sweep == null ? "" : "sweep: {every: " + sweep.toMillis() + "ms}\n";
    String signIn =
        "%s: {%s%s}"
            .formatted(
                forgeName(settings.forge.dialect()),
                signIn(settings.apps),
                settings.redelivers ? ", webhook: \"" + webhook + "\"" : "");
    return ServiceFiles.worker(signIn, batch, 0)
        + "watch: {every: 500ms, requestsPerHour: 100000}\n"
        + (settings.prices == null ? "" : "prices: " + settings.prices + "\n")
        + every;
  }

  private static String signIn(List<LocalApp> apps) {
    return apps.isEmpty()
        ? "token: {file: github-token}"
        : apps.stream()
            .map(app -> "{id: \"%d\", privateKey: {file: %s}}".formatted(app.id(), keyFile(app)))
            .collect(Collectors.joining(", ", "app: [", "]"));
  }

  static String keyFile(LocalApp app) {
    return "app-" + app.id() + ".pem";
  }

  // Both services log into one file, since the console belongs to whoever watches the demo.
  private static String common(
      Path directory, LocalTemporal temporal, LocalStack.Settings settings, boolean encrypted) {
    String ui = temporal.ui().map(url -> "  uiUrl: " + url + "\n").orElse("");
    return ServiceFiles.temporal(temporal.address(), settings.installation)
        + ui
        + (encrypted ? "  encryptionKeys: {local: {file: encryption-key}}\n" : "")
        + ServiceFiles.log(directory, settings.logLevel);
  }
}
