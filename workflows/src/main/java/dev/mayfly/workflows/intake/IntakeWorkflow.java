package dev.mayfly.workflows.intake;

import dev.mayfly.workflows.routing.RoutedEvent;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import java.util.List;

/**
 * Carries out, in their order, the events that a gateway of release 0.1.0 took in while others were
 * under way; those of later gateways begin an {@link EventIntake}. It is over when each has been
 * carried out.
 */
@WorkflowInterface
public interface IntakeWorkflow {

  String TYPE = "Intake";

  /**
   * @return what became of them, for people.
   */
  @WorkflowMethod(name = TYPE)
  IntakeReport run(List<RoutedEvent> events);
}
