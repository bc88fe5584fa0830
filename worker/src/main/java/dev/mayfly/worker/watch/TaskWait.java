package dev.mayfly.worker.watch;

import static java.util.Objects.requireNonNullElse;

import dev.mayfly.worker.batch.TaskSnapshot;
import dev.mayfly.workflows.id.JobRef;
import dev.mayfly.workflows.step.WaitRequest;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A wait for a task and its runner. What it remembers belongs to the polling thread. */
final class TaskWait extends Wait {

  /** The step of a runner's life that is waited for. */
  enum Goal {
    START,
    ONLINE,
    COMPLETION
  }

  private final Goal goal;
  private final WaitRequest request;
  // From the life or from a listing.
  private @Nullable Long runnerId;
  // Each without a break since then.
  private @Nullable Instant busySince;
  private @Nullable Instant freeSince;
  private @Nullable Instant missingSince;
  private @Nullable Instant nodelessSince;
  private @Nullable Instant nodeless;
  // As Batch told it; compared with other starts of the same task only.
  private @Nullable Instant startTime;
  private @Nullable Instant startedAgain;
  // From the threads that call Temporal.
  private volatile boolean heardOf;

  TaskWait(PendingActivity activity, Goal goal, WaitRequest request) {
    super(activity, request.runner().name());
    this.goal = goal;
    this.request = request;
    this.runnerId = request.runner().id();
    this.startTime = request.startTime();
  }

  Goal goal() {
    return goal;
  }

  JobRef job() {
    return request.runner().job();
  }

  WaitRequest request() {
    return request;
  }

  @Nullable Long runnerId() {
    return runnerId;
  }

  /** Notes whether a node runs the task, and whether that is another start of it. */
  void sawTask(TaskSnapshot task, Instant at) {
    if (task.state() == TaskSnapshot.State.RUNNING) {
      nodelessSince = null;
      sawStart(task.startedAt(), at);
      return;
    }
    nodelessSince = requireNonNullElse(nodelessSince, at);
    if (task.state() == TaskSnapshot.State.ACTIVE) {
      nodeless = at;
    }
  }

  private void sawStart(@Nullable Instant start, Instant at) {
    if (start != null && startTime != null && !start.equals(startTime)) {
      startedAgain = at;
    }
    startTime = start == null ? startTime : start;
  }

  /** Returns the first of the polls in a row that found no node that runs the task. */
  @Nullable Instant nodelessSince() {
    return nodelessSince;
  }

  /** Returns the last poll that found the task waiting for a node, though it may have started. */
  @Nullable Instant nodeless() {
    return nodeless;
  }

  /** Returns the poll that found the last other start of the task. */
  @Nullable Instant startedAgain() {
    return startedAgain;
  }

  /** Notes that a webhook told the life by itself that the runner is busy. */
  void isHeardOf() {
    heardOf = true;
  }

  /** Returns whether the life knows that the runner is, or was, busy. */
  boolean isBusyKnown() {
    return request.busyKnown() || heardOf;
  }

  /** Returns since when the runner has been busy. */
  Instant sawBusy(long id, Instant at) {
    sawRegistered(id);
    freeSince = null;
    busySince = requireNonNullElse(busySince, at);
    return busySince;
  }

  /** Returns since when the runner has been free. */
  Instant sawFree(long id, Instant at) {
    sawRegistered(id);
    busySince = null;
    freeSince = requireNonNullElse(freeSince, at);
    return freeSince;
  }

  /** Returns since when the registration has been missing. */
  Instant sawMissing(Instant at) {
    busySince = null;
    missingSince = requireNonNullElse(missingSince, at);
    return missingSince;
  }

  void sawRegistered(long id) {
    runnerId = id;
    missingSince = null;
  }
}
