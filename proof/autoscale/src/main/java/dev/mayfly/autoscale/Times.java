package dev.mayfly.autoscale;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.regex.Pattern;

/** Times as formulas write them: W3C-DTF, RFC 1123, and the constants of intervals. */
final class Times {

  static final Map<String, Duration> INTERVALS =
      Map.of(
          "TimeInterval_Zero", Duration.ZERO,
          "TimeInterval_100ns", Duration.ofNanos(100),
          "TimeInterval_Microsecond", Duration.ofNanos(1_000),
          "TimeInterval_Millisecond", Duration.ofMillis(1),
          "TimeInterval_Second", Duration.ofSeconds(1),
          "TimeInterval_Minute", Duration.ofMinutes(1),
          "TimeInterval_Hour", Duration.ofHours(1),
          "TimeInterval_Day", Duration.ofDays(1),
          "TimeInterval_Week", Duration.ofDays(7),
          "TimeInterval_Year", Duration.ofDays(365));

  private static final Pattern YEAR = Pattern.compile("\\d{4}");
  private static final Pattern MONTH = Pattern.compile("\\d{4}-\\d{2}");
  private static final Pattern DAY = Pattern.compile("\\d{4}-\\d{2}-\\d{2}");
  // Seven digits are what .NET reads; Java's nine are refused by the service.
  private static final Pattern TIME =
      Pattern.compile(DAY + "T\\d{2}:\\d{2}(:\\d{2}(\\.\\d{1,7})?)?(Z|[+-]\\d{2}:\\d{2})");

  private Times() {}

  static Instant parse(Position at, String text) {
    try {
      if (YEAR.matcher(text).matches()) {
        return midnight(LocalDate.of(Integer.parseInt(text), 1, 1));
      }
      if (MONTH.matcher(text).matches()) {
        return midnight(YearMonth.parse(text).atDay(1));
      }
      if (DAY.matcher(text).matches()) {
        return midnight(LocalDate.parse(text));
      }
      return TIME.matcher(text).matches()
          ? OffsetDateTime.parse(text).toInstant()
          : ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
    } catch (DateTimeException e) {
      throw FormulaException.invalid(at, "neither W3C-DTF nor RFC 1123: \"" + text + "\"");
    }
  }

  private static Instant midnight(LocalDate day) {
    return day.atStartOfDay(ZoneOffset.UTC).toInstant();
  }
}
