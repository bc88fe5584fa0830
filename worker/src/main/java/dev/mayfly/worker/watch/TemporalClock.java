package dev.mayfly.worker.watch;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * Temporal's time as this worker knows it: what its own clock says, moved by what the instants in
 * Temporal's answers show. Lives ask in Temporal's time (<em>from then on, for so long</em>), and
 * the clock of this machine may be wrong by days (ADR 23). Before the first answer it is this
 * machine's. Thread-safe.
 */
public class TemporalClock implements InstantSource {

  // An answer that came late shows too early a time, so that the one that shows the latest counts;
  // but not for ever, since Temporal's clock may be set back.
  private static final Duration COUNTS_FOR = Duration.ofMinutes(10);

  private final InstantSource machine;
  private Duration ahead = Duration.ZERO;
  private Instant counted = Instant.MIN;

  /**
   * @param machine a clock of this machine that nobody sets.
   */
  public TemporalClock(InstantSource machine) {
    this.machine = machine;
  }

  /** Returns whether Temporal has told its time yet. */
  public synchronized boolean isKnown() {
    return !counted.equals(Instant.MIN);
  }

  /** Returns the clock of this machine, for what begins and ends here. */
  InstantSource machine() {
    return machine;
  }

  /** Returns what this machine's clock says, or said, at an instant of Temporal's. */
  synchronized Instant onMachine(Instant temporals) {
    return temporals.minus(ahead);
  }

  /** Notes an instant of Temporal's that has just come with an answer, and is not in its future. */
  public synchronized void saw(Instant temporals) {
    Instant now = machine.instant();
    Duration seen = Duration.between(now, temporals);
    if (seen.compareTo(ahead) > 0
        || counted.equals(Instant.MIN)
        || counted.plus(COUNTS_FOR).isBefore(now)) {
      ahead = seen;
      counted = now;
    }
  }

  @Override
  public synchronized Instant instant() {
    return machine.instant().plus(ahead);
  }
}
