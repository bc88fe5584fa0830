package dev.mayfly.workflows.explanation;

import static java.util.Objects.requireNonNull;

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
 * @param versionEnds absent unless the forge has announced the end of its runners' version.
 * @param runnerGroup the rule of the runner group that its runners are in, in words; absent: not
 *     known.
 */
public record PoolFacts(
    String name,
    @Nullable Pause pause,
    @Nullable Integer cap,
    int running,
    int place,
    int waiting,
    @Nullable Duration pace,
    @Nullable Nodes nodes,
    @Nullable VersionEnds versionEnds,
    @Nullable String runnerGroup) {

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
  }

  /** From then on the forge gives its runners no jobs. */
  public record VersionEnds(String version, Instant at) {}

  public PoolFacts {
    requireNonNull(name, "name");
  }
}
