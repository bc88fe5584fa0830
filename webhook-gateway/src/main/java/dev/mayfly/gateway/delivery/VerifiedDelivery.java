package dev.mayfly.gateway.delivery;

import static java.util.Objects.requireNonNull;

import dev.mayfly.workflows.routing.WorkflowJobEvent.Delivery;
import java.time.Instant;

/**
 * A webhook whose signature, or a request whose secret is right. Only {@link SignatureVerifier} and
 * {@link BearerVerifier} make one, so nothing of a delivery is read before it has been verified.
 */
public final class VerifiedDelivery {

  private final Delivery origin;
  private final byte[] body;

  public VerifiedDelivery(String forge, String id, byte[] body, Instant receivedAt) {
    this.origin =
        new Delivery(
            requireNonNull(forge, "forge"),
            requireNonNull(id, "id"),
            requireNonNull(receivedAt, "receivedAt"));
    this.body = requireNonNull(body, "body");
  }

  public String forge() {
    return origin.forge();
  }

  /** The forge's delivery id, the same when it redelivers; without one, a digest of the body. */
  public String id() {
    return origin.id();
  }

  byte[] body() {
    return body;
  }

  Delivery origin() {
    return origin;
  }
}
