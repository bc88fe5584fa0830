package dev.mayfly.workflows.sweep;

import dev.mayfly.workflows.id.SweepId;
import dev.mayfly.workflows.temporal.OperatorRequest;
import io.temporal.workflow.QueryMethod;
import io.temporal.workflow.SignalMethod;
import io.temporal.workflow.UpdateMethod;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import java.time.Duration;

/**
 * A forge's sweep: finds and mends, round by round, what webhooks and lives did not. One for each
 * forge; its workflow id is the {@link SweepId}. Every worker starts it, and only one runs.
 */
@WorkflowInterface
public interface SweepWorkflow {

  String TYPE = "Sweep";

  /**
   * The time that a task of it may take: its looks are among it. A worker that dies meanwhile is
   * missed after this.
   */
  Duration TASK_TIMEOUT = Duration.ofSeconds(30);

  @WorkflowMethod(name = TYPE)
  void run(SweepState state);

  /** Begins the next round now. */
  @SignalMethod(name = "sweep")
  void sweepNow();

  /**
   * A worker of this release is there: goes on with its code from the next round on.
   *
   * @param release which one.
   */
  @SignalMethod(name = "upgrade")
  void upgrade(String release);

  /** Like the signal; returns what will happen. */
  @UpdateMethod(name = "sweep")
  String sweepFor(OperatorRequest request);

  @QueryMethod(name = "report")
  SweepReport report();

  @QueryMethod(name = "status")
  SweepState status();
}
