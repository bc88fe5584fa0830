package dev.mayfly.worker.batch;

import static java.util.Objects.requireNonNull;

import dev.mayfly.service.entra.RetryAfter;
import dev.mayfly.service.entra.TokenException;
import dev.mayfly.service.http.Redirects;
import dev.mayfly.worker.batch.BatchRequests.Refusal;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * Calls of a client of Batch: whatever it throws comes out as a {@link BatchException}, and its own
 * exceptions, which may quote what was sent, stop here.
 */
final class BatchCalls {

  private final Function<RuntimeException, Optional<Refusal>> refusals;

  /**
   * @param refusals finds the answer that an exception stands for.
   */
  BatchCalls(Function<RuntimeException, Optional<Refusal>> refusals) {
    this.refusals = refusals;
  }

  void call(String operation, String target, Runnable call) {
    call(operation, target, null, call);
  }

  /**
   * @param sent whose secrets may be in the answer.
   */
  void call(String operation, String target, @Nullable TaskSpec sent, Runnable call) {
    try {
      call.run();
    } catch (RuntimeException e) {
      throw translate(operation, target, sent, e);
    }
  }

  <T> T answer(String operation, String target, Supplier<T> get) {
    try {
      return get.get();
    } catch (RuntimeException e) {
      throw translate(operation, target, null, e);
    }
  }

  /** Empty when it is not there. */
  <T> Optional<T> find(String operation, String target, Supplier<T> get) {
    try {
      return Optional.of(answer(operation, target, get));
    } catch (BatchException e) {
      if (e.isNotFound()) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** The refusal, if it is one that is as good as done; empty when the call succeeded. */
  Optional<BatchException> attempt(
      String operation, String target, Predicate<BatchException> asGoodAsDone, Runnable call) {
    try {
      call(operation, target, call);
      return Optional.empty();
    } catch (BatchException e) {
      if (asGoodAsDone.test(e)) {
        return Optional.of(e);
      }
      throw e;
    }
  }

  private BatchException translate(
      String operation, String target, @Nullable TaskSpec sent, RuntimeException e) {
    Optional<Refusal> refusal = requireNonNull(refusals.apply(e));
    if (refusal.isPresent()) {
      return refused(operation, target, sent, refusal.get());
    }
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof TokenException token) {
        return withoutToken(operation, target, token);
      }
      if (cause instanceof IOException io) {
        return new BatchException(
            operation,
            target,
            BatchException.NO_ANSWER,
            null,
            firstLine(io.toString()),
            null,
            null);
      }
    }
    throw e;
  }

  static BatchException withoutToken(String operation, String target, TokenException e) {
    return e.isRefusal()
        ? new BatchException(
            operation, target, e.status(), PoolFaults.TOKEN_REFUSED, e.getMessage(), null, null)
        : new BatchException(
            operation,
            target,
            BatchException.NO_ANSWER,
            null,
            e.getMessage(),
            null,
            e.retryAfter());
  }

  private static BatchException refused(
      String operation, String target, @Nullable TaskSpec sent, Refusal refusal) {
    Response response = refusal.response();
    String message = firstLine(refusal.message());
    return new BatchException(
        operation,
        target,
        response.code(),
        refusal.code(),
        joined(sent == null ? message : sent.redact(message), advice(response)),
        response.header("request-id"),
        RetryAfter.of(response.header("Retry-After"), response.header("Date")));
  }

  private static @Nullable String advice(Response response) {
    return Redirects.isOne(response.code())
        ? Redirects.refused(response.request().url().uri(), response.header("Location"))
        : EntraBearer.advice(response);
  }

  private static @Nullable String joined(@Nullable String message, @Nullable String advice) {
    if (message == null) {
      return advice;
    }
    return advice == null ? message : message + " (" + advice + ")";
  }

  /** Batch ends its messages with lines that hold the request's id and the time. */
  static @Nullable String firstLine(@Nullable String text) {
    return text == null ? null : text.lines().findFirst().orElse("");
  }
}
