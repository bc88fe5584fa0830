package dev.mayfly.workflows.intake;

import dev.mayfly.workflows.routing.RoutedEvent;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import java.time.Duration;
import java.util.List;

/**
 * Carries out, in their order, the events that a gateway took in while others were under way: one
 * call to Temporal made all of them durable. It is over when each has been carried out.
 */
@WorkflowInterface
public interface IntakeWorkflow {

  String TYPE = "Intake";

  /** As {@code RunnerWorkflow.TASK_TIMEOUT}: its events stand still as long. */
  Duration TASK_TIMEOUT = Duration.ofSeconds(5);

  /**
   * @return what became of them, for people.
   */
  @WorkflowMethod(name = TYPE)
  IntakeReport run(List<RoutedEvent> events);
}
