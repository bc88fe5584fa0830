package dev.mayfly.worker.sweep;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** Noon, until the test moves it. */
final class TestClock implements InstantSource {

  static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

  private volatile Instant now = NOON;

  @Override
  public Instant instant() {
    return now;
  }

  void pass(Duration time) {
    now = now.plus(time);
  }
}
