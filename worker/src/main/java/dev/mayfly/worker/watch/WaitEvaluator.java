package dev.mayfly.worker.watch;

import dev.mayfly.worker.batch.TaskSnapshot;
import dev.mayfly.worker.forge.RunnerSnapshot;
import dev.mayfly.workflows.life.WaitRequest;
import dev.mayfly.workflows.life.WaitResult;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Decides from a look whether a wait has come true. A deadline alone decides nothing: what could
 * not be seen in a look that began after it is not overdue. A single listing decides nothing
 * either: what is missing from it is asked for by id, or must be missing again.
 */
final class WaitEvaluator {

  // The webhook usually says within seconds who took the runner; after this the life is told to
  // find out.
  static final Duration BUSY_GRACE = Duration.ofSeconds(30);
  // Between the clocks of Batch and of this worker; a node that runs a task again starts it far
  // later than this.
  private static final Duration CLOCK_SKEW = Duration.ofMinutes(1);

  private WaitEvaluator() {}

  static Optional<WaitResult> judge(Wait wait, PollRound look) {
    return switch (wait.stage) {
      case TURN -> Optional.empty(); // Its pool decides, when TurnRounds asks.
      case START -> unlessOver(wait, look, WaitEvaluator::start);
      case ONLINE -> unlessOver(wait, look, WaitEvaluator::online);
      case COMPLETION -> unlessOver(wait, look, WaitEvaluator::completion);
      case OTHER -> other(wait, look);
    };
  }

  /** A rule for a task that is there and not over. */
  private interface TaskRule {
    Optional<WaitResult> judge(Wait wait, TaskSnapshot task, PollRound look);
  }

  private static Optional<WaitResult> unlessOver(Wait wait, PollRound look, TaskRule rule) {
    Optional<PollRound.Found> found = look.task(wait.task());
    if (found.isEmpty()) {
      return unseen(wait, "Batch cannot be reached");
    }
    TaskSnapshot task = found.get().task();
    return task == null || task.state() == TaskSnapshot.State.COMPLETED
        ? Optional.of(over(task, look))
        : rule.judge(wait, task, look);
  }

  private static Optional<WaitResult> start(Wait wait, TaskSnapshot task, PollRound look) {
    wait.seen = "the task is " + task.state();
    if (task.state() != TaskSnapshot.State.ACTIVE) {
      Instant at = task.startedAt() == null ? look.begun() : task.startedAt();
      return Optional.of(new WaitResult.Started(at, task.node()));
    }
    return overdue(wait, look, wait.watch().from());
  }

  private static Optional<WaitResult> online(Wait wait, TaskSnapshot task, PollRound look) {
    // Preempted before it was ever online, the task just starts late; a node that prepares
    // has no start to tell.
    if (task.state() == TaskSnapshot.State.ACTIVE) {
      wait.nodelessAt = look.begun();
    }
    Optional<Map<String, RunnerSnapshot>> runners = look.runners(wait.runner().job());
    if (runners.isEmpty()) {
      return unlisted(wait, look, "the task is " + task.state() + "; ");
    }
    RunnerSnapshot runner = runners.get().get(wait.runner().name().toString());
    if (runner != null && runner.online()) {
      return Optional.of(new WaitResult.Online(look.begun(), runner.id()));
    }
    wait.seen =
        "the task is "
            + task.state()
            + ", the runner "
            + (runner == null ? "not registered" : "offline");
    return task.state() == TaskSnapshot.State.ACTIVE
        ? Optional.empty()
        : overdue(wait, look, later(later(wait.watch().from(), task.startedAt()), wait.nodelessAt));
  }

  private static Optional<WaitResult> completion(Wait wait, TaskSnapshot task, PollRound look) {
    if (isRunAgain(task, wait.watch(), look)) {
      return Optional.of(
          new WaitResult.Gone(
              look.begun(), "the node, and Batch runs the task again: the first start", false));
    }
    Optional<Map<String, RunnerSnapshot>> runners = look.runners(wait.runner().job());
    if (runners.isEmpty()) {
      return unlisted(wait, look, "the task is " + task.state() + "; ");
    }
    RunnerSnapshot runner = runners.get().get(wait.runner().name().toString());
    return runner == null ? missing(wait, task, look) : listed(wait, look, runner);
  }

