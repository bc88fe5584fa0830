package dev.mayfly.worker.watch;

import dev.mayfly.workflows.life.RunnerRef;
import dev.mayfly.workflows.life.WaitActivities;
import dev.mayfly.workflows.life.WaitRequest;
import dev.mayfly.workflows.life.WaitResult;
import dev.mayfly.workflows.pool.Turn;
import io.temporal.activity.Activity;
import io.temporal.activity.ActivityExecutionContext;
import io.temporal.activity.ActivityInfo;
import org.jspecify.annotations.Nullable;

/** The waiting steps: each hands its task token to the watcher and leaves its slot at once. */
public final class WatchActivitiesImpl implements WaitActivities {

  private final Watcher watcher;

  public WatchActivitiesImpl(Watcher watcher) {
    this.watcher = watcher;
  }

  @Override
  @SuppressWarnings("NullAway") // Temporal drops the result of an activity that is completed later
  public WaitResult awaitTurn(Turn turn) {
    ActivityExecutionContext context = Activity.getExecutionContext();
    context.doNotCompleteOnReturn();
    watcher.add(Wait.given(ref(context.getInfo()), context.getTaskToken(), turn));
    return null;
  }

  @Override
  public WaitResult awaitStart(WaitRequest watch) {
    return leaveTo(WaitKind.START, watch.runner(), watch);
  }

  @Override
  public WaitResult awaitOnline(WaitRequest watch) {
    return leaveTo(WaitKind.ONLINE, watch.runner(), watch);
  }

  @Override
  public WaitResult awaitCompletion(WaitRequest watch) {
    return leaveTo(WaitKind.COMPLETION, watch.runner(), watch);
  }

  @Override
  public WaitResult awaitOther(RunnerRef runner) {
    return leaveTo(WaitKind.OTHER, runner, null);
  }

  @SuppressWarnings("NullAway") // Temporal drops the result of an activity that is completed later
  private WaitResult leaveTo(WaitKind stage, RunnerRef runner, @Nullable WaitRequest watch) {
    ActivityExecutionContext context = Activity.getExecutionContext();
    context.doNotCompleteOnReturn();
    watcher.add(Wait.given(stage, ref(context.getInfo()), context.getTaskToken(), runner, watch));
    return null;
  }

  private static ActivityRef ref(ActivityInfo info) {
    return new ActivityRef(info.getWorkflowId(), info.getWorkflowRunId(), info.getActivityId());
  }
}
