package dev.mayfly.codec;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.base.Ticker;
import dev.mayfly.service.secret.CurrentSecrets;
import dev.mayfly.service.secret.Secret;
import io.dropwizard.auth.basic.BasicCredentials;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Knows everybody by the secret that they show, compared in constant time: with their name, as
 * browsers do it (Basic), or alone, as Temporal's CLI does it (Bearer).
 */
final class Readers {

  private final List<String> names;
  private final CurrentSecrets<List<byte[]>> digests;

  Readers(Map<String, Secret> users, Ticker ticker) {
    this.names = List.copyOf(users.keySet());
    this.digests =
        new CurrentSecrets<>(
            List.copyOf(users.values()),
            secrets -> secrets.stream().map(Readers::digest).toList(),
            ticker);
  }

  Optional<Reader> basic(BasicCredentials shown) {
    return bearer(shown.getPassword()).filter(reader -> reader.name().equals(shown.getUsername()));
  }

  Optional<Reader> bearer(String secret) {
    byte[] sent = digest(secret);
    List<byte[]> known = digests.get();
    Optional<Reader> found = Optional.empty();
    for (int i = 0; i < names.size(); i++) {
      if (MessageDigest.isEqual(known.get(i), sent)) {
        found = Optional.of(new Reader(names.get(i)));
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
