package dev.mayfly.workflows.life;

import dev.mayfly.workflows.id.TaskRef;
import dev.mayfly.workflows.temporal.StepFailed;
import dev.mayfly.workflows.temporal.WorkflowRuntime;
import java.time.Duration;
import java.util.Optional;

/**
 * The quarantine of a runner that is over: the task and its files stay, and its node takes no other
 * task, until time is up or an operator releases it.
 */
record NodeQuarantine(LifeSteps steps, WorkflowRuntime runtime, RunnerState state) {

  void keepWhileWanted(TaskRef task) {
    while (state.quarantine().isPresent()) {
      Quarantine wish = state.quarantine().get();
      Optional<String> node = keep(task);
      runtime.until("kept for " + wish.by(), wish.lasts(), () -> !isStill(wish));
      node.ifPresent(id -> release(task.batchJob().pool(), id));
      if (isStill(wish)) {
        state.endQuarantine();
      }
    }
  }

  private boolean isStill(Quarantine wish) {
    return state.quarantine().filter(wish::equals).isPresent();
  }

  /** Moves Batch's own limits out of the quarantine's way, if the task is not over. */
  void prolong(TaskRef task, Duration maxWallClock, Duration lasts) {
    try {
      steps.extendTask(task, maxWallClock.plus(lasts), lasts.plus(LifeRules.RETENTION));
    } catch (StepFailed refused) {
      // The node is kept all the same.
    }
  }

  // What cannot be kept is gone already, and no reason to keep the rest from being cleaned up.
  private Optional<String> keep(TaskRef task) {
    try {
      return steps.keepNode(task);
    } catch (StepFailed gone) {
      return Optional.empty();
    }
  }

  private void release(String pool, String node) {
    try {
      steps.releaseNode(pool, node);
    } catch (StepFailed gone) {
      // Its step has said so, and tried for days; the node may be gone with its pool.
    }
  }
}
