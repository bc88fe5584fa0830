package dev.mayfly.workflows.life;

import dev.mayfly.workflows.id.PoolId;
import dev.mayfly.workflows.id.RunnerName;
import dev.mayfly.workflows.id.TaskRef;
import dev.mayfly.workflows.life.LifeStatus.AttemptStatus;
import dev.mayfly.workflows.life.LifeSteps.Awaited;
import dev.mayfly.workflows.pool.PoolPause;
import dev.mayfly.workflows.pool.Turn;
import dev.mayfly.workflows.temporal.StepFailed;
import dev.mayfly.workflows.temporal.WorkflowRuntime;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One runner, from its token to the last trace of it: mint → ensure job → create task → await
 * start, online, completion → clean up. What happens while its task exists is in {@link
 * TaskLifecycle}.
 */
final class Attempt {

  /** What an attempt knows of the life around it. */
  interface Life {

    /** Asks the forge about the life's job; the answer is in {@link #job} afterwards. */
    void ask();

    JobState job();

    /** Something changed that an onlooker would like to see. */
    void changed();
  }

  // What was known of the job may be old after so long in the queue.
  private static final Duration STALE = Duration.ofMinutes(2);

  private final Life life;
  private final LifeSteps steps;
  private final WorkflowRuntime waits;
  private final RunnerRequest request;
  private final RunnerName name;
  private final @Nullable Turn turn;
  private final RunnerState facts;
  private final CleanUp cleanUp;
  private final TaskLifecycle watching;
  private @Nullable String address;

  /**
   * @param turn to be waited for before anything is made; absent where nobody has to.
   */
  Attempt(
      Life life,
      LifeSteps steps,
      WorkflowRuntime waits,
      RunnerRequest request,
      RunnerName name,
      @Nullable Turn turn) {
    this.life = life;
    this.steps = steps;
    this.waits = waits;
    this.request = request;
    this.name = name;
    this.turn = turn;
    this.facts = new RunnerState(request.job().id(), life::changed);
    this.cleanUp = new CleanUp(steps, waits, facts, request.deadlines());
    RunnerRef runner = new RunnerRef(name, request.job(), request.pool(), null);
    this.watching = new TaskLifecycle(life, steps, waits, request, facts, cleanUp, runner);
  }

  /** The whole attempt; returns when nothing of the runner is left. */
  void live() {
    End how;
    try {
      how = story();
    } catch (StepFailed e) {
      how = afterFailure(new End.Failed(String.valueOf(e.getMessage()), e.isPoolFault()));
    }
    while (!isCleanedUp(how)) {
      facts.hasJobAfterAll();
      how = watching.untilOver();
    }
    facts.ended(how);
    enter(Phase.ENDED);
  }

  /** Not so when the runner turns out to have a job after all. */
  private boolean isCleanedUp(End how) {
    enter(Phase.CLEANING_UP);
    if (how instanceof End.Failed failed && failed.poolFault()) {
      tellPool(failed.cause());
    }
    if (!cleanUp.run(watching, how)) {
      return false;
    }
    if (turn != null) {
      steps.leaveTurn(turn);
    }
    waits.until(() -> watching.awaited().stream().allMatch(Awaited::isOver));
    return true;
  }

  private void tellPool(String cause) {
    PoolId pool = new PoolId(name.life().installation(), request.pool());
    try {
      steps.pausePool(pool, new PoolPause(name.toString(), cause, waits.now()));
    } catch (StepFailed unheard) {
      // The next attempt asks the pool for a turn in any case.
    }
  }

  /** A task whose creation failed may exist all the same, and its runner may have a job by now. */
  private End afterFailure(End failed) {
    return watching.task().isEmpty()
        ? failed
        : watching.leaving(failed).orElseGet(watching::untilOver);
  }

  private End story() {
    if (turn != null && !isAdmitted(turn)) {
      return new End.Released(
          facts.isUnwanted() ? facts.whyUnwanted() : "its job was taken before it was its turn");
    }
    enter(Phase.MINTING);
    RunnerToken token = steps.mintRunnerToken(watching.runner(), request.labels());
    watching.registered(token.runnerId());
    TaskRef task = new TaskRef(steps.ensureBatchJob(request.pool()), name);
    if (facts.isUnwanted()) {
      return new End.Released(facts.whyUnwanted());
    }
    watching.begin(task);
    address = steps.createTask(order(task, token));
    return watching.untilEnd();
  }

  private TaskRequest order(TaskRef task, RunnerToken token) {
    return new TaskRequest(
        task, watching.runner(), request.labels(), token, request.deadlines().maxWallClock());
  }

  private boolean isAdmitted(Turn asked) {
    enter(Phase.WAITING_FOR_CAPACITY);
    Instant since = waits.now();
    Awaited admitted = watching.follow(steps.awaitTurn(asked));
    waits.until(() -> admitted.isOver() || facts.isUnwanted());
    if (admitted.isOver() && admitted.get() instanceof WaitResult.Admitted let && let.unasked()) {
      facts.madeUnasked();
    }
    if (!facts.isUnwanted() && waits.now().isAfter(since.plus(STALE))) {
      life.ask();
    }
    return !facts.isUnwanted() && life.job().isUntaken();
  }

  private void enter(Phase phase) {
    facts.enter(phase, waits.now());
  }

  /** A webhook said that this runner took a job, and under which id it is registered. */
  void tookJob(JobEvent event) {
    watching.registered(event.runnerId());
    facts.took(event.jobId());
  }

  /**
   * A webhook said that a job is over which this runner took. After a Reset there may have been
   * another runner of this name, with another job, and the word of it may come late.
   */
  void completedJob(JobEvent event) {
    tookJob(event);
    if (facts.isTakenWith(event.jobId())) {
      facts.jobCompleted();
    }
  }

  /**
   * Moves every deadline that is still to come; the task's own backstop follows. Says what became
   * of it.
   */
  String extend(Duration by) {
    facts.extend(by);
    if (watching.task().isEmpty()) {
      return name + " has no task yet";
    }
    Duration backstop = request.deadlines().maxWallClock().plus(facts.extension());
    try {
      boolean isThere = steps.extendTask(watching.task().get(), backstop, LifeRules.RETENTION);
      return name + (isThere ? ": Batch ends its task after " + backstop : ": its task is over");
    } catch (StepFailed e) {
      return name + ": its task keeps Batch's own limit: " + e.getMessage();
    }
  }

  /** Its task's files are to outlast the quarantine: Batch takes that only while the task runs. */
  void quarantine(Quarantine order) {
    facts.quarantine(order);
    watching.task().ifPresent(task -> cleanUp.keeping().prolong(task, order.lasts()));
  }

  RunnerName name() {
    return name;
  }

  RunnerState facts() {
    return facts;
  }

  /** Its Batch task's address, once it has one. */
  Optional<String> address() {
    return Optional.ofNullable(address);
  }

  AttemptStatus status() {
    return new AttemptStatus(
        name.toString(),
        facts.phase(),
        facts.phases(),
        facts.end().map(LifeRules::sentence).orElse(null));
  }
}
