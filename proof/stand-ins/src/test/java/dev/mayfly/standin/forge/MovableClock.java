package dev.mayfly.standin.forge;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A clock that a test moves. */
public final class MovableClock implements InstantSource {

  private final InstantSource base;
  private Duration ahead = Duration.ZERO;

  private MovableClock(InstantSource base) {
    this.base = base;
  }

  /** A clock that stands still until a test moves it. */
  public MovableClock() {
    this(InstantSource.fixed(Instant.parse("2026-03-01T12:00:00Z")));
  }

  /** Returns one that runs, too: what waits for other processes needs time that passes. */
  public static MovableClock running() {
    return new MovableClock(InstantSource.system());
  }

  @Override
  public synchronized Instant instant() {
    return base.instant().plus(ahead);
  }

  public synchronized void pass(Duration time) {
    ahead = ahead.plus(time);
  }
}
