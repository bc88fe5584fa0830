package dev.mayfly.gateway.http;

/** More comes in than can be made durable in time; nothing was done, and it was said at once. */
public final class OverloadedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public OverloadedException() {
    super("more deliveries wait than Temporal takes", null, false, false);
  }
}
