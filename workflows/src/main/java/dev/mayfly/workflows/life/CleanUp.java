package dev.mayfly.workflows.life;

import dev.mayfly.workflows.fleet.Deadlines;
import dev.mayfly.workflows.id.TaskRef;
import dev.mayfly.workflows.life.LifeSteps.Awaited;
import dev.mayfly.workflows.temporal.StepFailed;
import dev.mayfly.workflows.temporal.WorkflowRuntime;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Removes what an attempt made, in the order that kills nothing busy: the registration first, then
 * the task. Every step can be repeated, and is, until it is done; deleting the task makes every
 * wait for it come true.
 */
final class CleanUp {

  private static final Duration FIRST_PAUSE = Duration.ofSeconds(30);

  private final LifeSteps steps;
  private final WorkflowRuntime waits;
  private final RunnerState facts;
  private final NodeQuarantine keeping;
  private final Duration exit;
  private @Nullable Removal registration;
  private boolean withdrawn;

  CleanUp(LifeSteps steps, WorkflowRuntime waits, RunnerState facts, Deadlines deadlines) {
    this.steps = steps;
    this.waits = waits;
    this.facts = facts;
    this.keeping = new NodeQuarantine(steps, waits, facts, deadlines.maxWallClock());
    this.exit = deadlines.exit();
  }

  NodeQuarantine keeping() {
    return keeping;
  }

  /** Takes back a task that no node has started; false when one has. */
  boolean withdraw(TaskRef task) {
    withdrawn = insist("withdraw the task", () -> steps.withdrawTask(task)) != Removal.IN_USE;
    return withdrawn;
  }

  /**
   * Removes the registration of a runner that should not have a job; false when the forge says that
   * it has one.
   */
  boolean unregister(RunnerRef runner) {
    registration = insist("remove the registration", () -> steps.removeRunner(runner));
    return isUnregistered();
  }

  private boolean isUnregistered() {
    return registration != null && registration != Removal.IN_USE;
  }

  /** False when the runner has a job after all: then nothing is ended. */
  boolean run(TaskLifecycle watching, End end) {
    RunnerRef runner = watching.runner();
    TaskRef task = withdrawn ? null : watching.task().orElse(null);
    boolean gone = isUnregistered() || unregister(runner);
    if (task != null) {
      keeping.whileWanted(task);
    }
    if (end instanceof End.RanJob && !facts.isForced()) {
      letLeave(gone, watching.awaited());
    }
    boolean mayRegister = task != null && !hasLeft(watching.awaited());
    if (task != null && !delete(task, mayRegister ? guard(runner) : null)) {
      return false;
    }
    // It may have registered between that look and its task's end.
    if (!gone || mayRegister) {
      untilUnregistered(runner);
    }
    return true;
  }

  /**
   * A container that runs may register, and take a job, until its task is ended: one that nobody
   * has seen registered, or one that a preempted node runs again after its job.
   */
  private @Nullable RunnerRef guard(RunnerRef runner) {
    return isUnregistered() && !facts.isForced() ? runner : null;
  }

  private boolean delete(TaskRef task, @Nullable RunnerRef unlessBusy) {
    if (insist("delete the task", () -> steps.deleteTask(task, unlessBusy)) == Removal.IN_USE) {
      registration = Removal.IN_USE;
      return false;
    }
    return true;
  }

  private static boolean hasLeft(List<Awaited> waiting) {
    return waiting.stream()
        .anyMatch(wait -> wait.isOver() && wait.get() instanceof WaitResult.Ended);
  }

  /**
   * After its job a container leaves by itself; the watcher says when it has, or has overstayed.
   */
  private void letLeave(boolean unregistered, List<Awaited> waiting) {
    if (waiting.isEmpty()) {
      return; // Its task's creation failed, and nobody has watched what came of it.
    }
    Awaited completion = waiting.get(waiting.size() - 1);
    if (unregistered) {
      waits.until(completion::isOver);
    } else {
      waits.until("the container leaves by itself", exit, completion::isOver);
    }
  }

  // GitHub keeps a crashed runner busy until its job's lease lapses, up to 15 minutes, and answers
  // 422 until then.
  private void untilUnregistered(RunnerRef runner) {
    Duration pause = FIRST_PAUSE;
    while (!unregister(runner)) {
      waits.until("the forge lets go of the runner", pause, () -> false);
      pause = LifeRules.longer(pause);
    }
  }

  private Removal insist(String what, Supplier<Removal> step) {
    Duration pause = FIRST_PAUSE;
    while (true) {
      try {
        return step.get();
      } catch (StepFailed e) {
        waits.until("try again to " + what, pause, () -> false);
        pause = LifeRules.longer(pause);
      }
    }
  }
}
