package dev.mayfly.workflows.sweep;

import dev.mayfly.workflows.id.SweepId;
import io.temporal.workflow.QueryMethod;
import io.temporal.workflow.SignalMethod;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;

/**
 * A forge's sweep: finds and mends, round by round, what webhooks and lives did not. One for each
 * forge; its workflow id is the {@link SweepId}. Every worker starts it, and only one runs.
 */
@WorkflowInterface
public interface SweepWorkflow {

  @WorkflowMethod(name = "Sweep")
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

  @QueryMethod(name = "status")
  SweepState status();
}
