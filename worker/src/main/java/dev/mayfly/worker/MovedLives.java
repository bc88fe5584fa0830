package dev.mayfly.worker;

import dev.mayfly.workflows.life.RunnerWorkflow;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.common.interceptors.WorkerInterceptorBase;
import io.temporal.common.interceptors.WorkflowInboundCallsInterceptor;
import io.temporal.common.interceptors.WorkflowInboundCallsInterceptorBase;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInfo;
import io.temporal.workflow.unsafe.WorkflowUnsafe;
import java.util.function.Consumer;

/**
 * Tells of each life that begins here in its midst: the worker that had it may be dead, and with it
 * those who watched over its waits (ADR 32). Most often it only gave way to others in this worker's
 * cache. Only who is told acts; the life itself does nothing else than elsewhere.
 */
final class MovedLives extends WorkerInterceptorBase {

  private final Consumer<WorkflowExecution> moved;

  MovedLives(Consumer<WorkflowExecution> moved) {
    this.moved = moved;
  }

  @Override
  public WorkflowInboundCallsInterceptor interceptWorkflow(WorkflowInboundCallsInterceptor next) {
    return new Beginning(next);
  }

  private final class Beginning extends WorkflowInboundCallsInterceptorBase {

    Beginning(WorkflowInboundCallsInterceptor next) {
      super(next);
    }

    @Override
    public WorkflowOutput execute(WorkflowInput input) {
      WorkflowInfo life = Workflow.getInfo();
      if (WorkflowUnsafe.isReplaying() && life.getWorkflowType().equals(RunnerWorkflow.TYPE)) {
        moved.accept(
            WorkflowExecution.newBuilder()
                .setWorkflowId(life.getWorkflowId())
                .setRunId(life.getRunId())
                .build());
      }
      return super.execute(input);
    }
  }
}
