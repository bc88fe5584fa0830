package dev.mayfly.worker.watch;

import dev.mayfly.worker.batch.TaskSnapshot;
import dev.mayfly.worker.forge.RunnerSnapshot;
import dev.mayfly.workflows.id.JobRef;
import dev.mayfly.workflows.step.StartSighting;
import dev.mayfly.workflows.step.WaitRequest;
import dev.mayfly.workflows.step.WaitResult;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Decides from a poll whether a wait is over. A deadline alone decides nothing: what could not be
 * seen in a poll that began after it is not overdue. A single listing decides nothing either: what
 * is missing from it is asked for by id, or must be missing again.
 */
final class WaitEvaluator {

  // The webhook usually says within seconds which job the runner took; after this the life is told
  // to find out.
  static final Duration BUSY_GRACE = Duration.ofSeconds(30);
  // A listing may lag behind a runner that has just come online: a task without a node is no re-run
  // before it has been seen so for longer than this.
  private static final Duration LISTING_LAG = Duration.ofMinutes(1);

  private WaitEvaluator() {}

  static Optional<WaitResult> evaluate(Wait wait, PollRound round) {
    if (wait instanceof TaskWait task) {
      return task(task, round);
    }
    return wait instanceof OtherRunnerWait other
        ? other(other, round)
        : Optional.empty(); // A turn: its pool decides, when TurnPoller asks.
  }

  private static Optional<WaitResult> task(TaskWait wait, PollRound round) {
    Optional<PollRound.Found> found = round.task(wait.request().task());
    if (found.isEmpty()) {
      return undecided(wait, "Batch cannot be reached");
    }
    TaskSnapshot task = found.get().task();
    if (task == null) {
      return Optional.of(new WaitResult.Gone(round.begun(), "the task", false));
    }
    if (task.state() == TaskSnapshot.State.COMPLETED) {
      return Optional.of(
          new WaitResult.Ended(round.begun(), task.exitCode(), task.failure(), task.poolFault()));
    }
    return switch (wait.goal()) {
      case START -> start(wait, task, round);
      case ONLINE -> online(wait, task, round);
      case COMPLETION -> completion(wait, task, round);
    };
  }

  private static Optional<WaitResult> start(TaskWait wait, TaskSnapshot task, PollRound round) {
    wait.status("the task is " + task.state());
    if (task.state() != TaskSnapshot.State.ACTIVE) {
      return Optional.of(new WaitResult.Started(round.begun(), task.node(), task.startedAt()));
    }
    return overdue(wait, round, wait.request().from());
  }

  private static Optional<WaitResult> online(TaskWait wait, TaskSnapshot task, PollRound round) {
    // Preempted before it was ever online, the task just starts late; a node that prepares
    // has no start to tell.
    wait.sawTask(task, round.begun());
    Optional<Map<String, RunnerSnapshot>> runners = round.runners(wait.job());
    if (runners.isEmpty()) {
      return unlisted(wait, wait.job(), round, "the task is " + task.state() + "; ");
    }
    RunnerSnapshot runner = runners.get().get(wait.name().toString());
    if (runner != null && runner.online()) {
      return Optional.of(
          new WaitResult.Online(round.begun(), runner.id(), round.versionEnd(wait.job(), runner)));
    }
    wait.status(StartSighting.words(task.state().name(), runner != null));
    return task.state() == TaskSnapshot.State.ACTIVE
        ? Optional.empty()
        : overdue(
            wait, round, later(later(wait.request().from(), wait.startedAgain()), wait.nodeless()));
  }

  private static Optional<WaitResult> completion(
      TaskWait wait, TaskSnapshot task, PollRound round) {
    wait.sawTask(task, round.begun());
    if (isRunAgain(wait, round)) {
      return Optional.of(
          new WaitResult.Gone(
              round.begun(), "the node, and Batch runs the task again: the first start", true));
    }
    Optional<Map<String, RunnerSnapshot>> runners = round.runners(wait.job());
    if (runners.isEmpty()) {
      return unlisted(wait, wait.job(), round, "the task is " + task.state() + "; ");
    }
    RunnerSnapshot runner = runners.get().get(wait.name().toString());
    if (runner == null) {
      return missing(wait, task, round);
    }
    wait.status(
        "the runner is "
            + (runner.online() ? "online" : "offline")
            + (runner.busy() ? ", busy" : ""));
    return runner.busy() ? busy(wait, runner, round) : free(wait, runner, round);
  }

