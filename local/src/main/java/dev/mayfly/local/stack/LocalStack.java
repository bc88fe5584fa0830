package dev.mayfly.local.stack;

import dev.mayfly.gateway.GatewayApplication;
import dev.mayfly.service.secret.Secret;
import dev.mayfly.standin.batch.BatchStandIn;
import dev.mayfly.standin.batch.BatchStandInCommand;
import dev.mayfly.standin.forge.Dialect;
import dev.mayfly.standin.forge.GitHubStandIn;
import dev.mayfly.standin.forge.LocalApp;
import dev.mayfly.standin.forge.StandInSettings;
import dev.mayfly.standin.forge.StandInSettings.Patience;
import dev.mayfly.standin.runner.RunnerCommand;
import dev.mayfly.worker.WorkerApplication;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * All of Mayfly on loopback, in this process: Temporal, stand-ins for GitHub and Batch, the real
 * gateway and the real worker, talking to each other over HTTP. Closing it ends everything it
 * started, the last first.
 */
public final class LocalStack implements AutoCloseable {

  /**
   * What it is started with.
   *
   * @param organizations whose jobs are served; one with a slash is a repository.
   * @param environment where Temporal is looked for: see {@link LocalTemporal}. Empty: the server
   *     in this process.
   * @param runner the command that every image of the Batch stand-in runs.
   * @param logLevel of the services' own lines in {@code mayfly.log}.
   * @param installation what the ids of all that it makes begin with; also its task queue.
   */
  public record Settings(
      List<String> organizations,
      Map<String, String> environment,
      BatchStandIn.Settings batch,
      List<String> runner,
      Pools pools,
      ForgeSettings forge,
      Sweeping sweep,
      String logLevel,
      String installation) {

    /**
     * What every pool is configured with.
     *
     * @param justInTime the pools whose runners get a just-in-time configuration, not a token.
     * @param maxRunners the cap; 0: none.
     * @param exit how long a container may take to leave after its job.
     * @param scaling what their nodes scale by, as in YAML; absent: they do not.
     */
    public record Pools(
        Set<String> justInTime, int maxRunners, Duration exit, @Nullable String scaling) {
      public Pools {
        justInTime = Set.copyOf(justInTime);
      }
    }

    /**
     * Which forge stands in, and how it behaves.
     *
     * @param webhooks whether it has a webhook at all; else nothing is ever sent.
     * @param rateLimit how many API requests an hour.
     * @param apps what the worker signs in as; empty: by a token.
     */
    public record ForgeSettings(
        Dialect dialect, boolean webhooks, int rateLimit, Patience patience, List<LocalApp> apps) {
      public ForgeSettings {
        apps = List.copyOf(apps);
      }
    }

    /**
     * How the worker sweeps.
     *
     * @param every the pause between two rounds; absent: the default.
     * @param redelivers whether it knows its webhook, and has sent again what that did not take.
     */
    public record Sweeping(@Nullable Duration every, boolean redelivers) {}

    /** Serves the stand-in's own organization, with Temporal in this process. */
    public static final Settings DEFAULT =
        new Settings(
            List.of(StandInSettings.DEFAULT.organization()),
            Map.of(),
            BatchStandIn.Settings.DEFAULT,
            RunnerCommand.words(),
            new Pools(Set.of(), 0, Duration.ofSeconds(5), null),
            new ForgeSettings(
                Dialect.GITHUB,
                true,
                StandInSettings.DEFAULT.rateLimit(),
                Patience.SHORT,
                List.of()),
            new Sweeping(null, false),
            "INFO",
            "mayfly");

    public Settings {
      organizations = List.copyOf(organizations);
      environment = Map.copyOf(environment);
      runner = List.copyOf(runner);
    }

    public Settings withOrganizations(List<String> logins) {
      return new Settings(
          logins, environment, batch, runner, pools, forge, sweep, logLevel, installation);
    }

    public Settings withEnvironment(Map<String, String> variables) {
      return new Settings(
          organizations, variables, batch, runner, pools, forge, sweep, logLevel, installation);
    }

    public Settings withBatch(BatchStandIn.Settings nodes) {
      return new Settings(
          organizations, environment, nodes, runner, pools, forge, sweep, logLevel, installation);
    }

    public Settings withRunner(List<String> command) {
      return new Settings(
          organizations, environment, batch, command, pools, forge, sweep, logLevel, installation);
    }

    public Settings withJustInTime(Set<String> names) {
      return with(new Pools(names, pools.maxRunners(), pools.exit(), pools.scaling()));
    }

    public Settings withMaxRunners(int cap) {
      return with(new Pools(pools.justInTime(), cap, pools.exit(), pools.scaling()));
    }

    public Settings withExit(Duration atMost) {
      return with(new Pools(pools.justInTime(), pools.maxRunners(), atMost, pools.scaling()));
    }

    /**
     * @param yaml as the common file has it, in braces.
     */
    public Settings withScaling(String yaml) {
      return with(new Pools(pools.justInTime(), pools.maxRunners(), pools.exit(), yaml));
    }

    private Settings with(Pools all) {
      return new Settings(
          organizations, environment, batch, runner, all, forge, sweep, logLevel, installation);
    }

    public Settings withDialect(Dialect other) {
      return with(
          new ForgeSettings(
              other, forge.webhooks(), forge.rateLimit(), forge.patience(), forge.apps()));
    }

    /** The forge has no webhook: jobs are queued, and nobody is told. */
    public Settings withoutWebhooks() {
      return with(
          new ForgeSettings(
              forge.dialect(), false, forge.rateLimit(), forge.patience(), forge.apps()));
    }

    /**
     * @param perHour how many API requests GitHub answers.
     */
    public Settings withRateLimit(int perHour) {
      return with(
          new ForgeSettings(
              forge.dialect(), forge.webhooks(), perHour, forge.patience(), forge.apps()));
    }

    public Settings withPatience(Patience patience) {
      return with(
          new ForgeSettings(
              forge.dialect(), forge.webhooks(), forge.rateLimit(), patience, forge.apps()));
    }

    /** The worker signs in as these Apps of GitHub, and the first one's webhook tells of jobs. */
    public Settings withApps(List<LocalApp> apps) {
      return with(
          new ForgeSettings(
              forge.dialect(), forge.webhooks(), forge.rateLimit(), forge.patience(), apps));
    }

    private Settings with(ForgeSettings other) {
      return new Settings(
          organizations, environment, batch, runner, pools, other, sweep, logLevel, installation);
    }

    public Settings withSweepEvery(Duration time) {
      return new Settings(
          organizations,
          environment,
          batch,
          runner,
          pools,
          forge,
          new Sweeping(time, sweep.redelivers()),
          logLevel,
          installation);
    }

    /** What the gateway did not take is sent again. */
    public Settings withRedelivery() {
      return new Settings(
          organizations,
          environment,
          batch,
          runner,
          pools,
          forge,
          new Sweeping(sweep.every(), true),
          logLevel,
          installation);
    }

    /** Another installation has other labels, so that the jobs of the two are told apart. */
    public Settings withInstallation(String name) {
      return new Settings(
          organizations, environment, batch, runner, pools, forge, sweep, logLevel, name);
    }

    public Settings withLogLevel(String level) {
      return new Settings(
          organizations, environment, batch, runner, pools, forge, sweep, level, installation);
    }
  }

