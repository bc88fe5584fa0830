package dev.mayfly.worker;

import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;

import com.codahale.metrics.MetricRegistry;
import com.google.common.base.Ticker;
import dev.mayfly.service.command.ServiceCommand;
import dev.mayfly.service.dispatch.LifeDispatcher;
import dev.mayfly.service.dispatch.LifeStarter;
import dev.mayfly.service.http.ClockSkew;
import dev.mayfly.service.metrics.Meters;
import dev.mayfly.service.server.ServiceApplication;
import dev.mayfly.service.temporal.EncryptionHealthCheck;
import dev.mayfly.service.temporal.TemporalConnection;
import dev.mayfly.service.temporal.TemporalHealthCheck;
import dev.mayfly.worker.batch.AzureBatchClient;
import dev.mayfly.worker.batch.BatchActivitiesImpl;
import dev.mayfly.worker.batch.SetupInfo;
import dev.mayfly.worker.census.CensusTaker;
import dev.mayfly.worker.cost.CostMeters;
import dev.mayfly.worker.entity.OpenEntities;
import dev.mayfly.worker.forge.ForgeActivitiesImpl;
import dev.mayfly.worker.forge.ForgeApi;
import dev.mayfly.worker.forge.ForgeProbe;
import dev.mayfly.worker.forge.NoticeActivitiesImpl;
import dev.mayfly.worker.inquiry.InquiryActivitiesImpl;
import dev.mayfly.worker.intake.IntakeActivitiesImpl;
import dev.mayfly.worker.intake.TasksInHand;
import dev.mayfly.worker.pool.NodeActivitiesImpl;
import dev.mayfly.worker.pool.NodeGauges;
import dev.mayfly.worker.pool.PoolActivitiesImpl;
import dev.mayfly.worker.pool.PoolEntities;
import dev.mayfly.worker.pool.PoolKeeper;
import dev.mayfly.worker.seal.Sealer;
import dev.mayfly.worker.sweep.RecordingForgeActivities;
import dev.mayfly.worker.sweep.SeenRepositories;
import dev.mayfly.worker.sweep.SweepActivitiesImpl;
import dev.mayfly.worker.sweep.SweepGauges;
import dev.mayfly.worker.sweep.SweepKeeper;
import dev.mayfly.worker.sweep.TemporalLives;
import dev.mayfly.worker.watch.CloudWorld;
import dev.mayfly.worker.watch.OpenWaits;
import dev.mayfly.worker.watch.TemporalClock;
import dev.mayfly.worker.watch.VersionForesight;
import dev.mayfly.worker.watch.VersionSpotter;
import dev.mayfly.worker.watch.WaitTakeover;
import dev.mayfly.worker.watch.WatchActivitiesImpl;
import dev.mayfly.worker.watch.Watcher;
import dev.mayfly.workflows.fleet.Fleet;
import dev.mayfly.workflows.id.PoolId;
import dev.mayfly.workflows.id.SweepId;
import dev.mayfly.workflows.step.WaitActivities;
import io.dropwizard.core.Configuration;
import io.dropwizard.core.cli.ConfiguredCommand;
import io.dropwizard.core.setup.Environment;
import io.dropwizard.lifecycle.AutoCloseableManager;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The worker as a process; reads {@code worker.yml}. Stateless: run as many as you like. */
public final class WorkerApplication extends ServiceApplication<WorkerConfiguration> {

  public static void main(String[] arguments) {
    ServiceCommand.main(new WorkerCommand(), arguments);
  }

  @Override
  protected List<ConfiguredCommand<WorkerConfiguration>> commands() {
    return operatorCommands(WorkerConfiguration.class, Function.identity());
  }

  /**
   * Returns the commands that an operator runs with a file that holds the worker's.
   *
   * @param file what a command is given.
   * @param worker finds the worker's file in it.
   */
  public static <C extends Configuration> List<ConfiguredCommand<C>> operatorCommands(
      Class<C> file, Function<C, WorkerConfiguration> worker) {
    return OperatorCommands.all(file, worker, InstantSource.system());
  }

