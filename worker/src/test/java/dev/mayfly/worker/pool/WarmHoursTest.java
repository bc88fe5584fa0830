package dev.mayfly.worker.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.workflows.fleet.ScalingSettings;
import dev.mayfly.workflows.fleet.ScalingSettings.Warm;
import java.time.DayOfWeek;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class WarmHoursTest {

  // 2026-11-24 is a Tuesday, in Berlin one hour before UTC.
  private static final Instant SIX = Instant.parse("2026-11-24T05:00:00Z");
  private static final Instant NOON = Instant.parse("2026-11-24T11:00:00Z");

  @Test
  void withoutHoursThereIsTheMinimumForEver() {
    WarmHours hours = hours(2);

    assertThat(hours.nodes(NOON)).isEqualTo(2);
    assertThat(hours.next(NOON)).isEmpty();
  }

  @Test
  void hoursAreThoseOfTheirZone() {
    WarmHours hours = hours(0, new Warm(3, "07:00", "19:00", null));

    assertThat(hours.nodes(SIX)).isZero();
    assertThat(hours.next(SIX)).contains(Instant.parse("2026-11-24T06:00:00Z"));
    assertThat(hours.nodes(Instant.parse("2026-11-24T06:00:00Z"))).isEqualTo(3);
    assertThat(hours.next(NOON)).contains(Instant.parse("2026-11-24T18:00:00Z"));
    assertThat(hours.nodes(Instant.parse("2026-11-24T18:00:00Z"))).isZero();
  }

  @Test
  void theMostOfThoseThatHoldCounts() {
    WarmHours hours =
        hours(1, new Warm(3, "07:00", "19:00", null), new Warm(5, "11:30", "13:00", null));

    assertThat(hours.nodes(NOON)).isEqualTo(5);
    assertThat(hours.next(NOON)).contains(Instant.parse("2026-11-24T12:00:00Z"));
    assertThat(hours.nodes(Instant.parse("2026-11-24T12:00:00Z"))).isEqualTo(3);
  }

  @Test
  void onOtherDaysThereIsTheMinimum() {
    WarmHours hours = hours(0, new Warm(3, "07:00", "24:00", List.of(DayOfWeek.MONDAY)));

    assertThat(hours.nodes(NOON)).isZero();
    assertThat(hours.next(NOON)).contains(Instant.parse("2026-11-30T06:00:00Z"));
    assertThat(hours.next(Instant.parse("2026-11-30T12:00:00Z")))
        .contains(Instant.parse("2026-11-30T23:00:00Z"));
  }

  @Test
  void theDayOfALongNightIsNotTakenForAnother() {
    WarmHours hours = hours(0, new Warm(3, "07:00", "19:00", null));

    // Summer time ends on 2026-10-25.
    assertThat(hours.next(Instant.parse("2026-10-24T20:00:00Z")))
        .contains(Instant.parse("2026-10-25T06:00:00Z"));
  }

  private static WarmHours hours(int minimum, Warm... warm) {
    return new WarmHours(
        new ScalingSettings(minimum, 9, List.of(warm), "Europe/Berlin", null, null, null, null));
  }
}
