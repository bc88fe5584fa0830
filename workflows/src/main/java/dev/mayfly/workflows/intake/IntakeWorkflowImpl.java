package dev.mayfly.workflows.intake;

import dev.mayfly.workflows.routing.RoutedEvent;
import dev.mayfly.workflows.temporal.UntrustedInput;
import io.temporal.workflow.WorkflowInit;
import java.util.List;

/** One step, repeated until Temporal has taken what it can take; the rest makes the intake fail. */
public final class IntakeWorkflowImpl implements IntakeWorkflow {

  /** Checks what it is to be run with. */
  @WorkflowInit
  public IntakeWorkflowImpl(List<RoutedEvent> events) {
    UntrustedInput.demandStart(events, List.class);
  }

  @Override
  public IntakeReport run(List<RoutedEvent> events) {
    return IntakeActivityOptions.intake(events.size()).carryOut(events).unlessRefused();
  }
}
