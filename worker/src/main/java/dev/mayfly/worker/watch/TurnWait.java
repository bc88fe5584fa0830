package dev.mayfly.worker.watch;

import static java.util.Objects.requireNonNullElse;

import dev.mayfly.workflows.id.PoolId;
import dev.mayfly.workflows.pool.Turn;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A wait for a pool's turn. What it remembers belongs to the polls of that pool. */
final class TurnWait extends Wait {

  private final Turn turn;
  private boolean requested;
  private @Nullable Instant silentSince;

  private TurnWait(PendingActivity activity, Turn turn, boolean requested) {
    super(activity, turn.runner());
    this.turn = turn;
    this.requested = requested;
  }

  /** Returns a wait that Temporal gave to this worker, which has not asked the pool yet. */
  static TurnWait given(PendingActivity activity, Turn turn) {
    return new TurnWait(activity, turn, false);
  }

  /** Returns the wait of a worker which may be dead; it has asked the pool, most likely. */
  static TurnWait takenOver(PendingActivity activity, Turn turn) {
    return new TurnWait(activity, turn, true);
  }

  Turn turn() {
    return turn;
  }

  PoolId pool() {
    return turn.pool();
  }

  /** Returns whether the pool has been asked for the turn. */
  boolean isRequested() {
    return requested;
  }

  void requested(boolean isNow) {
    requested = isNow;
  }

  void answered() {
    silentSince = null;
  }

  /** Records a poll without an answer; returns whether there has been none for so long. */
  boolean unanswered(Instant at, Duration patience) {
    silentSince = requireNonNullElse(silentSince, at);
    return !at.isBefore(silentSince.plus(patience));
  }
}
