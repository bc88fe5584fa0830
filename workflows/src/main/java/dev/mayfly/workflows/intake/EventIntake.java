package dev.mayfly.workflows.intake;

import io.temporal.workflow.QueryMethod;
import io.temporal.workflow.SignalMethod;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import java.time.Duration;

/**
 * Carries out, in their order, the events that a gateway took in while others were under way: one
 * signal makes all of a batch durable, and begins the workflow where it is over. It is over when
 * nothing waits.
 */
@WorkflowInterface
public interface EventIntake {

  String TYPE = "EventIntake";

  /** The name of {@link #take}, for senders without this interface. */
  String TAKE = "take";

  /** As {@code RunnerWorkflow.TASK_TIMEOUT}: its events stand still as long. */
  Duration TASK_TIMEOUT = Duration.ofSeconds(5);

  /**
   * @return what became of its events, for people.
   */
  @WorkflowMethod(name = TYPE)
  IntakeReport run();

  @SignalMethod(name = TAKE)
  void take(IntakeBatch batch);

  @QueryMethod(name = "status")
  IntakeStatus status();
}
