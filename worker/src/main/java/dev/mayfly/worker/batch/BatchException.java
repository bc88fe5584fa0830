package dev.mayfly.worker.batch;

import static java.util.Objects.requireNonNullElse;

import dev.mayfly.workflows.temporal.FailureType;
import io.temporal.failure.ApplicationFailure;
import java.time.Duration;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Batch did not do what it was asked. Carries no body, no environment and no cause from the
 * vendor's client, because those quote what was sent.
 */
public final class BatchException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** The status when no answer came at all. */
  public static final int NO_ANSWER = 0;

  private static final Set<String> JOB_TAKES_NO_TASKS =
      Set.of(
          "JobNotFound",
          "JobCompleted",
          "JobDisabled",
          "JobNotActive",
          "JobBeingTerminated",
          "JobBeingDeleted");
  private static final Set<String> PASSES =
      Set.of(
          "JobBeingTerminated",
          "JobBeingDeleted",
          "JobNotActive",
          "PoolBeingCreated",
          "PoolBeingResized",
          "TooManyEnableAutoScaleRequests",
          "NodeBeingCreated",
          "NodeBeingStarted",
          "NodeBeingRebooted",
          "NodeBeingReimaged",
          "OperationInvalidForCurrentState");
  private final int status;
  private final @Nullable String code;
  private final @Nullable Duration retryAfter;

  /**
   * @param operation what was tried: {@code create task}.
   * @param target on what: the task's id.
   * @param status the HTTP status, or {@link #NO_ANSWER}.
   * @param code Batch's error code; absent when a proxy answered, or no one at all.
   */
  public BatchException(
      String operation,
      String target,
      int status,
      @Nullable String code,
      @Nullable String message,
      @Nullable String requestId,
      @Nullable Duration retryAfter) {
    super(describe(operation, target, status, code, message, requestId));
    this.status = status;
    this.code = code;
    this.retryAfter = retryAfter;
  }

  private static String describe(
      String operation,
      String target,
      int status,
      @Nullable String code,
      @Nullable String message,
      @Nullable String requestId) {
    return operation
        + " "
        + target
        + " → "
        + (status == NO_ANSWER ? "no answer" : status)
        + (code == null ? "" : " " + code)
        + (requestId == null ? "" : ", request " + requestId)
        + (message == null ? "" : ": " + message);
  }

  public int status() {
    return status;
  }

  public String code() {
    return requireNonNullElse(code, "");
  }

  boolean isNotFound() {
    return status == 404;
  }

  /** Returns whether the job takes no more tasks, or none for now, so that another is needed. */
  public boolean jobTakesNoTasks() {
    return JOB_TAKES_NO_TASKS.contains(code());
  }

  /** Returns the failure that a step reports: the one place that decides what is worth a retry. */
  public ApplicationFailure toFailure() {
    if (PoolFaults.isRefusal(status, code())) {
      return refusal(FailureType.POOL_FAULT);
    }
    if (!passes()) {
      return refusal(FailureType.REFUSED);
    }
    ApplicationFailure.Builder failure =
        ApplicationFailure.newBuilder().setMessage(getMessage()).setType(FailureType.UNAVAILABLE);
    return (retryAfter == null ? failure : failure.setNextRetryDelay(retryAfter)).build();
  }

  /** Runs a step that asks Batch; throws what it reports when Batch does not answer as hoped. */
  public static <T> T reported(Supplier<T> step) {
    try {
      return step.get();
    } catch (BatchException e) {
      throw e.toFailure();
    }
  }

  /** As {@link #toFailure()}, but final for this runner whatever the answer was. */
  ApplicationFailure toRefusal() {
    return refusal(FailureType.REFUSED);
  }

  private boolean passes() {
    return status == NO_ANSWER
        || status == 408
        || status == 429
        || status >= 500
        || (status == 409 && PASSES.contains(code()));
  }

  private ApplicationFailure refusal(String type) {
    return ApplicationFailure.newNonRetryableFailure(getMessage(), type);
  }
}
