package dev.mayfly.local;

import dev.mayfly.gateway.GatewayApplication;
import dev.mayfly.local.batch.BatchStandIn;
import dev.mayfly.local.batch.BatchStandInCommand;
import dev.mayfly.local.github.Dialect;
import dev.mayfly.local.github.GitHubStandIn;
import dev.mayfly.local.github.StandInSettings;
import dev.mayfly.local.github.StandInSettings.Patience;
import dev.mayfly.worker.WorkerApplication;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
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
   * @param organizations whose jobs are served.
   * @param environment where Temporal is looked for: see {@link LocalTemporal}. Empty: the server
   *     in this process.
   * @param runner the command that every image of the Batch stand-in runs.
   * @param sweepEvery how often the worker sweeps; absent: as often as it does by default.
   * @param logLevel of the services' own lines in {@code mayfly.log}.
   */
  public record Settings(
      List<String> organizations,
      Map<String, String> environment,
      BatchStandIn.Settings batch,
      List<String> runner,
      Pools pools,
      ForgeSettings forge,
      @Nullable Duration sweepEvery,
      String logLevel) {

    /**
     * What every pool is configured with.
     *
     * @param justInTime the pools whose runners get a just-in-time configuration, not a token.
     * @param maxRunners the cap; 0: none.
     * @param exit how long a container may take to leave after its job.
     */
    public record Pools(Set<String> justInTime, int maxRunners, Duration exit) {
      public Pools {
        justInTime = Set.copyOf(justInTime);
      }
    }

    /**
     * Which forge stands in, and how it behaves.
     *
     * @param webhooks whether it has a webhook at all; else nothing is ever sent.
     * @param rateLimit how many API requests an hour.
     */
    public record ForgeSettings(
        Dialect dialect, boolean webhooks, int rateLimit, Patience patience) {}

    /** Serves the stand-in's own organization, with Temporal in this process. */
    public static final Settings DEFAULT =
        new Settings(
            List.of(StandInSettings.DEFAULT.organization()),
            Map.of(),
            BatchStandIn.Settings.DEFAULT,
            RunnerCommand.words(),
            new Pools(Set.of(), 0, Duration.ofSeconds(5)),
            new ForgeSettings(
                Dialect.GITHUB, true, StandInSettings.DEFAULT.rateLimit(), Patience.SHORT),
            null,
            "INFO");

    public Settings {
      organizations = List.copyOf(organizations);
      environment = Map.copyOf(environment);
      runner = List.copyOf(runner);
    }

    public Settings withOrganizations(List<String> logins) {
      return new Settings(logins, environment, batch, runner, pools, forge, sweepEvery, logLevel);
    }

    public Settings withEnvironment(Map<String, String> variables) {
      return new Settings(
          organizations, variables, batch, runner, pools, forge, sweepEvery, logLevel);
    }

    public Settings withBatch(BatchStandIn.Settings nodes) {
      return new Settings(
          organizations, environment, nodes, runner, pools, forge, sweepEvery, logLevel);
    }

    public Settings withRunner(List<String> command) {
      return new Settings(
          organizations, environment, batch, command, pools, forge, sweepEvery, logLevel);
    }

    public Settings withJustInTime(Set<String> names) {
      return with(new Pools(names, pools.maxRunners(), pools.exit()));
    }

    public Settings withMaxRunners(int cap) {
      return with(new Pools(pools.justInTime(), cap, pools.exit()));
    }

    public Settings withExit(Duration atMost) {
      return with(new Pools(pools.justInTime(), pools.maxRunners(), atMost));
    }

    private Settings with(Pools all) {
      return new Settings(
          organizations, environment, batch, runner, all, forge, sweepEvery, logLevel);
    }

    public Settings withDialect(Dialect other) {
      return with(new ForgeSettings(other, forge.webhooks(), forge.rateLimit(), forge.patience()));
    }

    /** The forge has no webhook: jobs are queued, and nobody is told. */
    public Settings withoutWebhooks() {
      return with(new ForgeSettings(forge.dialect(), false, forge.rateLimit(), forge.patience()));
    }

    /**
     * @param perHour how many API requests GitHub answers.
     */
    public Settings withRateLimit(int perHour) {
      return with(new ForgeSettings(forge.dialect(), forge.webhooks(), perHour, forge.patience()));
    }

    public Settings withPatience(Patience patience) {
      return with(
          new ForgeSettings(forge.dialect(), forge.webhooks(), forge.rateLimit(), patience));
    }

    private Settings with(ForgeSettings other) {
      return new Settings(
          organizations, environment, batch, runner, pools, other, sweepEvery, logLevel);
    }

    public Settings withSweepEvery(Duration time) {
      return new Settings(organizations, environment, batch, runner, pools, forge, time, logLevel);
    }

    public Settings withLogLevel(String level) {
      return new Settings(
          organizations, environment, batch, runner, pools, forge, sweepEvery, level);
    }
  }

  private final Deque<AutoCloseable> started = new ArrayDeque<>();
  private final LocalConfiguration files;
  private final LocalTemporal temporal;
  private final GitHubStandIn github;
  private final BatchStandIn batch;
  private final GatewayApplication gateway;
  private @Nullable WorkerApplication worker;

  private LocalStack(Path directory, Settings settings) throws Exception {
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
      files = LocalConfiguration.write(directory, settings, temporal, batch.url(), Ports.free());
      gateway = new GatewayApplication();
      gateway.start(files.gateway().toString());
      open(gateway::stop);
      URI webhook = URI.create("http://127.0.0.1:" + gateway.port() + "/webhooks/github");
      github = open(GitHubStandIn.start(forge(settings.forge(), files.githubPort(), webhook)));
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
    return new LocalStack(directory, settings);
  }

  private static StandInSettings forge(Settings.ForgeSettings forge, int port, URI webhook) {
    StandInSettings settings =
        StandInSettings.DEFAULT
            .withPort(port)
            .withDialect(forge.dialect())
            .withRateLimit(forge.rateLimit())
            .withPatience(forge.patience());
    return forge.webhooks()
        ? settings.withWebhook(webhook, LocalConfiguration.WEBHOOK_SECRET)
        : settings;
  }

  private <T extends AutoCloseable> T open(T part) {
    started.push(part);
    return part;
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
  public Lives lives() {
    return open(new Lives(temporal.address()));
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
    IOException failure = null;
    while (!started.isEmpty()) {
      try {
        started.pop().close();
      } catch (Exception e) {
        failure = new IOException("not everything was stopped", e);
      }
    }
    if (failure != null) {
      throw failure;
    }
  }
}
