package dev.mayfly.workflows.pool;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The nodes of a pool as Batch listed them.
 *
 * @param scaling how they scale, as configured where it was looked; absent: not by Mayfly, and
 *     nothing else was looked at.
 * @param nodes what they are doing.
 * @param current nodes that are there, whatever was asked for.
 * @param autoscale whether Batch scales them by a formula.
 * @param errors what Batch could not do of the last resize: code and message.
 * @param warm nodes to keep now though they are not needed.
 * @param warmUntil when that may change; absent: never.
 * @param others what pools on the same nodes have waiting and running.
 * @param paid nodes that are there and not preempted; an older worker does not say.
 */
public record NodesSnapshot(
    @Nullable Scaling scaling,
    Scaling.Nodes nodes,
    int current,
    boolean autoscale,
    List<String> errors,
    int warm,
    @Nullable Instant warmUntil,
    int others,
    int paid) {

  public NodesSnapshot {
    requireNonNull(nodes, "nodes");
    errors = List.copyOf(errors);
  }

  /** Where nothing says that these nodes scale. */
  public static NodesSnapshot ofOthers() {
    return new NodesSnapshot(
        null,
        new Scaling.Nodes(0, 0, 0, Scaling.Movement.STEADY),
        0,
        false,
        List.of(),
        0,
        null,
        0,
        0);
  }

  /** Returns whether the last resize has ended and did not bring all nodes that were asked for. */
  boolean isShort() {
    return nodes.movement() == Scaling.Movement.STEADY && current < nodes.target();
  }
}
