package dev.mayfly.worker.census;

import com.google.common.util.concurrent.ThreadFactoryBuilder;
import dev.mayfly.service.metrics.Measure;
import dev.mayfly.service.metrics.Meters;
import dev.mayfly.workflows.fleet.Fleet;
import dev.mayfly.workflows.fleet.Pool;
import dev.mayfly.workflows.life.End;
import dev.mayfly.workflows.life.Outcome;
import dev.mayfly.workflows.life.RunnerWorkflow;
import dev.mayfly.workflows.pool.PoolWorkflow;
import dev.mayfly.workflows.temporal.SearchAttributes;
import io.dropwizard.lifecycle.Managed;
import io.grpc.StatusRuntimeException;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowExecutionMetadata;
import io.temporal.client.WorkflowServiceException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Takes the {@link Census} twice a minute. Temporal cannot count by an attribute of ours, so all
 * open workflows are listed, a page for each thousand. While there is no answer, nothing is shown.
 */
public final class CensusTaker implements Managed {

  private static final Duration EVERY = Duration.ofSeconds(30);
  private static final String OPEN =
      "WorkflowType IN ('"
          + RunnerWorkflow.TYPE
          + "', '"
          + PoolWorkflow.TYPE
          + "') AND ExecutionStatus = 'Running'";

  private final WorkflowClient client;
  private final Fleet fleet;
  private final Meters meters;
  private final InstantSource clock;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          new ThreadFactoryBuilder().setNameFormat("census").setDaemon(true).build());

  /**
   * @param clock Temporal's.
   */
  public CensusTaker(WorkflowClient client, Fleet fleet, Meters meters, InstantSource clock) {
    this.client = client;
    this.fleet = fleet;
    this.meters = meters;
    this.clock = clock;
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
    for (Class<?> end : End.class.getPermittedSubclasses()) {
      meters.count(Measure.ATTEMPTS, 0, pool.name(), end.getSimpleName());
    }
    for (Class<?> outcome : Outcome.class.getPermittedSubclasses()) {
      meters.count(Measure.LIVES, 0, pool.name(), outcome.getSimpleName());
    }
  }

  private void look() {
    try {
      Census census = take();
      fleet.pools().forEach(pool -> census.show(meters, pool.name()));
    } catch (StatusRuntimeException | WorkflowServiceException noAnswer) {
      // The health check "temporal" tells why; an in-process server lists nothing.
      meters.clear(Measure.JOBS);
      meters.clear(Measure.OLDEST_WAITING);
      meters.clear(Measure.POOL_PAUSED);
    }
  }

  private Census take() {
    String ours = fleet.installation() + "-";
    return new Census(
        client
            .listExecutions(OPEN)
            .filter(it -> it.getExecution().getWorkflowId().startsWith(ours))
            .map(CensusTaker::row)
            .toList(),
        clock.instant());
  }

  private static Census.Row row(WorkflowExecutionMetadata workflow) {
    var attributes = workflow.getTypedSearchAttributes();
    return new Census.Row(
        workflow.getWorkflowType(),
        attributes.get(SearchAttributes.POOL),
        attributes.get(SearchAttributes.PHASE),
        workflow.getStartTime());
  }

  @Override
  public void stop() {
    thread.shutdownNow();
  }
}
