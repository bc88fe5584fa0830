package dev.mayfly.worker.pool;

import dev.mayfly.workflows.fleet.ScalingSettings;
import dev.mayfly.workflows.fleet.ScalingSettings.Warm;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The number of nodes kept at an hour though no job needs them. Read on the worker, never in a
 * workflow: time zones change, and a decision must replay as it was.
 */
final class WarmHours {

  private static final String MIDNIGHT = "24:00";
  // A schedule repeats every week.
  private static final int DAYS = 8;

  private final ScalingSettings settings;
  private final ZoneId zone;

  WarmHours(ScalingSettings settings) {
    this.settings = settings;
    this.zone = ZoneId.of(settings.timeZone());
  }

  /** The most that any of them wants, the minimum at least. */
  int nodes(Instant now) {
    ZonedDateTime here = now.atZone(zone);
    return settings.warm().stream()
        .filter(warm -> warm.days().contains(here.getDayOfWeek()))
        .filter(warm -> !now.isBefore(at(here.toLocalDate(), warm.from())))
        .filter(warm -> now.isBefore(at(here.toLocalDate(), warm.until())))
        .mapToInt(Warm::nodes)
        .reduce(settings.minimum(), Math::max);
  }

  /** When {@link #nodes} may change next; empty: never. */
  Optional<Instant> next(Instant now) {
    LocalDate today = now.atZone(zone).toLocalDate();
    return Stream.iterate(today, day -> day.plusDays(1))
        .limit(DAYS)
        .flatMap(this::changes)
        .filter(change -> change.isAfter(now))
        .min(Comparator.naturalOrder());
  }

  private Stream<Instant> changes(LocalDate day) {
    return settings.warm().stream()
        .filter(warm -> warm.days().contains(day.getDayOfWeek()))
        .flatMap(warm -> Stream.of(at(day, warm.from()), at(day, warm.until())));
  }

  /** A time that the clock skips is the one after it. */
  private Instant at(LocalDate day, String time) {
    return time.equals(MIDNIGHT)
        ? day.plusDays(1).atStartOfDay(zone).toInstant()
        : day.atTime(LocalTime.parse(time)).atZone(zone).toInstant();
  }
}
