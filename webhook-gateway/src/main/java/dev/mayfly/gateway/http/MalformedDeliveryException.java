package dev.mayfly.gateway.http;

/** A verified delivery is not what its event should look like; the message names the field. */
public final class MalformedDeliveryException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public MalformedDeliveryException(String message) {
    super(message);
  }
}
