package dev.mayfly.worker;

import static java.util.Objects.requireNonNullElse;

import com.codahale.metrics.MetricRegistry;
import com.codahale.metrics.health.HealthCheck;
import dev.mayfly.service.LifeStarter;
import dev.mayfly.service.ServiceApplication;
import dev.mayfly.service.TemporalConnection;
import dev.mayfly.service.TemporalHealthCheck;
import dev.mayfly.worker.batch.AzureBatchClient;
import dev.mayfly.worker.batch.BatchActivitiesImpl;
import dev.mayfly.worker.forge.AzureDevOpsClient;
import dev.mayfly.worker.forge.ForgeActivitiesImpl;
import dev.mayfly.worker.forge.ForgeApi;
import dev.mayfly.worker.forge.ForgeClient;
import dev.mayfly.worker.forge.ForgeSignIn;
import dev.mayfly.worker.forge.Traffic;
import dev.mayfly.worker.pool.HandBack;
import dev.mayfly.worker.pool.NodeActivitiesImpl;
import dev.mayfly.worker.pool.PoolActivitiesImpl;
import dev.mayfly.worker.pool.PoolEntities;
import dev.mayfly.worker.pool.PoolKeeper;
import dev.mayfly.worker.seal.Sealer;
import dev.mayfly.worker.sweep.DryRun;
import dev.mayfly.worker.sweep.ForgeSweep;
import dev.mayfly.worker.sweep.NotedForgeActivities;
import dev.mayfly.worker.sweep.SeenRepositories;
import dev.mayfly.worker.sweep.SweepActivitiesImpl;
import dev.mayfly.worker.sweep.SweepEntities;
import dev.mayfly.worker.sweep.SweepGauges;
import dev.mayfly.worker.sweep.SweepKeeper;
import dev.mayfly.worker.sweep.TemporalLives;
import dev.mayfly.worker.watch.Adoption;
import dev.mayfly.worker.watch.CloudWorld;
import dev.mayfly.worker.watch.OpenWaits;
import dev.mayfly.worker.watch.WatchActivitiesImpl;
import dev.mayfly.worker.watch.Watcher;
import dev.mayfly.workflows.Fleet;
import dev.mayfly.workflows.Forge;
import dev.mayfly.workflows.OperatorRequest;
import dev.mayfly.workflows.Pool;
import dev.mayfly.workflows.PoolId;
import dev.mayfly.workflows.SweepId;
import dev.mayfly.workflows.WatchActivities;
import io.dropwizard.core.cli.ConfiguredCommand;
import io.dropwizard.core.setup.Environment;
import io.dropwizard.lifecycle.AutoCloseableManager;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import okhttp3.OkHttpClient;

/** The worker as a process; reads {@code worker.yml}. Stateless: run as many as you like. */
public final class WorkerApplication extends ServiceApplication<WorkerConfiguration> {

  // Below the steps' start-to-close, so that a call that hangs is classified here.
  private static final Duration TEMPORAL_CALL = Duration.ofSeconds(10);
  private static final Duration BATCH_CALL = Duration.ofSeconds(10);
  private static final Duration ENTRA_CALL = Duration.ofSeconds(10);

  public static void main(String[] arguments) throws Exception {
    new WorkerApplication().run(arguments);
  }

  @Override
  public String getName() {
    return "worker";
  }

  @Override
  protected List<ConfiguredCommand<WorkerConfiguration>> commands() {
    return List.of(
        new OperatorCommand(
            "sweep",
            "Says what the sweeps would do, and does nothing",
            WorkerApplication::dryRun,
            "not everything could be looked at, see above"),
        new OperatorCommand(
            "hand-back",
            "Gives the nodes of every pool that scales to Batch's autoscale",
            configuration -> nodes(configuration, HandBack::handBack),
            "not everything could be handed back, see above"),
        new OperatorCommand(
            "take-over",
            "Has the nodes of every pool that scales taken from Batch's autoscale",
            configuration -> nodes(configuration, HandBack::takeOver),
            "not every pool could be told, see above"));
  }

