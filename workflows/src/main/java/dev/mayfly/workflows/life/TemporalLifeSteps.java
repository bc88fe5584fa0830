package dev.mayfly.workflows.life;

import dev.mayfly.workflows.id.BatchJobId;
import dev.mayfly.workflows.id.JobRef;
import dev.mayfly.workflows.id.PoolId;
import dev.mayfly.workflows.id.TaskRef;
import dev.mayfly.workflows.pool.PoolPause;
import dev.mayfly.workflows.pool.Turn;
import dev.mayfly.workflows.step.BatchActivities;
import dev.mayfly.workflows.step.ForgeActivities;
import dev.mayfly.workflows.step.JobStatus;
import dev.mayfly.workflows.step.Notice;
import dev.mayfly.workflows.step.Removal;
import dev.mayfly.workflows.step.RunnerRef;
import dev.mayfly.workflows.step.RunnerToken;
import dev.mayfly.workflows.step.TaskRequest;
import dev.mayfly.workflows.step.WaitActivities;
import dev.mayfly.workflows.step.WaitRequest;
import dev.mayfly.workflows.step.WaitResult;
import dev.mayfly.workflows.temporal.StepFailed;
import io.temporal.failure.ActivityFailure;
import io.temporal.failure.ApplicationFailure;
import io.temporal.failure.ChildWorkflowFailure;
import io.temporal.failure.TemporalFailure;
import io.temporal.workflow.Async;
import io.temporal.workflow.Functions;
import io.temporal.workflow.Promise;
import io.temporal.workflow.Workflow;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The steps of a life as activities, each with a summary that reads well in the Web UI's timeline.
 * What makes a task is one of its own, so that the life has written down what it is about to make.
 */
final class TemporalLifeSteps implements LifeSteps {

  private final LifeRelease release;

  TemporalLifeSteps(LifeRelease release) {
    this.release = release;
  }

  @Override
  public RunnerToken mintRunnerToken(RunnerRef runner, List<String> labels) {
    String summary = "for " + runner.name() + ", in " + runner.job().scope();
    RunnerToken token =
        shortStep(
            ForgeActivities.class,
            summary,
            () -> LifeActivityOptions.forge(summary),
            its -> its.mintRunnerToken(runner, labels));
    // A life that began before may be played by a worker of before, which asks for the Batch job.
    return release.isLight() ? token : token.withBatchJob(Optional.empty());
  }

  @Override
  public BatchJobId ensureBatchJob(String pool) {
    String summary = "for pool " + pool;
    return shortStep(
        BatchActivities.class,
        summary,
        () -> LifeActivityOptions.batch(summary),
        its -> its.ensureBatchJob(pool));
  }

  @Override
  public String createTask(TaskRequest request) {
    return step(
        () ->
            LifeActivityOptions.batch(request.task().task() + " in " + request.task().batchJob())
                .createTask(request));
  }

  @Override
  public Awaited awaitTurn(Turn turn) {
    WaitActivities activities =
        LifeActivityOptions.waitingForTurn("until pool " + turn.pool().pool() + " has room");
    return new Waiting(Async.function(activities::awaitTurn, turn));
  }

  @Override
  public void leaveTurn(Turn turn) {
    try {
      Workflow.newUntypedExternalWorkflowStub(turn.pool().toString())
          .signal("leave", turn.runner());
    } catch (TemporalFailure noSuchPool) {
      // Terminated, or never started: then this runner's turn is not held either.
    }
  }

  @Override
  public void giveBackTurn(Turn turn) {
    LifeActivityOptions.noting("to pool " + turn.pool().pool()).giveBackTurn(turn);
  }

  @Override
  public void pausePool(PoolId pool, PoolPause pause) {
    step(
        () -> {
          LifeActivityOptions.pool("pool " + pool.pool() + ": " + pause.cause())
              .pausePool(pool, pause);
          return pool;
        });
  }

  @Override
  public Awaited awaitStart(WaitRequest wait) {
    return wait(
        LifeActivityOptions.waiting("until a node starts the task", wait.patience())::awaitStart,
        wait);
  }

  @Override
  public Awaited awaitOnline(WaitRequest wait) {
    return wait(
        LifeActivityOptions.waiting("until the runner is online", wait.patience())::awaitOnline,
        wait);
  }

  @Override
  public Awaited awaitCompletion(WaitRequest wait) {
    return wait(
        LifeActivityOptions.waitingToTheEnd("until the task is over")::awaitCompletion, wait);
  }

