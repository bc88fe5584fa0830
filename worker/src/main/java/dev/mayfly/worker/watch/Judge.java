package dev.mayfly.worker.watch;

import dev.mayfly.worker.batch.TaskSnapshot;
import dev.mayfly.worker.forge.RunnerSnapshot;
import dev.mayfly.workflows.life.Sighting;
import dev.mayfly.workflows.life.Watch;
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
final class Judge {

  // The webhook usually says within seconds who took the runner; after this the life is told to
  // find out.
  static final Duration BUSY_GRACE = Duration.ofSeconds(30);
  // Between the clocks of Batch and of this worker; a node that runs a task again starts it far
  // later than this.
  private static final Duration CLOCK_SKEW = Duration.ofMinutes(1);

  private Judge() {}

  static Optional<Sighting> judge(Wait wait, Look look) {
    return switch (wait.stage) {
      case TURN -> Optional.empty(); // Its pool decides, when TurnRounds asks.
      case START -> unlessOver(wait, look, Judge::start);
      case ONLINE -> unlessOver(wait, look, Judge::online);
      case COMPLETION -> unlessOver(wait, look, Judge::completion);
      case OTHER -> other(wait, look);
    };
  }

  /** A rule for a task that is there and not over. */
  private interface TaskRule {
    Optional<Sighting> judge(Wait wait, TaskSnapshot task, Look look);
  }

  private static Optional<Sighting> unlessOver(Wait wait, Look look, TaskRule rule) {
    Optional<Look.Found> found = look.task(wait.task());
    if (found.isEmpty()) {
      return unseen(wait, "Batch cannot be reached");
    }
    TaskSnapshot task = found.get().task();
    return task == null || task.state() == TaskSnapshot.State.COMPLETED
        ? Optional.of(over(task, look))
        : rule.judge(wait, task, look);
  }

  private static Optional<Sighting> start(Wait wait, TaskSnapshot task, Look look) {
    wait.seen = "the task is " + task.state();
    if (task.state() != TaskSnapshot.State.ACTIVE) {
      Instant at = task.startedAt() == null ? look.begun() : task.startedAt();
      return Optional.of(new Sighting.Started(at, task.node()));
    }
    return overdue(wait, look, wait.watch().from());
  }

  private static Optional<Sighting> online(Wait wait, TaskSnapshot task, Look look) {
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
      return Optional.of(new Sighting.Online(look.begun(), runner.id()));
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

  private static Optional<Sighting> completion(Wait wait, TaskSnapshot task, Look look) {
    if (isRunAgain(task, wait.watch(), look)) {
      return Optional.of(
          new Sighting.Gone(
              look.begun(), "the node, and Batch runs the task again: the first start", false));
    }
    Optional<Map<String, RunnerSnapshot>> runners = look.runners(wait.runner().job());
    if (runners.isEmpty()) {
      return unlisted(wait, look, "the task is " + task.state() + "; ");
    }
    RunnerSnapshot runner = runners.get().get(wait.runner().name().toString());
    return runner == null ? missing(wait, task, look) : listed(wait, look, runner);
  }

  private static Optional<Sighting> listed(Wait wait, Look look, RunnerSnapshot runner) {
    Watch watch = wait.watch();
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
              ? new Sighting.Idle(look.begun())
              : new Sighting.Gone(look.begun(), "the runner's connection to the forge", true));
    }
    wait.freeSince = null;
    if (wait.busySince == null) {
      wait.busySince = look.begun();
    }
    if (watch.jobLimit() != null && passed(look, busyFrom(wait, watch), watch.jobLimit())) {
      return Optional.of(
          new Sighting.Overdue(
              look.begun(), "still busy after the job limit of " + watch.jobLimit()));
    }
    return !watch.busyKnown() && passed(look, wait.busySince, BUSY_GRACE)
        ? Optional.of(new Sighting.Busy(look.begun(), runner.id()))
        : Optional.empty();
  }

  /**
   * From when the job limit counts. A runner that the life did not know to be busy may have idled
   * for hours before its job; one that it knew has had its job since before this wait, whatever a
   * restarted watcher or a gap in the listings has forgotten.
   */
  private static Instant busyFrom(Wait wait, Watch watch) {
    return watch.busyKnown() ? watch.from() : later(watch.from(), wait.busySince);
  }

  /**
   * Not listed now: done and leaving, removed by somebody, or left out of this listing. The exact
   * question is asked only when its answer decides.
   */
  private static Optional<Sighting> missing(Wait wait, TaskSnapshot task, Look look) {
    wait.seen = "the task is " + task.state() + ", the runner not registered any more";
    wait.busySince = null;
    if (wait.missingSince == null) {
      wait.missingSince = look.begun();
    }
    if (!passed(look, wait.missingSince, wait.watch().exit())) {
      return Optional.empty();
    }
    if (wait.runnerId == null) {
      return Optional.of(new Sighting.Gone(look.begun(), "the registration", true));
    }
    Optional<Boolean> registered = look.isRegistered(wait.runner().job(), wait.runnerId);
    if (registered.isEmpty()) {
      return unseen(wait, wait.seen + " as it seems; the forge cannot be reached");
    }
    if (registered.get()) {
      wait.missingSince = null;
      return unseen(wait, "the runner is registered, but missing from the forge's listing");
    }
    return Optional.of(new Sighting.Gone(look.begun(), "the registration", true));
  }

  private static Optional<Sighting> other(Wait wait, Look look) {
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
    return Optional.of(new Sighting.Gone(look.begun(), "the runner", false));
  }

  private static Sighting over(@Nullable TaskSnapshot task, Look look) {
    return task == null
        ? new Sighting.Gone(look.begun(), "the task", false)
        : new Sighting.Ended(look.begun(), task.exitCode(), task.failure(), task.poolFault());
  }

  private static boolean isRunAgain(TaskSnapshot task, Watch watch, Look look) {
    // A listing may lag behind a runner that has just come online: what it shows then is no re-run.
    return task.state() == TaskSnapshot.State.RUNNING
        ? task.startedAt() != null && task.startedAt().isAfter(watch.from().plus(CLOCK_SKEW))
        : passed(look, watch.from(), CLOCK_SKEW);
  }

  private static Optional<Sighting> overdue(Wait wait, Look look, Instant since) {
    return passed(look, since, wait.watch().patience())
        ? Optional.of(
            new Sighting.Overdue(look.begun(), wait.seen + " after " + wait.watch().patience()))
        : Optional.empty();
  }

  private static boolean passed(Look look, Instant since, Duration patience) {
    return look.begun().isAfter(since.plus(patience));
  }

  private static Instant later(Instant first, @Nullable Instant second) {
    return second == null || first.isAfter(second) ? first : second;
  }

  /** A scope that was not due keeps the words of the last look that had it. */
  private static Optional<Sighting> unlisted(Wait wait, Look look, String task) {
    return look.asked(wait.runner().job())
        ? unseen(wait, task + "the forge cannot be reached")
        : Optional.empty();
  }

  private static Optional<Sighting> unseen(Wait wait, String why) {
    wait.seen = why;
    return Optional.empty();
  }
}
