package dev.mayfly.workflows.pool;

import static java.util.Objects.requireNonNull;

import dev.mayfly.workflows.temporal.OneLine;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The state of a pool's nodes that its entity carries from run to run; Batch knows the rest.
 *
 * @param scaled whether a worker has said that they scale with the queue.
 * @param handedBack absent while Mayfly has them.
 * @param trouble why they do not scale as they should; absent: they do.
 */
public record NodesState(boolean scaled, @Nullable HandBack handedBack, @Nullable String trouble) {

  // It is carried from run to run.
  private static final int LONGEST_NAME = 200;
  private static final int LONGEST_CAUSE = 1_000;

  public NodesState {
    trouble = trouble == null ? null : OneLine.of(trouble, LONGEST_CAUSE);
  }

  /** The state of a pool whose nodes Mayfly does not scale. */
  public static final NodesState UNSCALED = new NodesState(false, null, null);

  /**
   * The nodes are autoscale's.
   *
   * @param rests whether that ends with the next worker; else with an operator's {@code takeover}.
   * @param done whether Batch knows it.
   */
  public record HandBack(String by, String cause, Instant at, boolean rests, boolean done) {

    public HandBack {
      by = OneLine.of(requireNonNull(by, "by"), LONGEST_NAME);
      cause = OneLine.of(requireNonNull(cause, "cause"), LONGEST_CAUSE);
      requireNonNull(at, "at");
    }

    HandBack over() {
      return new HandBack(by, cause, at, rests, true);
    }
  }

  /** Returns whether Batch's autoscale has them, as an operator wanted. */
  public boolean autoscales() {
    return handedBack != null && handedBack.done();
  }

  /** Returns whether they wait for a worker to say that they scale. */
  public boolean waitsForWorker() {
    return !scaled || (handedBack != null && handedBack.rests());
  }
}