  /** Returns the client of a forge, with a budget of its own: for a few questions. */
  public static ForgeApi forge(WorkerConfiguration configuration, String name) {
    InstantSource clock = InstantSource.system();
    return requireNonNull(
        Clients.forges(configuration, new MetricRegistry(), clock, new ClockSkew(clock)).get(name),
        name);
  }

  @Override
  protected void serve(WorkerConfiguration configuration, Environment environment) {
    // It has no resources: what embeds a worker would wait for Jersey to find none.
    environment.jersey().disable();
    work(configuration, environment);
  }

  /** Runs lives and their steps in a process that may be another service's as well. */
  public static void work(WorkerConfiguration configuration, Environment environment) {
    // For what follows the calendar, or a library that reckons by it.
    InstantSource wall = InstantSource.system();
    InstantSource clock = new SteadyClock(wall);
    ClockSkew skew = new ClockSkew(wall);
    TemporalClock time = new TemporalClock(clock);
    TemporalConnection temporal =
        new TemporalConnection(
            configuration.temporal(),
            System.getenv(),
            Clients.TEMPORAL_CALL,
            "", // Two of three events of a life have it (ADR 33).
            environment.metrics());
    Sealer sealer = configuration.sealer();
    AzureBatchClient batch = Clients.batch(configuration, environment.metrics(), wall, skew);
    Map<String, ForgeApi> forges =
        Clients.forges(configuration, environment.metrics(), clock, skew);
    PoolEntities pools =
        new PoolEntities(temporal.client(), temporal.taskQueue(), configuration.fleet());
    NodeActivitiesImpl nodes =
        new NodeActivitiesImpl(
            configuration.fleet(),
            batch.pools(),
            batch,
            pools::demand,
            wall,
            new NodeGauges(environment.metrics(), clock));
    OpenWaits open = new OpenWaits(temporal.client());
    VersionSpotter spotter =
        new VersionSpotter(new CloudWorld(forges, batch, environment.metrics(), clock));
    Watcher watcher =
        new Watcher(
            spotter,
            pools,
            temporal.client().newActivityCompletionClient(),
            open,
            time,
            new Watcher.Settings(
                configuration.watch().every(),
                configuration.watch().requestsPerHour(),
                WaitActivities.HEARTBEAT_TIMEOUT));
    WaitTakeover takeover =
        new WaitTakeover(
            open, watcher, configuration.fleet(), WaitActivities.LONG_HEARTBEAT_TIMEOUT);
    StickyQueues queues = new StickyQueues(temporal.client());
    Peers peers = new Peers(temporal, takeover::workerDied);
    ForgeActivitiesImpl forgeSteps = new ForgeActivitiesImpl(configuration.fleet(), forges, sealer);
    BatchActivitiesImpl batchSteps =
        new BatchActivitiesImpl(
            configuration.fleet(),
            batch,
            sealer,
            forgeSteps::removeRunner,
            new SetupInfo(temporal::publicLink),
            pool -> pools.signal(pool, "scale")); // It looks at its nodes then.
    new CostMeters(
            configuration.fleet(), configuration.prices(), Meters.of(environment.metrics()), wall)
        .begin();
    ForgeProbe probe = new ForgeProbe(forges, clock);
    SeenRepositories seen = new SeenRepositories();
    TemporalLives lives = new TemporalLives(temporal.client());
    OpenEntities entities = new OpenEntities();
    LifeDispatcher dispatcher =
        new LifeDispatcher(temporal.client(), temporal.taskQueue(), Ticker.systemTicker());
    TasksInHand inHand = new TasksInHand();
    TemporalWorker worker =
        new TemporalWorker(
            temporal,
            told(configuration),
            configuration.versioning(),
            configuration.prices(),
            inHand.tuner(),
            List.of(
                new RepeatedSteps(temporal.client(), queues, takeover::workerDied),
                new MovedLives(takeover::lookAt)),
            new IntakeActivitiesImpl(dispatcher::carryOut, queues::leave, inHand::awaitFew),
            new RecordingForgeActivities(forgeSteps, seen, batchSteps::seenJob, watcher::pollSoon),
            batchSteps,
            new NoticeActivitiesImpl(forges),
            new InquiryActivitiesImpl(configuration.fleet(), forges, batch.pools()::pool, clock),
            new PoolActivitiesImpl(
                configuration.fleet(),
                batch,
                lives::isOver,
                pools::fault,
                (pool, asked) ->
                    probe
                        .refusal(pool, asked.forge(), asked.scope())
                        .or(() -> batchSteps.refusal(pool.name()))),
            nodes,
            new WatchActivitiesImpl(
                watcher,
                pool -> configuration.fleet().pool(pool).isPresent(),
                forge -> configuration.fleet().forge(forge).isPresent(),
                batchSteps::useUpNode),
            new SweepActivitiesImpl(
                Clients.sweeps(configuration, forges, batch, lives, seen, clock),
                new LifeStarter(temporal.client(), temporal.taskQueue()),
                batchSteps::withItsNode));

    // Stopped in the opposite order.
    environment.lifecycle().manage(temporal);
    environment.lifecycle().manage(new AutoCloseableManager(batch));
    environment.lifecycle().manage(new AutoCloseableManager(lives));
    environment.lifecycle().manage(watcher);
    environment
        .lifecycle()
        .manage(
            new VersionForesight(
                configuration.fleet().installation(),
                spotter,
                forges,
                environment.metrics(),
                pools::fault,
                time));
    environment.lifecycle().manage(takeover);
    environment
        .lifecycle()
        .manage(
            new CensusTaker(
                temporal.client(),
                configuration.fleet(),
                Meters.of(environment.metrics()),
                lives::status,
                pools::status,
                entities::listed,
                () -> peers.look(time.instant()),
                time,
                configuration.waitingChecks()));
    environment.lifecycle().manage(worker);
    environment
        .lifecycle()
        .manage(
            new PoolKeeper(
                pools,
                nodes,
                configuration.fleet().scaledPools().stream()
                    .map(pool -> new PoolId(configuration.fleet().installation(), pool.name()))
                    .toList(),
                entities,
                () -> peers.areNone(time.instant())));
    environment.healthChecks().register("temporal", new TemporalHealthCheck(temporal));
    environment.healthChecks().register("encryption", new EncryptionHealthCheck(temporal));
    environment
        .healthChecks()
        .register("clock", new ClockHealthCheck(() -> ClockHealthCheck.ahead(skew, time)));
    environment.healthChecks().register("worker", new WorkerHealthCheck(worker));
    environment
        .healthChecks()
        .register("watcher", new WatchHealthCheck(watcher, configuration.watch().every()));
    if (configuration.sweep().enabled()) {
      keepSweeping(configuration, temporal, lives, entities, clock, environment);
    }
  }

