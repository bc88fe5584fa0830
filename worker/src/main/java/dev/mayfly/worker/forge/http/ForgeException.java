package dev.mayfly.worker.forge.http;

import dev.mayfly.workflows.temporal.FailureType;
import io.temporal.failure.ApplicationFailure;
import java.io.Serializable;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A request that the forge did not answer as hoped. The message says what was tried, what came back
 * and what may be missing; it never holds a token.
 */
public final class ForgeException extends RuntimeException {

  /** The kinds of failure by what to do about them, decided once, here beside the client. */
  public enum Kind {
    UNAVAILABLE(FailureType.UNAVAILABLE),
    REFUSED(FailureType.REFUSED),
    POOL_FAULT(FailureType.POOL_FAULT),
    NOT_ALLOWED(FailureType.NOT_ALLOWED);

    private final String failureType;

    Kind(String failureType) {
      this.failureType = failureType;
    }
  }

  /**
   * The facts about the request.
   *
   * @param status of HTTP; 0 without an answer.
   * @param limited whether a limit of the forge's is the reason.
   */
  private record Request(
      int status, @Nullable String id, @Nullable Duration retryAfter, boolean sent, boolean limited)
      implements Serializable {

    static Request unanswered(@Nullable Duration retryAfter, boolean sent) {
      return new Request(0, null, retryAfter, sent, false);
    }

    Request limited(boolean is) {
      return new Request(status, id, retryAfter, sent, is);
    }
  }

  private final Kind kind;
  private final Request request;

  public ForgeException(Kind kind, String message, @Nullable Throwable cause) {
    this(kind, message, cause, Request.unanswered(null, true));
  }

  public ForgeException(
      Kind kind,
      String message,
      int status,
      @Nullable String requestId,
      @Nullable Duration retryAfter) {
    this(kind, message, null, new Request(status, requestId, retryAfter, true, false));
  }

  private ForgeException(
      Kind kind, @Nullable String message, @Nullable Throwable cause, Request request) {
    super(message, cause);
    this.kind = kind;
    this.request = request;
  }

  /**
   * Returns the failure of a request that was not sent, in vain or too much as it would have been.
   */
  static ForgeException notSent(String message, Duration retryAfter) {
    return new ForgeException(
        Kind.UNAVAILABLE, message, null, Request.unanswered(retryAfter, false));
  }

  /**
   * Returns the failure of a request that has no token.
   *
   * @param refused whether there will be none until an operator corrects something.
   */
  public static ForgeException noToken(String message, boolean refused) {
    return new ForgeException(refused ? Kind.POOL_FAULT : Kind.UNAVAILABLE, message, null);
  }

  /**
   * Returns the failure of a request without an answer.
   *
   * @param retryAfter empty: as the caller likes.
   */
  static ForgeException unanswered(String message, Throwable cause, Optional<Duration> retryAfter) {
    return new ForgeException(
        Kind.UNAVAILABLE, message, cause, Request.unanswered(retryAfter.orElse(null), true));
  }

  public Kind kind() {
    return kind;
  }

  /** Returns whether the request was sent; false for one that {@link RequestLimiter} refuses. */
  public boolean wasSent() {
    return request.sent();
  }

  /** Returns the HTTP status; 0 without an answer. */
  public int status() {
    return request.status();
  }

  /** Returns the forge's id of the request, for its support and its logs. */
  public @Nullable String requestId() {
    return request.id();
  }

  /** Returns after what time it is worth a retry; absent if that is not known. */
  public @Nullable Duration retryAfter() {
    return request.retryAfter();
  }

  /**
   * Returns the same failure, of which the reason is a limit of the forge's, or what Mayfly keeps
   * itself to because of it.
   */
  ForgeException byLimit(boolean is) {
    ForgeException same = new ForgeException(kind, getMessage(), getCause(), request.limited(is));
    same.setStackTrace(getStackTrace());
    return same;
  }

  boolean isByLimit() {
    return request.limited();
  }

  /** Runs a step; throws the failure that it reports when the forge does not answer as hoped. */
  public static <T> T reported(Supplier<T> step) {
    try {
      return step.get();
    } catch (ForgeException e) {
      throw e.toFailure();
    }
  }

  /** Returns the failure that an activity reports: its type is API, its message for people. */
  public ApplicationFailure toFailure() {
    ApplicationFailure.Builder failure =
        ApplicationFailure.newBuilder()
            .setMessage(getMessage())
            .setType(kind.failureType)
            .setNonRetryable(kind != Kind.UNAVAILABLE);
    if (getCause() != null) {
      failure.setCause(getCause());
    }
    if (request.retryAfter() != null) {
      failure.setNextRetryDelay(request.retryAfter());
    }
    if (request.limited()) {
      failure.setDetails(FailureType.LIMIT_REACHED);
    }
    return failure.build();
  }
}
