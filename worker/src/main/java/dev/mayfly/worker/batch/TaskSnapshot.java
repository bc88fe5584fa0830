package dev.mayfly.worker.batch;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A task as one request found it.
 *
 * @param id as Batch spells it; compare case-insensitively.
 * @param createdAt when Batch accepted it; absent where it was not asked for.
 * @param startedAt when it last started on a node; a later one than before means that it was run
 *     again.
 * @param node the id of the node.
 * @param failure why it did not run or did not end well, {@code code: message} on one line.
 * @param poolFault whether that would meet every task of this pool, as with an image that cannot be
 *     pulled.
 * @param requeues how often a request put it back in the queue; a preempted node does not count
 *     here.
 */
public record TaskSnapshot(
    String id,
    State state,
    @Nullable Instant startedAt,
    @Nullable Instant endedAt,
    @Nullable String node,
    @Nullable Integer exitCode,
    @Nullable String failure,
    boolean poolFault,
    int requeues,
    @Nullable Instant createdAt) {

  /** Batch's own states. {@code ACTIVE} waits for a node. */
  public enum State {
    ACTIVE,
    PREPARING,
    RUNNING,
    COMPLETED
  }

  public TaskSnapshot {
    requireNonNull(id, "id");
    requireNonNull(state, "state");
  }

  /** Of what either client was told. */
  static TaskSnapshot of(
      String id,
      String state,
      @Nullable Instant createdAt,
      @Nullable Instant startedAt,
      @Nullable Instant endedAt,
      @Nullable String node,
      @Nullable Integer exitCode,
      @Nullable Fault failure,
      int requeues) {
    return new TaskSnapshot(
        id,
        State.valueOf(state.toUpperCase(Locale.ROOT)),
        startedAt,
        endedAt,
        node,
        exitCode,
        failure == null ? null : failure.toString(),
        failure != null && failure.isOfPool(),
        requeues,
        createdAt);
  }

  /** Returns whether it ran, or failed to, and runs no more. */
  public boolean isOver() {
    return state == State.COMPLETED;
  }
}
