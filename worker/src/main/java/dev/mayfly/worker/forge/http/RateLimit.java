package dev.mayfly.worker.forge.http;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import okhttp3.Headers;
import org.jspecify.annotations.Nullable;

/**
 * The primary limit as an answer's {@code X-RateLimit-*} headers tell it.
 *
 * @param resource which of GitHub's limits counts this request: {@code core}.
 */
record RateLimit(int limit, int remaining, Instant reset, Optional<String> resource) {

  /** Empty where there are none, as on Gitea, or none that can be read. */
  static Optional<RateLimit> of(Headers headers) {
    try {
      return Optional.of(
          new RateLimit(
              Integer.parseInt(text(headers.get("X-RateLimit-Limit"))),
              Integer.parseInt(text(headers.get("X-RateLimit-Remaining"))),
              Instant.ofEpochSecond(Long.parseLong(text(headers.get("X-RateLimit-Reset")))),
              Optional.ofNullable(headers.get("X-RateLimit-Resource"))));
    } catch (NumberFormatException | DateTimeException absent) {
      return Optional.empty();
    }
  }

  private static String text(@Nullable String header) {
    return header == null ? "" : header.strip();
  }
}
