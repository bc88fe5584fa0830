package dev.mayfly.workflows.life;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** When what began in a life, for people who ask: nothing is decided by it. */
final class LifeTimes {

  private Instant begun;
  private @Nullable Instant settled;
  private @Nullable Instant held;
  private @Nullable Instant next;
  private Instant over;

  /**
   * @param now messages may come before the life begins.
   */
  LifeTimes(Instant now) {
    begun = now;
    over = now;
  }

  void begin(Instant at) {
    begun = at;
  }

  /** Notes from when on no runner is owed any more. */
  void settle(Instant at) {
    settled = at;
  }

  void owedAgain() {
    settled = null;
  }

  /**
   * @param at absent: not any more.
   */
  void hold(@Nullable Instant at) {
    held = at;
  }

  /** Notes when the life acts by itself, unless it is told before. */
  void next(Instant at) {
    next = at;
  }

  /** Notes that it is at work. */
  void act() {
    next = null;
  }

  void end(Instant at) {
    over = at;
  }

  Instant begun() {
    return begun;
  }

  @Nullable Instant settled() {
    return settled;
  }

  @Nullable Instant held() {
    return held;
  }

  @Nullable Instant next() {
    return next;
  }

  Instant over() {
    return over;
  }
}
