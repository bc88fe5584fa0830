package dev.mayfly.gateway;

/** A verified delivery is not what its event should look like; the message names the field. */
public final class MalformedDeliveryException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  MalformedDeliveryException(String message) {
    super(message);
  }
}
