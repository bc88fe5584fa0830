package dev.mayfly.standin.oidc;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** The codes that are out, and who is to be signed in next. Thread-safe. */
final class Grants {

  // Rule azure-oidc-code-once: "typically, they expire after about 10 minutes".
  private static final Duration LIFE = Duration.ofMinutes(10);

  private final InstantSource clock;
  private final Map<String, Grant> codes = new ConcurrentHashMap<>();
  private final List<String> secrets = new CopyOnWriteArrayList<>();
  private volatile Person next = new Person(null, Map.of());

  /**
   * A person with an account.
   *
   * @param name absent: refused.
   */
  record Person(@Nullable String name, Map<String, List<String>> claims) {}

  /** All that a code stands for. */
  record Grant(Person person, String redirectUri, String challenge, String nonce, Instant end) {}

  Grants(InstantSource clock) {
    this.clock = clock;
  }

  void meet(@Nullable String name, Map<String, List<String>> claims) {
    next = new Person(name, claims);
  }

  Person next() {
    return next;
  }

  String code(String redirectUri, String challenge, String nonce) {
    String code = "0." + UUID.randomUUID();
    codes.put(code, new Grant(next, redirectUri, challenge, nonce, clock.instant().plus(LIFE)));
    return code;
  }

  /** Takes a code, which is none any more. */
  Optional<Grant> take(String code) {
    return Optional.ofNullable(codes.remove(code))
        .filter(grant -> clock.instant().isBefore(grant.end()));
  }

  String note(String secret) {
    secrets.add(secret);
    return secret;
  }

  List<String> secrets() {
    return List.copyOf(secrets);
  }
}
