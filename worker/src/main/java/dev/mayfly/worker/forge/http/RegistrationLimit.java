package dev.mayfly.worker.forge.http;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/**
 * GitHub takes 1,500 registrations in five minutes for each repository, organization and enterprise
 * (docs "Actions limits"). Rule gh-registrations-1500. Not thread-safe.
 */
final class RegistrationLimit {

  static final Duration WITHIN = Duration.ofMinutes(5);
  // Below GitHub's 1,500: other installations and people register runners too.
  static final int MOST = 1400;

  private final Map<String, Deque<Instant>> byScope = new HashMap<>();

  /** When the next one may go; now or earlier if it may at once. */
  Instant nextAt(String scope, Instant now) {
    Deque<Instant> lately = lately(scope, now);
    return lately.size() < MOST ? now : lately.getFirst().plus(WITHIN);
  }

  void made(String scope, Instant now) {
    lately(scope, now).addLast(now);
  }

  /** In all scopes together. */
  int count(Instant now) {
    return byScope.keySet().stream().mapToInt(scope -> lately(scope, now).size()).sum();
  }

  private Deque<Instant> lately(String scope, Instant now) {
    Deque<Instant> made = byScope.computeIfAbsent(scope, any -> new ArrayDeque<>());
    while (!made.isEmpty() && !made.getFirst().plus(WITHIN).isAfter(now)) {
      made.removeFirst();
    }
    return made;
  }
}
