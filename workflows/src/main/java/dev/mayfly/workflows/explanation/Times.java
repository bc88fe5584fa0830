package dev.mayfly.workflows.explanation;

import dev.mayfly.workflows.temporal.InWords;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Instants as explanations have them: of one zone, and to the second. */
final class Times {

  private static final DateTimeFormatter FULL =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

  private Times() {}

  static String at(Instant at) {
    return FULL.format(at) + " UTC";
  }

  /** With its day only where that is another one than before. */
  static String after(@Nullable Instant before, Instant at) {
    return before != null && day(before) == day(at) ? TIME.format(at) : FULL.format(at);
  }

  /** Says how long ago, for one whose clock says {@code now}: clocks differ, so never negative. */
  static String ago(Instant at, Instant now) {
    Duration passed = Duration.between(at, now);
    return InWords.of(passed.isNegative() ? Duration.ZERO : passed);
  }

  /** Says what is to come at a time, where it is known: {@code another runner, at …}. */
  static String when(String what, @Nullable Instant at) {
    return at == null ? what : what + ", at " + at(at) + " at the latest";
  }

  private static long day(Instant at) {
    return Math.floorDiv(at.getEpochSecond(), Duration.ofDays(1).toSeconds());
  }
}