  @Override
  public Awaited awaitOther(RunnerRef runner) {
    WaitActivities activities =
        LifeActivityOptions.waitingToTheEnd("until " + runner.name() + " is done with the job");
    return new Waiting(Async.function(activities::awaitOther, runner));
  }

  @Override
  public JobStatus lookAtJob(JobRef job) {
    String summary = "what became of job " + job.id();
    return shortStep(
        ForgeActivities.class,
        summary,
        () -> LifeActivityOptions.forge(summary),
        its -> its.lookAtJob(job));
  }

  @Override
  public Removal removeRunner(RunnerRef runner) {
    String summary = "the registration of " + runner.name();
    return shortStep(
        ForgeActivities.class,
        summary,
        () -> LifeActivityOptions.forgeCleanUp(summary),
        its -> its.removeRunner(runner));
  }

  @Override
  public Removal withdrawTask(TaskRef task) {
    return step(
        () ->
            LifeActivityOptions.batchCleanUp(task.task() + ", unless started").withdrawTask(task));
  }

  @Override
  public Removal deleteTask(TaskRef task, RunnerRef runner, boolean byForce) {
    String summary = task.task().toString();
    return shortStep(
        BatchActivities.class,
        summary,
        () -> LifeActivityOptions.batchCleanUp(summary),
        its -> its.deleteTask(task, runner, byForce));
  }

  @Override
  public boolean extendTask(TaskRef task, Duration maxWallClock, Duration retention) {
    return step(
        () ->
            LifeActivityOptions.batch(task.task() + " may run for " + maxWallClock)
                .extendTask(task, maxWallClock, retention));
  }

  @Override
  public Optional<String> keepNode(TaskRef task) {
    return Optional.ofNullable(
        step(() -> LifeActivityOptions.batch("the node of " + task.task()).keepNode(task)).id());
  }

  @Override
  public void releaseNode(String pool, String node) {
    step(
        () -> {
          LifeActivityOptions.batchCleanUp("node " + node + " of pool " + pool)
              .releaseNode(pool, node);
          return node;
        });
  }

  @Override
  public Optional<Long> openNotice(Notice notice) {
    return Optional.ofNullable(
        step(() -> LifeActivityOptions.notice("that the job waits").openNotice(notice)).checkRun());
  }

  @Override
  public void closeNotice(long checkRun, Notice notice) {
    step(
        () ->
            LifeActivityOptions.notice("that the job waits no more").closeNotice(checkRun, notice));
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // it goes on alone, and says by itself how it ended
  public void cancelRun(Notice notice) {
    RunCancelWorkflow other =
        Workflow.newChildWorkflowStub(
            RunCancelWorkflow.class, LifeActivityOptions.abandoned(notice.life() + "-cancel"));
    Async.function(other::run, notice);
    try {
      // One that has not started when its parent ends never does (Temporal's documentation, "Child
      // Workflows", "Parent Close Policy").
      Workflow.getWorkflowExecution(other).get();
    } catch (ChildWorkflowFailure alreadyOnIt) {
      // A life of before gave up on this job too, and its run is being cancelled.
    }
  }

  /**
   * Tries a step within the life's own task, once. What cannot be done there for now is a step of
   * its own with all its tries, so that an outage is one pending step which says why. Every step
   * can be repeated without harm, also one that goes on after its time or died with its worker.
   */
  private <A, T> T shortStep(
      Class<A> activities, String summary, Supplier<A> scheduled, Function<A, T> step) {
    if (release.isLight()) {
      try {
        return step.apply(LifeActivityOptions.atOnce(activities, summary));
      } catch (ActivityFailure e) {
        if (e.getCause() instanceof ApplicationFailure refused && refused.isNonRetryable()) {
          throw StepFailed.of(e);
        }
      }
    }
    return step(() -> step.apply(scheduled.get()));
  }

  private static <T> T step(Supplier<T> activity) {
    try {
      return activity.get();
    } catch (ActivityFailure e) {
      throw StepFailed.of(e);
    }
  }

  private static Awaited wait(Functions.Func1<WaitRequest, WaitResult> on, WaitRequest wait) {
    return new Waiting(Async.function(on, wait));
  }

  /**
   * An asynchronous activity. One that fails has met its fuse: no watcher could look for very long.
   */
  private record Waiting(Promise<WaitResult> promise) implements Awaited {

    @Override
    public boolean isOver() {
      return promise.isCompleted();
    }

    @Override
    public WaitResult get() {
      try {
        return promise.get();
      } catch (ActivityFailure e) {
        Instant now = Instant.ofEpochMilli(Workflow.currentTimeMillis());
        return new WaitResult.Unseen(now, String.valueOf(StepFailed.of(e).getMessage()));
      }
    }
  }
}
