package dev.mayfly.worker.watch;

import dev.mayfly.worker.watch.TaskWait.Goal;
import dev.mayfly.workflows.id.TaskRef;
import dev.mayfly.workflows.pool.Turn;
import dev.mayfly.workflows.step.RunnerRef;
import dev.mayfly.workflows.step.WaitActivities;
import dev.mayfly.workflows.step.WaitRequest;
import dev.mayfly.workflows.step.WaitResult;
import dev.mayfly.workflows.temporal.NotConfigured;
import io.temporal.activity.Activity;
import io.temporal.activity.ActivityExecutionContext;
import io.temporal.activity.ActivityInfo;
import io.temporal.failure.ApplicationFailure;
import java.time.Instant;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The waiting steps: each hands its task token to the watcher and leaves its slot at once.
 *
 * @param pools those that this worker's file has; a wait for another one is left to other workers.
 * @param forges those that it has.
 * @param begun is told of a task that has started, each time it is waited for.
 */
public record WatchActivitiesImpl(
    Watcher watcher, Predicate<String> pools, Predicate<String> forges, Consumer<TaskRef> begun)
    implements WaitActivities {

  private static final Logger LOG = LoggerFactory.getLogger(WatchActivitiesImpl.class);

  /** Where nobody has to be told. */
  WatchActivitiesImpl(Watcher watcher, Predicate<String> pools, Predicate<String> forges) {
    this(watcher, pools, forges, task -> {});
  }

  @Override
  public WaitResult awaitTurn(Turn turn) {
    String pool = turn.pool().pool();
    if (!pools.test(pool)) {
      throw NotConfigured.forNow("pool " + pool);
    }
    return leaveToWatcher(pending -> TurnWait.given(pending, turn));
  }

  @Override
  public void giveBackTurn(Turn turn) {
    watcher.giveBack(turn);
  }

  @Override
  public WaitResult awaitStart(WaitRequest request) {
    return awaitTask(Goal.START, request);
  }

  @Override
  public WaitResult awaitOnline(WaitRequest request) {
    tell(request.task());
    return awaitTask(Goal.ONLINE, request);
  }

  @Override
  public WaitResult awaitCompletion(WaitRequest request) {
    tell(request.task());
    return awaitTask(Goal.COMPLETION, request);
  }

  /** A wait must not fail for good: what is refused for good is an operator's. */
  private void tell(TaskRef task) {
    try {
      begun.accept(task);
    } catch (ApplicationFailure refused) {
      if (!refused.isNonRetryable()) {
        throw refused;
      }
      warnOfOpenNode(task, refused);
    }
  }

  private static void warnOfOpenNode(TaskRef task, ApplicationFailure refused) {
    LOG.atWarn()
        .addKeyValue("task", task.task())
        .addKeyValue("cause", refused.getOriginalMessage())
        .log(
            "NODE STAYS OPEN: another job may run on the node of this one, which has Docker there;"
                + " allow the worker to take nodes out of scheduling, or set docker: none");
  }

  @Override
  public WaitResult awaitOther(RunnerRef runner) {
    refuseUnlessKnown(runner);
    return leaveToWatcher(pending -> new OtherRunnerWait(pending, runner));
  }

  private void refuseUnlessKnown(RunnerRef runner) {
    String forge = runner.job().forge();
    if (!forges.test(forge)) {
      throw NotConfigured.forNow("forge " + forge);
    }
  }

  private WaitResult awaitTask(Goal goal, WaitRequest request) {
    refuseUnlessKnown(request.runner());
    return leaveToWatcher(pending -> new TaskWait(pending, goal, request));
  }

  @SuppressWarnings("NullAway") // Temporal drops the result of an activity that is completed later
  private WaitResult leaveToWatcher(Function<PendingActivity, Wait> wait) {
    ActivityExecutionContext context = Activity.getExecutionContext();
    context.doNotCompleteOnReturn();
    watcher.saw(Instant.ofEpochMilli(context.getInfo().getStartedTimestamp()));
    watcher.add(wait.apply(pending(context)));
    return null;
  }

  private static PendingActivity pending(ActivityExecutionContext context) {
    return PendingActivity.given(
        ref(context.getInfo()), context.getTaskToken(), context.getInfo().getHeartbeatTimeout());
  }

  private static ActivityRef ref(ActivityInfo info) {
    return new ActivityRef(info.getWorkflowId(), info.getWorkflowRunId(), info.getActivityId());
  }
}