  private final Started started = new Started();
  private final LocalConfiguration files;
  private final LocalTemporal temporal;
  private final GitHubStandIn github;
  private final BatchStandIn batch;
  private final Settings settings;
  private final Map<String, Secret> encryptionKeys;
  private @Nullable GatewayApplication gateway;
  private @Nullable WorkerApplication worker;

  private LocalStack(Path directory, Settings settings, boolean encrypted) throws Exception {
    this.settings = settings;
    try {
      temporal = open(LocalTemporal.start(settings.environment(), directory));
      batch =
          open(
              BatchStandIn.start(
                  0,
                  BatchStandInCommand.DEFAULT_ACCOUNT,
                  BatchStandInCommand.DEFAULT_KEY,
                  LocalConfiguration.images(settings.runner()),
                  settings.batch()));
      files =
          LocalConfiguration.write(
              directory, settings, temporal, batch.url(), Ports.free(), encrypted);
      encryptionKeys =
          encrypted
              ? Map.of("local", Secret.of(Files.readString(directory.resolve("encryption-key"))))
              : Map.of();
      startGateway();
      open(this::stopGateway);
      github =
          open(GitHubStandIn.start(forge(settings.forge(), files.githubPort(), files.webhook())));
      startWorker();
      open(this::stopWorker);
    } catch (Exception e) {
      close();
      throw e;
    }
  }

