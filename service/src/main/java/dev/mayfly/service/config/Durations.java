package dev.mayfly.service.config;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as people write them: {@code 15s}, {@code 10m}, {@code 6h}, {@code 5d}. */
public final class Durations {

  private static final Pattern TEXT = Pattern.compile("([0-9]{1,9}) ?(ms|s|m|min|h|d)");

  private Durations() {}

  /**
   * Reads one.
   *
   * @throws IllegalArgumentException for what is none, for zero, and for a number without unit.
   */
  public static Duration read(String text) {
    Matcher matcher = TEXT.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "\"" + text + "\" is not a duration such as 30s, 10m, 6h or 5d");
    }
    Duration duration = of(Long.parseLong(matcher.group(1)), matcher.group(2));
    if (duration.isZero()) {
      throw new IllegalArgumentException("\"" + text + "\" must be longer than zero");
    }
    return duration;
  }

  private static Duration of(long amount, String unit) {
    return switch (unit) {
      case "ms" -> Duration.ofMillis(amount);
      case "s" -> Duration.ofSeconds(amount);
      case "h" -> Duration.ofHours(amount);
      case "d" -> Duration.ofDays(amount);
      default -> Duration.ofMinutes(amount);
    };
  }
}
