package dev.mayfly.worker.watch;

import dev.mayfly.workflows.life.RunnerRef;
import dev.mayfly.workflows.life.Sighting;
import dev.mayfly.workflows.life.Watch;
import dev.mayfly.workflows.life.WatchActivities;
import dev.mayfly.workflows.pool.Turn;
import io.temporal.activity.Activity;
import io.temporal.activity.ActivityExecutionContext;
import io.temporal.activity.ActivityInfo;
import org.jspecify.annotations.Nullable;

/** The waiting steps: each hands its task token to the watcher and leaves its slot at once. */
public final class WatchActivitiesImpl implements WatchActivities {

  private final Watcher watcher;

  public WatchActivitiesImpl(Watcher watcher) {
    this.watcher = watcher;
  }

  @Override
  @SuppressWarnings("NullAway") // Temporal drops the result of an activity that is completed later
  public Sighting awaitTurn(Turn turn) {
    ActivityExecutionContext context = Activity.getExecutionContext();
    context.doNotCompleteOnReturn();
    watcher.add(Wait.given(ref(context.getInfo()), context.getTaskToken(), turn));
    return null;
  }

  @Override
  public Sighting awaitStart(Watch watch) {
    return leaveTo(Stage.START, watch.runner(), watch);
  }

  @Override
  public Sighting awaitOnline(Watch watch) {
    return leaveTo(Stage.ONLINE, watch.runner(), watch);
  }

  @Override
  public Sighting awaitCompletion(Watch watch) {
    return leaveTo(Stage.COMPLETION, watch.runner(), watch);
  }

  @Override
  public Sighting awaitOther(RunnerRef runner) {
    return leaveTo(Stage.OTHER, runner, null);
  }

  @SuppressWarnings("NullAway") // Temporal drops the result of an activity that is completed later
  private Sighting leaveTo(Stage stage, RunnerRef runner, @Nullable Watch watch) {
    ActivityExecutionContext context = Activity.getExecutionContext();
    context.doNotCompleteOnReturn();
    watcher.add(Wait.given(stage, ref(context.getInfo()), context.getTaskToken(), runner, watch));
    return null;
  }

  private static ActivityRef ref(ActivityInfo info) {
    return new ActivityRef(info.getWorkflowId(), info.getWorkflowRunId(), info.getActivityId());
  }
}