  /**
   * Starts everything.
   *
   * @param directory for configuration, logs and Temporal's database.
   */
  public static LocalStack start(Path directory, Settings settings) throws Exception {
    return new LocalStack(directory, settings, false);
  }

  /**
   * Starts everything, with payloads encrypted.
   *
   * @param directory as above; gets the key, {@code encryption-key} with the id {@code local}.
   */
  public static LocalStack startEncrypted(Path directory, Settings settings) throws Exception {
    return new LocalStack(directory, settings, true);
  }

  private static StandInSettings forge(Settings.ForgeSettings forge, int port, URI webhook) {
    StandInSettings settings =
        StandInSettings.DEFAULT
            .withPort(port)
            .withDialect(forge.dialect())
            .withRateLimit(forge.rateLimit())
            .withPatience(forge.patience())
            .withApps(forge.apps().stream().map(LocalApp::known).toList());
    return forge.webhooks()
        ? settings.withWebhook(webhook, LocalConfiguration.WEBHOOK_SECRET)
        : settings;
  }

  private <T extends AutoCloseable> T open(T part) {
    return started.add(part);
  }

  /**
   * Starts another installation, which serves the same organization with the same Batch account and
   * the same Temporal: a gateway and a worker of its own, and a webhook. It ends with this one.
   *
   * @param beside a folder of its own.
   */
  public void startBeside(Path beside, String installation) throws Exception {
    LocalConfiguration its =
        LocalConfiguration.write(
            beside,
            settings.withInstallation(installation),
            temporal,
            batch.url(),
            files.githubPort(),
            false);
    GatewayApplication itsGateway = new GatewayApplication();
    itsGateway.start(its.gateway().toString());
    open(itsGateway::stop);
    WorkerApplication itsWorker = new WorkerApplication();
    itsWorker.start(its.worker().toString());
    open(itsWorker::stop);
    github.alsoTell(its.webhook());
  }

  /** Starts a gateway where the webhook leads; a test may stop it and start another. */
  public void startGateway() throws Exception {
    gateway = new GatewayApplication();
    gateway.start(files.gateway().toString());
  }

  public void stopGateway() throws Exception {
    if (gateway != null) {
      gateway.stop();
      gateway = null;
    }
  }

  /** Starts a worker; the demo has one, a test may stop it and start another. */
  public void startWorker() throws Exception {
    worker = new WorkerApplication();
    worker.start(files.worker().toString());
  }

  public void stopWorker() throws Exception {
    if (worker != null) {
      worker.stop();
      worker = null;
    }
  }

  public GitHubStandIn github() {
    return github;
  }

  public BatchStandIn batch() {
    return batch;
  }

  public LocalTemporal temporal() {
    return temporal;
  }

  /** The metrics of gateway and of worker, as their admin ports show them. */
  public List<URI> metrics() {
    return Stream.of(gateway, worker)
        .filter(Objects::nonNull)
        .map(service -> URI.create("http://127.0.0.1:" + service.adminPort() + "/metrics"))
        .toList();
  }

  /** A client of its own, to look at lives with. */
  public LifeQueries lives() {
    String forge = LocalConfiguration.forgeName(settings.forge().dialect());
    return open(new LifeQueries(temporal.address(), forge, encryptionKeys));
  }

  /** What has not been cleaned up; empty when nothing is left. */
  public List<String> leftovers() {
    return Map.of(
            "registration", github.runners().size(),
            "Batch task", batch.tasks().size(),
            "process", batch.runningProcesses().size())
        .entrySet()
        .stream()
        .filter(left -> left.getValue() > 0)
        .map(left -> left.getValue() + " " + left.getKey() + "(s)")
        .sorted()
        .toList();
  }

  @Override
  public void close() throws IOException {
    started.close();
  }
}
