package dev.mayfly.console.pages;

import static java.util.Objects.requireNonNullElse;

import dev.mayfly.workflows.life.LifePhase;
import dev.mayfly.workflows.temporal.InWords;
import dev.mayfly.workflows.temporal.OneLine;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Values as pages say them. */
final class Words {

  private static final int LONGEST = 120;
  // Of what others chose, only a plain address becomes a link.
  private static final Pattern WEB = Pattern.compile("https?://[A-Za-z0-9./_~:%?=&#-]{1,500}");

  private Words() {}

  static String phase(@Nullable LifePhase phase) {
    return switch (requireNonNullElse(phase, LifePhase.WAITING)) {
      case WAITING -> "waits";
      case RUNNING -> "runs";
      case ENDED -> "ended";
    };
  }

  /** Writes an instant to the second, in UTC, which the pages' foot says. */
  static String time(Instant at) {
    return at.truncatedTo(ChronoUnit.SECONDS).toString().replace('T', ' ').replace("Z", "");
  }

  /** Says how long ago it was; clocks differ, so never negative. */
  static String ago(Instant at, Instant now) {
    Duration passed = Duration.between(at, now);
    return InWords.of(passed.isNegative() ? Duration.ZERO : passed);
  }

  /** Text that others chose, in one line that shows what it says. */
  static String line(@Nullable String text) {
    return OneLine.of(requireNonNullElse(text, ""), LONGEST);
  }

  /** Returns an address that may be a link; absent where it may not. */
  static @Nullable String web(@Nullable String address) {
    return address != null && WEB.matcher(address).matches() ? address : null;
  }
}
