package dev.mayfly.worker.batch;

import com.microsoft.azure.batch.protocol.models.BatchErrorException;
import com.microsoft.rest.RestException;
import dev.mayfly.service.entra.RetryAfter;
import dev.mayfly.service.entra.TokenException;
import dev.mayfly.service.http.Redirects;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Calls of the vendor's client: whatever it throws comes out as a {@link BatchException}, and its
 * own exceptions, which quote what was sent, stop here.
 */
final class VendorCalls {

  private VendorCalls() {}

  static void call(String operation, String target, Runnable call) {
    call(operation, target, null, call);
  }

  /**
   * @param sent whose secrets may be in the answer.
   */
  static void call(String operation, String target, @Nullable TaskSpec sent, Runnable call) {
    try {
      call.run();
    } catch (RuntimeException e) {
      throw translate(operation, target, sent, e);
    }
  }

  /** Empty when it is not there. */
  static <T> Optional<T> find(String operation, String target, Supplier<T> get) {
    try {
      return Optional.of(get.get());
    } catch (RuntimeException e) {
      BatchException failure = translate(operation, target, null, e);
      if (failure.isNotFound()) {
        return Optional.empty();
      }
      throw failure;
    }
  }

  /** The refusal, if it is one that is as good as done; empty when the call succeeded. */
  static Optional<BatchException> attempt(
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

  private static BatchException translate(
      String operation, String target, @Nullable TaskSpec sent, RuntimeException e) {
    if (e instanceof RestException refused) {
      return answered(operation, target, sent, refused);
    }
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof TokenException token) {
        return withoutToken(operation, target, token);
      }
      if (cause instanceof IOException io) {
        return new BatchException(
            operation, target, BatchException.NO_ANSWER, null, io.toString(), null, null);
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

  private static BatchException answered(
      String operation, String target, @Nullable TaskSpec sent, RestException e) {
    okhttp3.Response response = e.response().raw();
    String code = null;
    String message = null;
    if (e instanceof BatchErrorException error && error.body() != null) {
      code = error.body().code();
      message = error.body().message() == null ? null : firstLine(error.body().message().value());
    }
    return new BatchException(
        operation,
        target,
        response.code(),
        code,
        joined(sent == null ? message : sent.redact(message), advice(response)),
        response.header("request-id"),
        RetryAfter.of(response.header("Retry-After"), response.header("Date")));
  }

  private static @Nullable String advice(okhttp3.Response response) {
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
