package dev.mayfly.workflows.life;

import dev.mayfly.workflows.id.BatchJobId;
import dev.mayfly.workflows.id.JobRef;
import dev.mayfly.workflows.id.PoolId;
import dev.mayfly.workflows.id.TaskRef;
import dev.mayfly.workflows.pool.PoolPause;
import dev.mayfly.workflows.pool.Turn;
import dev.mayfly.workflows.step.JobStatus;
import dev.mayfly.workflows.step.Notice;
import dev.mayfly.workflows.step.Removal;
import dev.mayfly.workflows.step.RunnerRef;
import dev.mayfly.workflows.step.RunnerToken;
import dev.mayfly.workflows.step.TaskRequest;
import dev.mayfly.workflows.step.WaitRequest;
import dev.mayfly.workflows.step.WaitResult;
import dev.mayfly.workflows.temporal.StepFailed;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The steps of a life as its story calls them: activities under Temporal, a model of the world in a
 * simulation. A step that cannot be done throws {@link StepFailed}, after every retry that is worth
 * it.
 */
public interface LifeSteps {

  RunnerToken mintRunnerToken(RunnerRef runner, List<String> labels);

  BatchJobId ensureBatchJob(String pool);

  /** Creates the task; returns its address, for people. */
  String createTask(TaskRequest request);

  Awaited awaitTurn(Turn turn);

  /** Leaves the queue, or gives the turn to the next runner; ends the wait for it. */
  void leaveTurn(Turn turn);

  /** Gives a turn that was waited for to the next runner. It may be lost: the pool looks. */
  void giveBackTurn(Turn turn);

  void pausePool(PoolId pool, PoolPause pause);

  Awaited awaitStart(WaitRequest wait);

  Awaited awaitOnline(WaitRequest wait);

  Awaited awaitCompletion(WaitRequest wait);

  Awaited awaitOther(RunnerRef runner);

  JobStatus lookAtJob(JobRef job);

  Removal removeRunner(RunnerRef runner);

  Removal withdrawTask(TaskRef task);

  Removal deleteTask(TaskRef task, RunnerRef runner, boolean byForce);

  boolean extendTask(TaskRef task, Duration maxWallClock, Duration retention);

  Optional<String> keepNode(TaskRef task);

  void releaseNode(String pool, String node);

  /** Opens the notice that a job waits; returns its number at the forge, where there is one. */
  Optional<Long> openNotice(Notice notice);

  void closeNotice(long checkRun, Notice notice);

  /** Lets the run of the job be cancelled, whatever becomes of this life. */
  void cancelRun(Notice notice);

  /** A wait that goes on beside the story. It is never called off: it comes true. */
  interface Awaited {

    boolean isOver();

    /** Returns what it saw; blocks until it is over, and never throws. */
    WaitResult get();
  }
}
