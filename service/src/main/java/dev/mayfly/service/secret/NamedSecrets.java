package dev.mayfly.service.secret;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.base.Ticker;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * Secrets that people and programs show, each with the name of its owner. Compared in constant
 * time, and always with all of them; each may be replaced while the service runs.
 */
public final class NamedSecrets {

  private static final String NAME = "[A-Za-z0-9._@-]{1,64}";
  // Nothing slows down guesses, so there must be too much to guess.
  private static final int SHORTEST = 16;

  private final List<String> names;
  private final CurrentSecrets<List<byte[]>> digests;

  /**
   * @param secrets by the names of their owners.
   */
  public NamedSecrets(Map<String, Secret> secrets, Ticker ticker) {
    this.names = List.copyOf(secrets.keySet());
    this.digests =
        new CurrentSecrets<>(
            List.copyOf(secrets.values()),
            values -> values.stream().map(NamedSecrets::digest).toList(),
            ticker);
  }

  /** Reports a name that cannot stand in a log, or a secret that could be guessed. */
  public static void check(
      String path, String name, Secret secret, BiConsumer<String, String> error) {
    if (!name.matches(NAME)) {
      error.accept(path, "the name must match " + NAME);
    } else if (secret.reveal().length() < SHORTEST) {
      error.accept(path, "must have at least 16 characters (openssl rand -base64 24)");
    }
  }

  /** Returns the owner of what was shown; empty for everything else. */
  public Optional<String> owner(String shown) {
    byte[] sent = digest(shown);
    List<byte[]> known = digests.get();
    Optional<String> found = Optional.empty();
    for (int i = 0; i < names.size(); i++) {
      if (MessageDigest.isEqual(known.get(i), sent)) {
        found = Optional.of(names.get(i));
      }
    }
    return found;
  }

  private static byte[] digest(String secret) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(secret.getBytes(UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("SHA-256 is part of every Java platform", e);
    }
  }
}
