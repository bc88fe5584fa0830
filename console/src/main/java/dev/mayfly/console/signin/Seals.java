package dev.mayfly.console.signin;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.mayfly.service.crypto.KeyException;
import dev.mayfly.service.crypto.KeyRing;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;

/**
 * Values that browsers keep for us, which they can neither read nor change: AES-256-GCM with a key
 * that this process alone has, so that a restart ends all sessions.
 */
final class Seals {

  private static final String KEY = "1";
  private static final int KEY_BYTES = 32;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final SecureRandom random = new SecureRandom();
  private final KeyRing key =
      new KeyRing(
          "session key", Map.of(KEY, Base64.getEncoder().encodeToString(random(KEY_BYTES))));

  private byte[] random(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  /** Returns 128 bits that no one can guess, as text. */
  String name() {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(random(16));
  }

  /**
   * Never returns the same twice.
   *
   * @param purpose what it will be opened for.
   */
  String seal(String purpose, Object value) {
    try {
      byte[] text = JSON.writeValueAsBytes(value);
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString(key.seal(text, purpose.getBytes(UTF_8)));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a value of ours cannot be written", e);
    }
  }

  /** Returns what was sealed here for this purpose; empty for everything else. */
  <T> Optional<T> open(String purpose, String kept, Class<T> type) {
    try {
      byte[] bytes = Base64.getUrlDecoder().decode(kept);
      return Optional.of(JSON.readValue(key.open(KEY, bytes, purpose.getBytes(UTF_8)), type));
    } catch (IllegalArgumentException | KeyException | IOException notOurs) {
      return Optional.empty();
    }
  }
}
