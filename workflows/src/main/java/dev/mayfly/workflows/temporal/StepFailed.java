package dev.mayfly.workflows.temporal;

import io.temporal.failure.ActivityFailure;
import io.temporal.failure.ApplicationFailure;
import io.temporal.failure.TemporalFailure;

/** A step that could not be done, with the cause in words. */
@SuppressWarnings("serial")
public // never serialized: it stays inside a workflow
final class StepFailed extends RuntimeException {

  private final String type;

  /**
   * @param type one of {@link FailureType}.
   */
  public StepFailed(String type, String message) {
    super(message);
    this.type = type;
  }

  /**
   * Returns what an activity failed with; the failure of one that met its time-out is UNAVAILABLE.
   */
  public static StepFailed of(ActivityFailure failure) {
    Throwable cause = failure.getCause();
    if (cause instanceof ApplicationFailure application) {
      return new StepFailed(application.getType(), application.getOriginalMessage());
    }
    String why = cause instanceof TemporalFailure temporal ? temporal.getOriginalMessage() : "";
    return new StepFailed(
        FailureType.UNAVAILABLE, failure.getActivityType() + " was given up: " + why);
  }

  /** Returns whether another try, later, may do it; not so where it was refused. */
  public boolean mayWorkLater() {
    return type.equals(FailureType.UNAVAILABLE);
  }

  /** Returns whether this job may have no runner of the pool, as long as the forge says so. */
  public boolean isNotAllowed() {
    return type.equals(FailureType.NOT_ALLOWED);
  }

  public boolean isPoolFault() {
    return type.equals(FailureType.POOL_FAULT);
  }
}
