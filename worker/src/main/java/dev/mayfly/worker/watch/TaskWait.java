package dev.mayfly.worker.watch;

import static java.util.Objects.requireNonNullElse;

import dev.mayfly.workflows.id.JobRef;
import dev.mayfly.workflows.id.RunnerName;
import dev.mayfly.workflows.life.WaitRequest;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A wait for a task and its runner. What it remembers belongs to the polling thread. */
final class TaskWait implements Wait {

  /** The step of a runner's life that is waited for. */
  enum Goal {
    START,
    ONLINE,
    COMPLETION
  }

  private final PendingActivity activity;
  private final Goal goal;
  private final WaitRequest request;
  // From the life or from a listing.
  private @Nullable Long runnerId;
  // Each without a break since then.
  private @Nullable Instant busySince;
  private @Nullable Instant freeSince;
  private @Nullable Instant missingSince;
  private @Nullable Instant nodelessAt;

  TaskWait(PendingActivity activity, Goal goal, WaitRequest request) {
    this.activity = activity;
    this.goal = goal;
    this.request = request;
    this.runnerId = request.runner().id();
  }

  @Override
  public PendingActivity activity() {
    return activity;
  }

  @Override
  public RunnerName name() {
    return request.runner().name();
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

  /**
   * Returns the last poll that found the task without a node, though it may have started before.
   */
  @Nullable Instant nodelessAt() {
    return nodelessAt;
  }

  void sawNoNode(Instant at) {
    nodelessAt = at;
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
