package dev.mayfly.worker;

import static java.util.Objects.requireNonNullElse;

import com.codahale.metrics.MetricRegistry;
import com.codahale.metrics.health.HealthCheck;
import dev.mayfly.service.http.ClockSkew;
import dev.mayfly.service.temporal.TemporalConnection;
import dev.mayfly.service.temporal.TemporalHealthCheck;
import dev.mayfly.worker.batch.AzureBatchClient;
import dev.mayfly.worker.pool.HandBack;
import dev.mayfly.worker.pool.NodeActivitiesImpl;
import dev.mayfly.worker.pool.NodeGauges;
import dev.mayfly.worker.pool.PoolEntities;
import dev.mayfly.worker.sweep.DryRun;
import dev.mayfly.worker.sweep.ForgeSweep;
import dev.mayfly.worker.sweep.SeenRepositories;
import dev.mayfly.worker.sweep.SweepKeeper;
import dev.mayfly.worker.sweep.TemporalLives;
import dev.mayfly.workflows.fleet.Fleet;
import dev.mayfly.workflows.fleet.Pool;
import dev.mayfly.workflows.temporal.OperatorRequest;
import io.dropwizard.core.Configuration;
import io.dropwizard.core.cli.ConfiguredCommand;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The commands that an operator runs with the worker's file, beside the worker itself. */
final class OperatorCommands {

  private OperatorCommands() {}

  /**
   * @param file what a command is given.
   * @param worker finds the worker's file in it.
   */
  static <C extends Configuration> List<ConfiguredCommand<C>> all(
      Class<C> file, Function<C, WorkerConfiguration> worker, InstantSource clock) {
    return List.of(
        new OperatorCommand<>(
            "sweep",
            "Prints what the sweeps would do, and does nothing",
            file,
            given -> dryRun(worker.apply(given), clock),
            "not everything could be listed, see above"),
        new OperatorCommand<>(
            "hand-back",
            "Gives the nodes of every pool that scales to Batch's autoscale",
            file,
            given -> nodes(worker.apply(given), clock, HandBack::handBack),
            "not everything could be handed back, see above"),
        new OperatorCommand<>(
            "take-over",
            "Has the nodes of every pool that scales taken from Batch's autoscale",
            file,
            given -> nodes(worker.apply(given), clock, HandBack::takeOver),
            "not every pool could be told, see above"));
  }

  /** Prints what the sweeps would do; returns whether everything could be listed. */
  private static boolean dryRun(WorkerConfiguration configuration, InstantSource clock) {
    TemporalConnection temporal = Clients.temporal(configuration);
    try (AzureBatchClient batch =
            Clients.batch(configuration, new MetricRegistry(), clock, new ClockSkew(clock));
        TemporalLives lives = new TemporalLives(temporal.client())) {
      HealthCheck.Result reached =
          new TemporalHealthCheck(temporal, Clients.TEMPORAL_CALL).execute();
      if (!reached.isHealthy()) {
        System.out.println(reached.getMessage());
        return false;
      }
      Map<String, ForgeSweep> sweeps =
          Clients.sweeps(
              configuration,
              Clients.forges(configuration, new MetricRegistry(), clock, new ClockSkew(clock)),
              batch,
              lives,
              new SeenRepositories(),
              clock);
      return new DryRun(
              configuration.fleet().installation(),
              sweeps,
              SweepKeeper.entities(temporal.client(), temporal.taskQueue()),
              System.out)
          .run();
    } finally {
      temporal.stop();
    }
  }

  /** A command about nodes; returns whether it was done. */
  private interface NodesAction {
    boolean run(HandBack how, String installation, List<Pool> pools, OperatorRequest request);
  }

  private static boolean nodes(
      WorkerConfiguration configuration, InstantSource clock, NodesAction action) {
    Fleet fleet = configuration.fleet();
    TemporalConnection temporal = Clients.temporal(configuration);
    try (AzureBatchClient batch =
        Clients.batch(configuration, new MetricRegistry(), clock, new ClockSkew(clock))) {
      PoolEntities entities = new PoolEntities(temporal.client(), temporal.taskQueue(), fleet);
      HandBack how =
          new HandBack(
              entities,
              new NodeActivitiesImpl(
                  fleet,
                  batch.pools(),
                  batch,
                  entities::demand,
                  clock,
                  new NodeGauges(new MetricRegistry(), clock)),
              System.out);
      String user = requireNonNullElse(System.getProperty("user.name"), "unknown");
      OperatorRequest request = OperatorRequest.of(user, "by the worker's command");
      return action.run(how, fleet.installation(), fleet.scaledPools(), request);
    } finally {
      temporal.stop();
    }
  }
}