  private static Optional<WaitResult> listed(Wait wait, PollRound look, RunnerSnapshot runner) {
    WaitRequest watch = wait.watch();
    wait.runnerId = runner.id();
    wait.missingSince = null;
    wait.seen =
        "the runner is "
            + (runner.online() ? "online" : "offline")
            + (runner.busy() ? ", busy" : "");
    if (!runner.busy()) {
      wait.busySince = null;
      if (wait.freeSince == null) {
        wait.freeSince = look.begun();
      }
      // One that is known to have had a job leaves by itself, unless it hangs.
      Instant idleFrom = watch.busyKnown() ? wait.freeSince : watch.from();
      if (!passed(look, idleFrom, watch.patience())) {
        return Optional.empty();
      }
      return Optional.of(
          runner.online()
              ? new WaitResult.Idle(look.begun())
              : new WaitResult.Gone(look.begun(), "the runner's connection to the forge", true));
    }
    wait.freeSince = null;
    if (wait.busySince == null) {
      wait.busySince = look.begun();
    }
    if (watch.jobLimit() != null && passed(look, busyFrom(wait, watch), watch.jobLimit())) {
      return Optional.of(
          new WaitResult.Overdue(
              look.begun(), "still busy after the job limit of " + watch.jobLimit()));
    }
    return !watch.busyKnown() && passed(look, wait.busySince, BUSY_GRACE)
        ? Optional.of(new WaitResult.Busy(look.begun(), runner.id()))
        : Optional.empty();
  }

  /**
   * From when the job limit counts. A runner that the life did not know to be busy may have idled
   * for hours before its job; one that it knew has had its job since before this wait, whatever a
   * restarted watcher or a gap in the listings has forgotten.
   */
  private static Instant busyFrom(Wait wait, WaitRequest watch) {
    return watch.busyKnown() ? watch.from() : later(watch.from(), wait.busySince);
  }

  /**
   * Not listed now: done and leaving, removed by somebody, or left out of this listing. The exact
   * question is asked only when its answer decides.
   */
  private static Optional<WaitResult> missing(Wait wait, TaskSnapshot task, PollRound look) {
    wait.seen = "the task is " + task.state() + ", the runner not registered any more";
    wait.busySince = null;
    if (wait.missingSince == null) {
      wait.missingSince = look.begun();
    }
    if (!passed(look, wait.missingSince, wait.watch().exit())) {
      return Optional.empty();
    }
    if (wait.runnerId == null) {
      return Optional.of(new WaitResult.Gone(look.begun(), "the registration", true));
    }
    Optional<Boolean> registered = look.isRegistered(wait.runner().job(), wait.runnerId);
    if (registered.isEmpty()) {
      return unseen(wait, wait.seen + " as it seems; the forge cannot be reached");
    }
    if (registered.get()) {
      wait.missingSince = null;
      return unseen(wait, "the runner is registered, but missing from the forge's listing");
    }
    return Optional.of(new WaitResult.Gone(look.begun(), "the registration", true));
  }

  private static Optional<WaitResult> other(Wait wait, PollRound look) {
    Optional<Map<String, RunnerSnapshot>> runners = look.runners(wait.runner().job());
    if (runners.isEmpty()) {
      return unlisted(wait, look, "");
    }
    RunnerSnapshot runner = runners.get().get(wait.runner().name().toString());
    wait.seen = runner == null ? "not registered" : runner.busy() ? "busy" : "not busy";
    if (runner != null && runner.busy()) {
      wait.missingSince = null;
      return Optional.empty();
    }
    if (wait.missingSince == null) {
      wait.missingSince = look.begun();
      return Optional.empty();
    }
    return Optional.of(new WaitResult.Gone(look.begun(), "the runner", false));
  }

  private static WaitResult over(@Nullable TaskSnapshot task, PollRound look) {
    return task == null
        ? new WaitResult.Gone(look.begun(), "the task", false)
        : new WaitResult.Ended(look.begun(), task.exitCode(), task.failure(), task.poolFault());
  }

  private static boolean isRunAgain(TaskSnapshot task, WaitRequest watch, PollRound look) {
    // A listing may lag behind a runner that has just come online: what it shows then is no re-run.
    return task.state() == TaskSnapshot.State.RUNNING
        ? task.startedAt() != null && task.startedAt().isAfter(watch.from().plus(CLOCK_SKEW))
        : passed(look, watch.from(), CLOCK_SKEW);
  }

  private static Optional<WaitResult> overdue(Wait wait, PollRound look, Instant since) {
    return passed(look, since, wait.watch().patience())
        ? Optional.of(
            new WaitResult.Overdue(look.begun(), wait.seen + " after " + wait.watch().patience()))
        : Optional.empty();
  }

  private static boolean passed(PollRound look, Instant since, Duration patience) {
    return look.begun().isAfter(since.plus(patience));
  }

  private static Instant later(Instant first, @Nullable Instant second) {
    return second == null || first.isAfter(second) ? first : second;
  }

  /** A scope that was not due keeps the words of the last look that had it. */
  private static Optional<WaitResult> unlisted(Wait wait, PollRound look, String task) {
    return look.asked(wait.runner().job())
        ? unseen(wait, task + "the forge cannot be reached")
        : Optional.empty();
  }

  private static Optional<WaitResult> unseen(Wait wait, String why) {
    wait.seen = why;
    return Optional.empty();
  }
}
