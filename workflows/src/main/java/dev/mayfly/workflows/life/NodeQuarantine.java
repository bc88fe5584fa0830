package dev.mayfly.workflows.life;

import dev.mayfly.workflows.id.TaskRef;
import dev.mayfly.workflows.temporal.StepFailed;
import dev.mayfly.workflows.temporal.WorkflowRuntime;
import java.time.Duration;
import java.util.Optional;

/**
 * A quarantine, once its runner is over: the task and its files stay, and its node takes no other
 * task, until time is up or somebody releases it.
 */
final class NodeQuarantine {

  private final LifeSteps steps;
  private final WorkflowRuntime waits;
  private final RunnerState facts;
  private final Duration backstop;

  /**
   * @param backstop the task's {@code maxWallClockTime}.
   */
  NodeQuarantine(LifeSteps steps, WorkflowRuntime waits, RunnerState facts, Duration backstop) {
    this.steps = steps;
    this.waits = waits;
    this.facts = facts;
    this.backstop = backstop;
  }

  void whileWanted(TaskRef task) {
    while (facts.quarantine().isPresent()) {
      Quarantine order = facts.quarantine().get();
      Optional<String> node = keep(task);
      waits.until("kept for " + order.by(), order.lasts(), () -> !isStill(order));
      node.ifPresent(id -> release(task.batchJob().pool(), id));
      if (isStill(order)) {
        facts.release();
      }
    }
  }

  private boolean isStill(Quarantine order) {
    return facts.quarantine().filter(order::equals).isPresent();
  }

  /** Moves Batch's own limits out of the quarantine's way, if the task is not over. */
  void prolong(TaskRef task, Duration lasts) {
    try {
      Duration longest = backstop.plus(facts.extension()).plus(lasts);
      steps.extendTask(task, longest, lasts.plus(LifeRules.RETENTION));
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