  @Override
  protected void serve(WorkerConfiguration configuration, Environment environment) {
    InstantSource clock = InstantSource.system();
    TemporalConnection temporal =
        new TemporalConnection(
            configuration.temporal(), System.getenv(), TEMPORAL_CALL, environment.metrics());
    Sealer sealer = configuration.sealer();
    AzureBatchClient batch = new AzureBatchClient(configuration.batchSignIn(), BATCH_CALL, clock);
    Map<String, ForgeApi> forges = forges(configuration, environment.metrics(), clock);
    PoolEntities pools =
        new PoolEntities(temporal.client(), temporal.taskQueue(), configuration.fleet());
    NodeActivitiesImpl nodes =
        new NodeActivitiesImpl(configuration.fleet(), batch.pools(), pools::demand, clock);
    OpenWaits open = new OpenWaits(temporal.client());
    Watcher watcher =
        new Watcher(
            new CloudWorld(forges, batch),
            pools,
            temporal.client().newActivityCompletionClient(),
            open::lastSign,
            clock,
            configuration.watch().every(),
            configuration.watch().requestsPerHour(),
            WatchActivities.HEARTBEAT_TIMEOUT);
    Adoption adoption =
        new Adoption(open, watcher, configuration.fleet(), WatchActivities.HEARTBEAT_TIMEOUT);
    ForgeActivitiesImpl forgeSteps = new ForgeActivitiesImpl(configuration.fleet(), forges, sealer);
    SeenRepositories seen = new SeenRepositories();
    TemporalLives lives = new TemporalLives(temporal.client());
    TemporalWorker worker =
        new TemporalWorker(
            temporal,
            configuration.versioning(),
            new NotedForgeActivities(forgeSteps, seen),
            new BatchActivitiesImpl(configuration.fleet(), batch, sealer, forgeSteps::removeRunner),
            new PoolActivitiesImpl(configuration.fleet(), batch, lives::isOver, pools::fault),
            nodes,
            new WatchActivitiesImpl(watcher),
            new SweepActivitiesImpl(
                sweeps(configuration, forges, batch, lives, seen, clock),
                new LifeStarter(temporal.client(), temporal.taskQueue())));

    // Stopped in the opposite order.
    environment.lifecycle().manage(temporal);
    environment.lifecycle().manage(new AutoCloseableManager(batch));
    environment.lifecycle().manage(new AutoCloseableManager(lives));
    environment.lifecycle().manage(watcher);
    environment.lifecycle().manage(adoption);
    environment.lifecycle().manage(worker);
    environment.lifecycle().manage(keeper(configuration.fleet(), pools, nodes, clock));
    environment.healthChecks().register("temporal", new TemporalHealthCheck(temporal));
    environment.healthChecks().register("worker", new WorkerHealthCheck(worker));
    environment
        .healthChecks()
        .register("watcher", new WatchHealthCheck(watcher, configuration.watch().every()));
    if (configuration.sweep().enabled()) {
      keepSweeping(configuration, temporal, clock, environment);
    }
  }

  private static void keepSweeping(
      WorkerConfiguration configuration,
      TemporalConnection temporal,
      InstantSource clock,
      Environment environment) {
    Fleet fleet = configuration.fleet();
    SweepKeeper keeper =
        new SweepKeeper(
            new SweepEntities(temporal.client(), temporal.taskQueue()),
            fleet.forges().keySet().stream()
                .map(forge -> new SweepId(fleet.installation(), forge))
                .toList(),
            requireNonNullElse(
                WorkerApplication.class.getPackage().getImplementationVersion(), "dev"),
            clock);
    environment.lifecycle().manage(keeper);
    environment.healthChecks().register("sweep", new SweepHealthCheck(keeper));
    new SweepGauges(keeper).register(environment.metrics());
  }

  private static PoolKeeper keeper(
      Fleet fleet, PoolEntities entities, NodeActivitiesImpl nodes, InstantSource clock) {
    return new PoolKeeper(
        entities,
        nodes,
        scaled(fleet).stream().map(pool -> new PoolId(fleet.installation(), pool.name())).toList(),
        () -> entities.isLastWorker(clock.instant()));
  }

  private static List<Pool> scaled(Fleet fleet) {
    return fleet.pools().stream().filter(pool -> pool.scaling() != null).toList();
  }

