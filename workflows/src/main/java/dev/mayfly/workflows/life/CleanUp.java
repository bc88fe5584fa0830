package dev.mayfly.workflows.life;

import dev.mayfly.workflows.id.TaskRef;
import dev.mayfly.workflows.life.LifeSteps.Awaited;
import dev.mayfly.workflows.step.Removal;
import dev.mayfly.workflows.step.RunnerRef;
import dev.mayfly.workflows.step.WaitResult;
import dev.mayfly.workflows.temporal.StepFailed;
import dev.mayfly.workflows.temporal.WorkflowRuntime;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Removes what an attempt made, in the order that kills nothing busy: the registration first, then
 * the task. Every step can be repeated, and is, until it is done; deleting the task makes every
 * wait for it come true.
 */
final class CleanUp {

  private static final Duration FIRST_PAUSE = Duration.ofSeconds(30);
  // With pauses that double from 30 s: 15 minutes, as long as GitHub's lease of a job was seen to
  // be; its documentation does not say.
  private static final int LEASE_TRIES = 5;
  private static final String CHANGE = "a busy registration keeps its task";

  private final LifeSteps steps;
  private final WorkflowRuntime runtime;
  private final RunnerState state;
  private final NodeQuarantine quarantine;
  private final PoolFault fault;
  private final Duration exit;
  private @Nullable Removal registration;
  private boolean withdrawn;
  private boolean mayBeThere;
  private boolean leftToSweep;

  CleanUp(Means means, RunnerState state, PoolFault fault) {
    this.steps = means.steps();
    this.runtime = means.runtime();
    this.state = state;
    this.fault = fault;
    this.quarantine = new NodeQuarantine(steps, runtime, state);
    this.exit = means.request().deadlines().exit();
  }

  NodeQuarantine quarantine() {
    return quarantine;
  }

  /** Notes that something may have been made, so that it must go however long that takes. */
  void mayBeThere() {
    mayBeThere = true;
  }

  /** Returns whether the forge did not let it look for what had most likely not been made. */
  boolean isLeftToSweep() {
    return leftToSweep;
  }

  /** Takes back a task that no node has started; returns false when one has. */
  boolean withdraw(TaskRef task) {
    withdrawn = !insist("withdraw the task", () -> steps.withdrawTask(task)).isRefused();
    return withdrawn;
  }

  /**
   * Removes the registration of a runner that should not have a job; returns false when the forge
   * says that it has one.
   */
  boolean unregister(RunnerRef runner) {
    if (fault.isRefusedNow() && mayBeThere) {
      fault.waitOut("try again to remove the registration");
    }
    registration =
        fault.isRefusedNow() && !mayBeThere
            ? leaveToSweep()
            : insist("remove the registration", () -> steps.removeRunner(runner));
    if (!leftToSweep) {
      fault.notRefused();
    }
    return isUnregistered();
  }

  /** Returns whether the registration was not there any more when it was to be removed. */
  boolean wasGone() {
    return registration == Removal.ALREADY_GONE && !leftToSweep;
  }

  private Removal leaveToSweep() {
    leftToSweep = true;
    return Removal.ALREADY_GONE;
  }

  private boolean isUnregistered() {
    return registration != null && !registration.isRefused();
  }

  /**
   * Removes all of it; returns false when the runner has a job after all, and then ends nothing.
   *
   * @param made its task, if one was to be created.
   * @param waits every wait for it that was begun, in order.
   */
  boolean run(RunnerRef runner, Optional<TaskRef> made, List<Awaited> waits, End end) {
    TaskRef task = withdrawn ? null : made.orElse(null);
    boolean gone = isUnregistered() || unregister(runner);
    if (task != null) {
      quarantine.keepWhileWanted(task);
    }
    if (end instanceof End.RanJob && !state.isForced()) {
      letLeave(gone, waits);
    }
    boolean mayRegister = task != null && !hasLeft(waits);
    if (mayRegister && end instanceof End.RanJob && runtime.isSince(CHANGE)) {
      untilLetGo(runner, () -> state.isForced() || hasLeft(waits));
    }
    if (task != null && !delete(task, runner)) {
      return false;
    }
    // It may have registered between the removal of its registration and its task's end.
    if (!gone || mayRegister) {
      untilUnregistered(runner);
    }
    return true;
  }

  /**
   * Ends the task, which demands at every try that the forge lets go of the runner, unless it is
   * over: a container that runs may register, and take a job, until its task is ended.
   */
  private boolean delete(TaskRef task, RunnerRef runner) {
    boolean byForce = state.isForced();
    if (insist("delete the task", () -> steps.deleteTask(task, runner, byForce)).isRefused()) {
      registration = Removal.IN_USE;
      return false;
    }
    return true;
  }

  private static boolean hasLeft(List<Awaited> waits) {
    return waits.stream().anyMatch(wait -> wait.isOver() && wait.get() instanceof WaitResult.Ended);
  }

  /**
   * Lets the container leave by itself, as it does after its job; the watcher says when it has, or
   * has overstayed.
   */
  private void letLeave(boolean unregistered, List<Awaited> waits) {
    if (waits.isEmpty()) {
      return; // Its task's creation failed, and no watcher saw what came of it.
    }
    Awaited completion = waits.get(waits.size() - 1);
    if (unregistered) {
      runtime.until(completion::isOver);
    } else {
      runtime.until("the container leaves by itself", exit, completion::isOver);
    }
  }

  /**
   * Waits while the forge calls a runner busy whose job it reported as completed; if it does so for
   * longer than a lease, the runner has another job.
   */
  private void untilLetGo(RunnerRef runner, BooleanSupplier enough) {
    Duration pause = FIRST_PAUSE;
    for (int i = 0; i < LEASE_TRIES && !isUnregistered() && !enough.getAsBoolean(); i++) {
      runtime.until("the forge lets go of the runner", pause, enough);
      pause = LifeRules.longer(pause);
      if (!enough.getAsBoolean()) {
        unregister(runner);
      }
    }
  }

  // GitHub keeps a crashed runner busy until its job's lease lapses, up to 15 minutes, and answers
  // 422 until then. Rule gh-job-lease.
  private void untilUnregistered(RunnerRef runner) {
    Duration pause = FIRST_PAUSE;
    while (!unregister(runner)) {
      runtime.until("the forge lets go of the runner", pause, () -> false);
      pause = LifeRules.longer(pause);
    }
  }

  private Removal insist(String what, Supplier<Removal> step) {
    Duration pause = FIRST_PAUSE;
    while (true) {
      try {
        return step.get();
      } catch (StepFailed e) {
        state.stuck();
        if (!e.isPoolFault() || !fault.stopsCleanUp(String.valueOf(e.getMessage()))) {
          runtime.until("try again to " + what, pause, () -> false);
          pause = LifeRules.longer(pause);
        } else if (mayBeThere) {
          fault.waitOut("try again to " + what);
        } else {
          return leaveToSweep();
        }
      }
    }
  }
}
