package dev.mayfly.workflows.intake;

import dev.mayfly.workflows.routing.RoutedEvent;
import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityMethod;
import java.util.List;

/**
 * The step of an intake. It has a task queue of its own, so that a backlog of ten thousand events
 * waits in Temporal and not in the workers' slots, which the lives need.
 */
@ActivityInterface
public interface IntakeActivities {

  /** Of the queue that serves this step, after the name of the one that serves all others. */
  String QUEUE_SUFFIX = "-intake";

  /**
   * Starts and signals lives by the same rules as the gateway does (D1), one after the other.
   * Repeating it is harmless; begun anew, it goes on where its heart beat last.
   */
  @ActivityMethod(name = "carryOut")
  IntakeReport carryOut(List<RoutedEvent> events);
}
