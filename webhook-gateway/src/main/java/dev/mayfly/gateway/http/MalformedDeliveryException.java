package dev.mayfly.gateway.http;

/** A verified delivery does not have the form of its event; the message names the field. */
public final class MalformedDeliveryException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public MalformedDeliveryException(String message) {
    super(message);
  }
}