  private static Optional<WaitResult> free(TaskWait wait, RunnerSnapshot runner, PollRound round) {
    Instant freeSince = wait.sawFree(runner.id(), round.begun());
    WaitRequest request = wait.request();
    // A runner that has had its job leaves by itself, unless it hangs.
    Instant idleFrom = wait.isBusyKnown() ? freeSince : request.from();
    if (!passed(round, idleFrom, request.patience())) {
      return Optional.empty();
    }
    return Optional.of(
        runner.online()
            ? new WaitResult.Idle(round.begun())
            : new WaitResult.Gone(round.begun(), "the runner's connection to the forge", true));
  }

  private static Optional<WaitResult> busy(TaskWait wait, RunnerSnapshot runner, PollRound round) {
    Instant busySince = wait.sawBusy(runner.id(), round.begun());
    WaitRequest request = wait.request();
    // A runner that the life did not know to be busy may have idled for hours before its job; one
    // that it knew has had its job since before this wait, whatever a restarted watcher or a gap in
    // the listings has forgotten.
    Instant jobFrom = request.busyKnown() ? request.from() : later(request.from(), busySince);
    if (request.jobLimit() != null && passed(round, jobFrom, request.jobLimit())) {
      return Optional.of(
          new WaitResult.Overdue(
              round.begun(), "still busy after the job limit of " + request.jobLimit()));
    }
    return !wait.isBusyKnown() && passed(round, busySince, BUSY_GRACE)
        ? Optional.of(new WaitResult.Busy(round.begun(), runner.id()))
        : Optional.empty();
  }

  /**
   * Evaluates a runner that is not listed now: done and leaving, removed, or left out of this
   * listing. Asks for it by id only when the answer decides.
   */
  private static Optional<WaitResult> missing(TaskWait wait, TaskSnapshot task, PollRound round) {
    String status = "the task is " + task.state() + ", the runner not registered any more";
    wait.status(status);
    if (!passed(round, wait.sawMissing(round.begun()), wait.request().exit())) {
      return Optional.empty();
    }
    Long id = wait.runnerId();
    if (id != null) {
      Optional<Boolean> registered = round.isRegistered(wait.job(), id);
      if (registered.isEmpty()) {
        return undecided(wait, status + " as it seems; the forge cannot be reached");
      }
      if (registered.get()) {
        wait.sawRegistered(id);
        return undecided(wait, "the runner is registered, but missing from the forge's listing");
      }
    }
    return Optional.of(new WaitResult.Gone(round.begun(), "the registration", true));
  }

  private static Optional<WaitResult> other(OtherRunnerWait wait, PollRound round) {
    JobRef job = wait.runner().job();
    Optional<Map<String, RunnerSnapshot>> runners = round.runners(job);
    if (runners.isEmpty()) {
      return unlisted(wait, job, round, "");
    }
    RunnerSnapshot runner = runners.get().get(wait.name().toString());
    wait.status(runner == null ? "not registered" : runner.busy() ? "busy" : "not busy");
    return wait.isOver(runner != null && runner.busy())
        ? Optional.of(new WaitResult.Gone(round.begun(), "the runner", false))
        : Optional.empty();
  }

  private static boolean isRunAgain(TaskWait wait, PollRound round) {
    Instant nodeless = wait.nodelessSince();
    return wait.startedAgain() != null
        || (nodeless != null && passed(round, nodeless, LISTING_LAG));
  }

  private static Optional<WaitResult> overdue(TaskWait wait, PollRound round, Instant since) {
    Duration patience = wait.request().patience();
    return passed(round, since, patience)
        ? Optional.of(new WaitResult.Overdue(round.begun(), wait.status() + " after " + patience))
        : Optional.empty();
  }

  private static boolean passed(PollRound round, Instant since, Duration patience) {
    return round.begun().isAfter(since.plus(patience));
  }

  private static Instant later(Instant first, @Nullable Instant second) {
    return second == null || first.isAfter(second) ? first : second;
  }

  /** Keeps the words of the last poll that had the scope, where it was not due in this one. */
  private static Optional<WaitResult> unlisted(
      Wait wait, JobRef job, PollRound round, String task) {
    return round.wasDue(job)
        ? undecided(wait, task + "the forge cannot be reached")
        : Optional.empty();
  }

  private static Optional<WaitResult> undecided(Wait wait, String why) {
    wait.status(why);
    return Optional.empty();
  }
}
