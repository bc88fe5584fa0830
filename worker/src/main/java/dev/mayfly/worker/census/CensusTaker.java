package dev.mayfly.worker.census;

import com.google.common.util.concurrent.ThreadFactoryBuilder;
import dev.mayfly.service.metrics.Measure;
import dev.mayfly.service.metrics.Meters;
import dev.mayfly.workflows.fleet.Fleet;
import dev.mayfly.workflows.fleet.Pool;
import dev.mayfly.workflows.id.LifeId;
import dev.mayfly.workflows.id.PoolId;
import dev.mayfly.workflows.life.End;
import dev.mayfly.workflows.life.LifeStatus;
import dev.mayfly.workflows.life.Outcome;
import dev.mayfly.workflows.life.RunnerWorkflow;
import dev.mayfly.workflows.pool.PoolStatus;
import dev.mayfly.workflows.pool.PoolWorkflow;
import dev.mayfly.workflows.sweep.SweepWorkflow;
import dev.mayfly.workflows.temporal.SearchAttributes;
import io.dropwizard.lifecycle.Managed;
import io.grpc.StatusRuntimeException;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowException;
import io.temporal.client.WorkflowExecutionMetadata;
import io.temporal.client.WorkflowServiceException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Takes the {@link Census} twice a minute. Temporal cannot count by an attribute of ours, so all
 * open workflows are listed, a page for each thousand: one list for metrics and for keepers. While
 * there is no answer, nothing is shown.
 */
public final class CensusTaker implements Managed {

  private static final Duration EVERY = Duration.ofSeconds(30);
  private static final String OPEN =
      "WorkflowType IN ('"
          + RunnerWorkflow.TYPE
          + "', '"
          + PoolWorkflow.TYPE
          + "', '"
          + SweepWorkflow.TYPE
          + "') AND ExecutionStatus = 'Running'";

  private final WorkflowClient client;
  private final Fleet fleet;
  private final Meters meters;
  private final HeldLives held;
  private final Function<PoolId, Optional<PoolStatus>> askPool;
  private final Consumer<Set<String>> entities;
  private final Runnable livesOpen;
  private final InstantSource clock;
  private final LongWaits longWaits;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          new ThreadFactoryBuilder().setNameFormat("census").setDaemon(true).build());

  /**
   * @param ask asks an open life for its status; empty: it does not answer.
   * @param askPool the same of a pool.
   * @param entities is told which pools and sweeps are open; none while there is no answer.
   * @param livesOpen is told, with each look, that there are lives that go on.
   * @param clock Temporal's.
   * @param patience by forge, how long a job may wait before its life is told so.
   */
  public CensusTaker(
      WorkflowClient client,
      Fleet fleet,
      Meters meters,
      Function<LifeId, Optional<LifeStatus>> ask,
      Function<PoolId, Optional<PoolStatus>> askPool,
      Consumer<Set<String>> entities,
      Runnable livesOpen,
      InstantSource clock,
      Map<String, Duration> patience) {
    this.client = client;
    this.fleet = fleet;
    this.meters = meters;
    this.held = new HeldLives(ask);
    this.askPool = askPool;
    this.entities = entities;
    this.livesOpen = livesOpen;
    this.clock = clock;
    this.longWaits = new LongWaits(patience, this::tellLongWait);
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // a look never throws
  public void start() {
    fleet.pools().forEach(this::begin);
    thread.scheduleWithFixedDelay(this::look, 1, EVERY.toSeconds(), TimeUnit.SECONDS);
  }

  /** The first of its kind would go unnoticed: what has just appeared has not risen. */
  private void begin(Pool pool) {
    if (pool.maxRunners() != null) {
      meters.set(Measure.POOL_LIMIT, pool.maxRunners(), pool.name());
    }
    names(End.class).forEach(end -> meters.count(Measure.ATTEMPTS, 0, pool.name(), end));
    for (String outcome : names(Outcome.class)) {
      meters.count(Measure.LIVES, 0, pool.name(), outcome, "");
      names(End.class).forEach(end -> meters.count(Measure.LIVES, 0, pool.name(), outcome, end));
    }
  }

  private static List<String> names(Class<?> sealed) {
    return Stream.of(sealed.getPermittedSubclasses()).map(Class::getSimpleName).toList();
  }

  private void look() {
    try {
      Census census = take();
      entities.accept(census.entities());
      fleet.pools().forEach(pool -> census.show(meters, pool.name()));
      longWaits.look(census);
      if (census.hasLives()) {
        livesOpen.run();
      }
    } catch (StatusRuntimeException | WorkflowServiceException noAnswer) {
      // The health check "temporal" tells why; an in-process server lists nothing.
      entities.accept(Set.of());
      meters.clear(Measure.JOBS);
      meters.clear(Measure.OLDEST_WAITING);
      meters.clear(Measure.POOL_PAUSED);
    }
  }

  private boolean tellLongWait(String life) {
    try {
      client.newUntypedWorkflowStub(life).signal(RunnerWorkflow.WAITS_LONG);
      return true;
    } catch (WorkflowException notNow) {
      return false; // It has just ended, or Temporal is away: then the next look finds it again.
    }
  }

  private Census take() {
    String ours = fleet.installation() + "-";
    List<Census.Row> rows =
        client
            .listExecutions(OPEN)
            .filter(it -> it.getExecution().getWorkflowId().startsWith(ours))
            .map(CensusTaker::row)
            .toList();
    Instant now = clock.instant();
    List<Census.Row> waiting = rows.stream().filter(Census.Row::waits).toList();
    return new Census(rows, held.among(waiting, now), pauses(rows), now);
  }

  /** Few are paused at a time, and only they are asked. */
  private Map<String, String> pauses(List<Census.Row> rows) {
    Map<String, String> causes = new HashMap<>();
    for (Pool pool : fleet.pools()) {
      if (rows.stream().anyMatch(row -> row.isPaused() && pool.name().equals(row.pool()))) {
        causes.put(pool.name(), cause(new PoolId(fleet.installation(), pool.name())));
      }
    }
    return causes;
  }

  private String cause(PoolId pool) {
    try {
      return askPool
          .apply(pool)
          .map(PoolStatus::pause)
          .map(pause -> pause.kind().label())
          .orElse(Census.UNKNOWN);
    } catch (WorkflowException noAnswer) {
      return Census.UNKNOWN;
    }
  }

  private static Census.Row row(WorkflowExecutionMetadata workflow) {
    var attributes = workflow.getTypedSearchAttributes();
    return new Census.Row(
        workflow.getWorkflowType(),
        workflow.getExecution().getWorkflowId(),
        attributes.get(SearchAttributes.POOL),
        attributes.get(SearchAttributes.PHASE),
        workflow.getStartTime());
  }

  @Override
  public void stop() {
    thread.shutdownNow();
  }
}
