package dev.mayfly.gateway.delivery;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/**
 * A webhook whose signature, or a request whose secret is right. Only {@link SignatureVerifier} and
 * {@link BearerVerifier} make one, so nothing of a delivery is read before it has been verified.
 */
public final class VerifiedDelivery {

  private final String forge;
  private final String id;
  private final byte[] body;
  private final Instant receivedAt;

  public VerifiedDelivery(String forge, String id, byte[] body, Instant receivedAt) {
    this.forge = requireNonNull(forge, "forge");
    this.id = requireNonNull(id, "id");
    this.body = requireNonNull(body, "body");
    this.receivedAt = requireNonNull(receivedAt, "receivedAt");
  }

  public String forge() {
    return forge;
  }

  /** The forge's delivery id, the same when it redelivers; without one, a digest of the body. */
  public String id() {
    return id;
  }

  byte[] body() {
    return body;
  }

  public Instant receivedAt() {
    return receivedAt;
  }
}
