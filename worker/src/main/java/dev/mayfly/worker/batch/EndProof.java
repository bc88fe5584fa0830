package dev.mayfly.worker.batch;

import dev.mayfly.workflows.step.Removal;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * The proof that a task may be ended, which {@link BatchClient#delete} demands: nothing that may
 * have a job is ended (invariant I4). The forge's word is good for a moment only: a worker that was
 * suspended knows nothing any more (ADR 23).
 */
public final class EndProof {

  /** The age at which the forge's word on a runner counts no more, from the question on. */
  static final Duration GOOD_FOR = Duration.ofSeconds(20);

  private enum Ground {
    REMOVAL,
    FORCE,
    OVER
  }

  private final Ground ground;
  private final LongSupplier nanoTime;
  private final long since;
  private final Removal answer;

  private EndProof(Ground ground, LongSupplier nanoTime, long since, Removal answer) {
    this.ground = ground;
    this.nanoTime = nanoTime;
    this.since = since;
    this.answer = answer;
  }

  private EndProof(Ground ground) {
    this(ground, System::nanoTime, 0, Removal.ALREADY_GONE);
  }

  /**
   * Removes the runner's registration; returns the proof if the forge let it go, or knows none, and
   * nothing if the runner has a job.
   */
  public static Optional<EndProof> byRemoval(Supplier<Removal> removal) {
    return byRemoval(removal, System::nanoTime);
  }

  static Optional<EndProof> byRemoval(Supplier<Removal> removal, LongSupplier nanoTime) {
    // As old as the question: the answer may have lain in a worker that was suspended.
    long asked = nanoTime.getAsLong();
    Removal answer = removal.get();
    return answer.isRefused()
        ? Optional.empty()
        : Optional.of(new EndProof(Ground.REMOVAL, nanoTime, asked, answer));
  }

  /** Returns the proof for an operator's force, and for a job limit that passed. */
  public static EndProof byForce() {
    return new EndProof(Ground.FORCE);
  }

  /**
   * Returns the proof for a task that is over, which Batch runs no more.
   *
   * @throws IllegalArgumentException if it is not over.
   */
  static EndProof ofOver(TaskSnapshot task) {
    if (!task.isOver()) {
      throw new IllegalArgumentException("task " + task.id() + " is " + task.state());
    }
    return new EndProof(Ground.OVER);
  }

  /** Returns whether a registration was there, and has been removed for it. */
  public boolean hasRemoved() {
    return answer == Removal.REMOVED;
  }

  boolean isOfOver() {
    return ground == Ground.OVER;
  }

  /** Returns whether it holds still. */
  boolean isGood() {
    return ground != Ground.REMOVAL || nanoTime.getAsLong() - since < GOOD_FOR.toNanos();
  }
}
