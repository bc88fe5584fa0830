package dev.mayfly.bench.path;

import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityMethod;
import io.temporal.activity.ActivityOptions;
import io.temporal.workflow.SignalMethod;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import java.time.Duration;

/** Steps one after another, and nothing else. */
@WorkflowInterface
public interface BareWorkflow {

  /** As many as a life has up to its task: mint, ensure the job, create the task. */
  int STEPS = 3;

  @WorkflowMethod
  void run(String id);

  @SignalMethod
  void queued(String id);

  /** The step. */
  @ActivityInterface
  interface BareActivities {
    @ActivityMethod
    void step(String id, int step);
  }

  /** In a row. */
  final class BareWorkflowImpl implements BareWorkflow {

    private final BareActivities activities =
        Workflow.newActivityStub(
            BareActivities.class,
            ActivityOptions.newBuilder().setStartToCloseTimeout(Duration.ofMinutes(1)).build());

    @Override
    public void run(String id) {
      for (int step = 1; step <= STEPS; step++) {
        activities.step(id, step);
      }
    }

    @Override
    public void queued(String id) {}
  }
}
