package dev.mayfly.service.temporal;

import com.codahale.metrics.health.HealthCheck;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.temporal.api.enums.v1.TaskQueueType;
import java.time.Duration;

/**
 * Healthy while a worker polls the task queue that lives are started on; Temporal remembers one for
 * some minutes. Rule temporal-pollers-remembered. While Temporal does not answer, the check of
 * Temporal says so.
 */
public final class PollersHealthCheck extends HealthCheck {

  private static final Duration SOON = Duration.ofSeconds(2);

  private final TemporalConnection temporal;
  private final Duration patience;

  public PollersHealthCheck(TemporalConnection temporal) {
    this(temporal, SOON);
  }

  PollersHealthCheck(TemporalConnection temporal, Duration patience) {
    this.temporal = temporal;
    this.patience = patience;
  }

  @Override
  protected Result check() {
    try {
      int pollers =
          temporal
              .within(patience)
              .describeTaskQueue(temporal.whoPolls(TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW))
              .getPollersCount();
      return pollers > 0
          ? Result.healthy("%d poll %s", pollers, temporal.taskQueue())
          : Result.unhealthy(
              "no worker polls task queue %s of namespace %s, so jobs wait: start one, or give it"
                  + " this gateway's temporal.taskQueue",
              temporal.taskQueue(), temporal.namespace());
    } catch (StatusRuntimeException e) {
      return e.getStatus().getCode() == Status.Code.UNIMPLEMENTED
          ? Result.healthy("Temporal does not say who polls")
          : Result.healthy("not known while Temporal does not answer");
    }
  }
}
