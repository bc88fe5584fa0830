package dev.mayfly.service.entra;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/** The pause that an answer asks for: seconds, or a date that is measured by the answer's own. */
public final class RetryAfter {

  private RetryAfter() {}

  /** Absent when there is none, or none that can be read. */
  public static @Nullable Duration of(@Nullable String retryAfter, @Nullable String date) {
    if (retryAfter == null) {
      return null;
    }
    if (retryAfter.matches("[0-9]{1,9}")) {
      return Duration.ofSeconds(Long.parseLong(retryAfter));
    }
    try {
      Duration pause = date == null ? null : Duration.between(time(date), time(retryAfter));
      return pause == null || pause.isNegative() ? null : pause;
    } catch (DateTimeException unreadable) {
      return null;
    }
  }

  private static ZonedDateTime time(String text) {
    return ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME);
  }
}
