package dev.mayfly.worker;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * The time since this began, by a clock that nobody sets, from what the machine said then. What
 * lasts here (pauses, budgets, waits) is measured by it (ADR 23).
 */
final class SteadyClock implements InstantSource {

  private final LongSupplier nanoTime;
  private final Instant begun;
  private final long since;

  SteadyClock(InstantSource wall) {
    this(wall, System::nanoTime);
  }

  SteadyClock(InstantSource wall, LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.begun = wall.instant();
    this.since = nanoTime.getAsLong();
  }

  @Override
  public Instant instant() {
    return begun.plus(Duration.ofNanos(nanoTime.getAsLong() - since));
  }
}
