package dev.mayfly.workflows.explanation;

import static java.util.Objects.requireNonNull;

import dev.mayfly.workflows.temporal.OneLine;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The facts of a job's pool, and of the job's place there.
 *
 * @param pause absent while the pool runs.
 * @param cap how many runners it may have; absent: no cap.
 * @param running how many count against it.
 * @param place of the job's runner in the queue, from 1 on; 0: it is not there, or not known.
 * @param waiting how many are in the queue.
 * @param pace the time from one free place to the next, of late; absent: not known.
 * @param nodes absent: not known.
 */
public record PoolFacts(
    String name,
    @Nullable Pause pause,
    @Nullable Integer cap,
    int running,
    int place,
    int waiting,
    @Nullable Duration pace,
    @Nullable Nodes nodes) {

  /** The words for a job that is in no pool's queue, and that no runner has. */
  public static final String ON_ITS_WAY = "its runner is on its way, or the forge holds the job";

  private static final int LONGEST = 120;

  /**
   * The pool makes no runners.
   *
   * @param by an operator, or the runner that met the fault.
   * @param mendsItself whether the pool finds out by itself that it is mended.
   */
  public record Pause(String by, String cause, Instant at, boolean mendsItself) {}

  /**
   * Its nodes.
   *
   * @param current that are there; negative: not known.
   * @param target that were asked for.
   * @param moves whether Batch is resizing them.
   * @param errors what Batch could not do, with its code; or why they do not scale.
   */
  public record Nodes(int current, int target, boolean moves, List<String> errors) {
    public Nodes {
      errors = List.copyOf(errors);
    }

    /** Returns whether some that were asked for are not there yet. */
    boolean areOnTheirWay() {
      return moves && current < target;
    }
  }

  public PoolFacts {
    requireNonNull(name, "name");
  }

  /** Of a pool that was never asked for a turn. */
  public static PoolFacts of(String name) {
    return new PoolFacts(name, null, null, 0, 0, 0, null, null);
  }

  /** Says in a few words why a job of it waits, as far as the pool knows: its life is not asked. */
  public String headline() {
    if (place < 1) {
      return OneLine.of(ON_ITS_WAY + nodesInWords(), LONGEST);
    }
    String stop = isFull() ? "; the pool is full: " + running + " of " + cap : nodesInWords();
    String paused = pause == null ? stop : "; paused by " + pause.by() + ": " + pause.cause();
    return OneLine.of("number " + place + " of " + waiting + paused, LONGEST);
  }

  /** Returns whether it has all the runners that it may have. */
  boolean isFull() {
    return cap != null && running >= cap;
  }

  private String nodesInWords() {
    if (nodes == null) {
      return "";
    }
    if (!nodes.errors().isEmpty()) {
      return "; no more nodes: " + String.join("; ", nodes.errors());
    }
    return nodes.areOnTheirWay()
        ? "; nodes boot: %d of %d".formatted(nodes.current(), nodes.target())
        : "";
  }

  boolean haveNodesErrors() {
    return nodes != null && !nodes.errors().isEmpty();
  }

  public PoolFacts with(Nodes its) {
    return new PoolFacts(name, pause, cap, running, place, waiting, pace, its);
  }
}
