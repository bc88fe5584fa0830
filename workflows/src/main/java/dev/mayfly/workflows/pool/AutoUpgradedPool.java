package dev.mayfly.workflows.pool;

import io.temporal.common.VersioningBehavior;
import io.temporal.workflow.WorkflowInit;
import io.temporal.workflow.WorkflowVersioningBehavior;

/**
 * The same for a worker with Worker Versioning: it outlives every release, so it goes on with the
 * newest. A class of its own because Temporal refuses the mark from a worker without versioning.
 * Rule temporal-version-mark.
 */
public final class AutoUpgradedPool extends PoolWorkflowImpl {

  @WorkflowInit
  public AutoUpgradedPool(PoolState state) {
    super(state);
  }

  @Override
  @WorkflowVersioningBehavior(VersioningBehavior.AUTO_UPGRADE)
  public void run(PoolState state) {
    super.run(state);
  }
}