  /** Release and keys are among it, by which the doctor tells workers that do not go together. */
  private static String told(WorkerConfiguration configuration) {
    return String.join(
        "/",
        configuration.fleet().installation(),
        "worker",
        version(),
        configuration.keyIds(),
        TemporalConnection.PROCESS);
  }

  private static String version() {
    return requireNonNullElse(
        WorkerApplication.class.getPackage().getImplementationVersion(), "dev");
  }

  private static void keepSweeping(
      WorkerConfiguration configuration,
      TemporalConnection temporal,
      TemporalLives lives,
      OpenEntities entities,
      InstantSource clock,
      Environment environment) {
    Fleet fleet = configuration.fleet();
    SweepKeeper keeper =
        new SweepKeeper(
            SweepKeeper.entities(temporal.client(), temporal.taskQueue()),
            fleet.forges().keySet().stream()
                .map(forge -> new SweepId(fleet.installation(), forge))
                .toList(),
            entities,
            version(),
            clock);
    environment.lifecycle().manage(keeper);
    environment.healthChecks().register("sweep", new SweepHealthCheck(keeper, lives::notBegun));
    new SweepGauges(keeper).register(environment.metrics());
    environment.metrics().registerGauge("sweep.notBegun", () -> lives.notBegun().size());
  }
}
