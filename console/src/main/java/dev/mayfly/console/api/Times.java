package dev.mayfly.console.api;

import dev.mayfly.console.jobs.Refusal;
import io.dropwizard.util.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;

/** Times as questions have them. */
final class Times {

  private Times() {}

  /**
   * Reads an instant, or how long ago it was.
   *
   * @param field where it stands.
   */
  static Instant read(String field, String words, Instant now) {
    try {
      return words.contains("T")
          ? Instant.parse(words)
          : now.minus(Duration.parse(words).toJavaDuration());
    } catch (DateTimeParseException | IllegalArgumentException e) {
      throw Refusal.invalid(field, "must be as 2026-01-31T12:00:00Z, or as 24h, 7d");
    }
  }
}
