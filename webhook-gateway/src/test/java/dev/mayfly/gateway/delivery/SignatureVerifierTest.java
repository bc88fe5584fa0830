package dev.mayfly.gateway.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mayfly.service.secret.Secret;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;

class SignatureVerifierTest {

  // GitHub's published example, docs "Validating webhook deliveries".
  private static final String SIGNATURE =
      "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";
  private static final byte[] BODY = "Hello, World!".getBytes(UTF_8);
  private static final InstantSource NOON =
      InstantSource.fixed(Instant.parse("2026-03-01T12:00:00Z"));

  private final SignatureVerifier verifier =
      new SignatureVerifier(
          "github", List.of(Secret.of("another"), Secret.of("It's a Secret to Everybody")), NOON);

  @Test
  void gitHubsPublishedExampleIsRight() {
    VerifiedDelivery delivery = verifier.verify(BODY, SIGNATURE, "72d3162e-cc78").orElseThrow();

    assertThat(delivery.forge()).isEqualTo("github");
    assertThat(delivery.id()).isEqualTo("72d3162e-cc78");
    assertThat(delivery.origin().receivedAt()).isEqualTo(NOON.instant());
  }

  @Test
  void anotherBodyOrSecretIsNotRight() {
    SignatureVerifier other = new SignatureVerifier("github", List.of(Secret.of("another")), NOON);

    assertThat(verifier.verify("Hello, World?".getBytes(UTF_8), SIGNATURE, "d")).isEmpty();
    assertThat(other.verify(BODY, SIGNATURE, "d")).isEmpty();
    assertThat(verifier.verify(BODY, null, "d")).isEmpty();
  }

  @Test
  void aDeliveryWithoutAUsableIdIsKnownByItsDigest() {
    assertThat(verifier.verify(BODY, SIGNATURE, null).orElseThrow().id())
        .isEqualTo("body-757107ea0eb2509f");
    assertThat(verifier.verify(BODY, SIGNATURE, "a\nb").orElseThrow().id())
        .isEqualTo("body-757107ea0eb2509f");
  }

  @Test
  void aForgeWithoutASecretIsRefused() {
    assertThatThrownBy(() -> new SignatureVerifier("github", List.of(), NOON))
        .hasMessageContaining("github has no webhook secret");
  }
}