  private static Map<String, ForgeSweep> sweeps(
      WorkerConfiguration configuration,
      Map<String, ForgeApi> forges,
      AzureBatchClient batch,
      TemporalLives lives,
      SeenRepositories seen,
      InstantSource clock) {
    Map<String, ForgeSweep> sweeps = new LinkedHashMap<>();
    forges.forEach(
        (name, client) ->
            sweeps.put(
                name,
                ForgeSweep.of(
                    name,
                    configuration.fleet(),
                    configuration.sweep(name),
                    client,
                    batch,
                    lives,
                    seen,
                    clock)));
    return sweeps;
  }

  /** Prints what the sweeps would do; returns whether everything could be looked at. */
  private static boolean dryRun(WorkerConfiguration configuration) {
    InstantSource clock = InstantSource.system();
    TemporalConnection temporal =
        new TemporalConnection(configuration.temporal(), System.getenv(), TEMPORAL_CALL);
    try (AzureBatchClient batch =
            new AzureBatchClient(configuration.batchSignIn(), BATCH_CALL, clock);
        TemporalLives lives = new TemporalLives(temporal.client())) {
      HealthCheck.Result reached = new TemporalHealthCheck(temporal).execute();
      if (!reached.isHealthy()) {
        System.out.println(reached.getMessage());
        return false;
      }
      Map<String, ForgeSweep> sweeps =
          sweeps(
              configuration,
              forges(configuration, new MetricRegistry(), clock),
              batch,
              lives,
              new SeenRepositories(),
              clock);
      SweepEntities entities = new SweepEntities(temporal.client(), temporal.taskQueue());
      return new DryRun(configuration.fleet().installation(), sweeps, entities, System.out).run();
    } finally {
      temporal.stop();
    }
  }

  /** What an operator does with nodes; returns whether it was done. */
  private interface NodesAction {
    boolean run(HandBack how, String installation, List<Pool> pools, OperatorRequest request);
  }

  private static boolean nodes(WorkerConfiguration configuration, NodesAction action) {
    InstantSource clock = InstantSource.system();
    Fleet fleet = configuration.fleet();
    TemporalConnection temporal =
        new TemporalConnection(configuration.temporal(), System.getenv(), TEMPORAL_CALL);
    try (AzureBatchClient batch =
        new AzureBatchClient(configuration.batchSignIn(), BATCH_CALL, clock)) {
      PoolEntities entities = new PoolEntities(temporal.client(), temporal.taskQueue(), fleet);
      HandBack how =
          new HandBack(
              entities,
              new NodeActivitiesImpl(fleet, batch.pools(), entities::demand, clock),
              System.out);
      String user = requireNonNullElse(System.getProperty("user.name"), "unknown");
      OperatorRequest request = OperatorRequest.of(user, "by the worker's command");
      return action.run(how, fleet.installation(), scaled(fleet), request);
    } finally {
      temporal.stop();
    }
  }

  private static Map<String, ForgeApi> forges(
      WorkerConfiguration configuration, MetricRegistry metrics, InstantSource clock) {
    OkHttpClient http = new OkHttpClient();
    Map<String, ForgeApi> clients = new LinkedHashMap<>();
    configuration
        .fleet()
        .forges()
        .forEach(
            (name, forge) ->
                clients.put(
                    name,
                    forge(
                        http,
                        forge,
                        configuration.signIn(name, ENTRA_CALL, clock),
                        traffic(name, forge, configuration, metrics, clock),
                        clock)));
    return clients;
  }

  private static ForgeApi forge(
      OkHttpClient http, Forge forge, ForgeSignIn signIn, Traffic traffic, InstantSource clock) {
    return forge.type() == Forge.Type.AZURE_DEVOPS
        ? new AzureDevOpsClient(http, forge, signIn.azureDevOps(), traffic.shown(), clock)
        : new ForgeClient(http, forge, signIn, traffic, clock);
  }

  private static Traffic traffic(
      String name,
      Forge forge,
      WorkerConfiguration configuration,
      MetricRegistry metrics,
      InstantSource clock) {
    boolean registrationsLimited =
        forge.type() == Forge.Type.GITHUB || forge.type() == Forge.Type.GHES;
    return new Traffic(
        name, configuration.watch().requestsPerHour(), registrationsLimited, metrics, clock);
  }
}
