package dev.mayfly.worker.watch;

import dev.mayfly.worker.watch.TaskWait.Goal;
import dev.mayfly.workflows.life.RunnerRef;
import dev.mayfly.workflows.life.WaitActivities;
import dev.mayfly.workflows.life.WaitRequest;
import dev.mayfly.workflows.life.WaitResult;
import dev.mayfly.workflows.pool.Turn;
import io.temporal.activity.Activity;
import io.temporal.activity.ActivityExecutionContext;
import io.temporal.activity.ActivityInfo;
import java.time.Instant;
import java.util.function.BiFunction;

/** The waiting steps: each hands its task token to the watcher and leaves its slot at once. */
public final class WatchActivitiesImpl implements WaitActivities {

  private final Watcher watcher;

  public WatchActivitiesImpl(Watcher watcher) {
    this.watcher = watcher;
  }

  @Override
  public WaitResult awaitTurn(Turn turn) {
    return leaveToWatcher((ref, token) -> TurnWait.given(ref, token, turn));
  }

  @Override
  public WaitResult awaitStart(WaitRequest request) {
    return awaitTask(Goal.START, request);
  }

  @Override
  public WaitResult awaitOnline(WaitRequest request) {
    return awaitTask(Goal.ONLINE, request);
  }

  @Override
  public WaitResult awaitCompletion(WaitRequest request) {
    return awaitTask(Goal.COMPLETION, request);
  }

  @Override
  public WaitResult awaitOther(RunnerRef runner) {
    return leaveToWatcher(
        (ref, token) -> new OtherRunnerWait(PendingActivity.given(ref, token), runner));
  }

  private WaitResult awaitTask(Goal goal, WaitRequest request) {
    return leaveToWatcher(
        (ref, token) -> new TaskWait(PendingActivity.given(ref, token), goal, request));
  }

  @SuppressWarnings("NullAway") // Temporal drops the result of an activity that is completed later
  private WaitResult leaveToWatcher(BiFunction<ActivityRef, byte[], Wait> wait) {
    ActivityExecutionContext context = Activity.getExecutionContext();
    context.doNotCompleteOnReturn();
    watcher.saw(Instant.ofEpochMilli(context.getInfo().getStartedTimestamp()));
    watcher.add(wait.apply(ref(context.getInfo()), context.getTaskToken()));
    return null;
  }

  private static ActivityRef ref(ActivityInfo info) {
    return new ActivityRef(info.getWorkflowId(), info.getWorkflowRunId(), info.getActivityId());
  }
}
