package dev.mayfly.gateway.dispatch;

/** Temporal did not answer in time, or not as it should; the delivery has to be sent again. */
public final class TemporalUnavailableException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  TemporalUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
