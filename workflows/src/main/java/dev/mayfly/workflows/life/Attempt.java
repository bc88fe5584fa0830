package dev.mayfly.workflows.life;

import dev.mayfly.workflows.id.BatchJobId;
import dev.mayfly.workflows.id.RunnerName;
import dev.mayfly.workflows.id.TaskRef;
import dev.mayfly.workflows.life.LifeStatus.AttemptStatus;
import dev.mayfly.workflows.life.LifeSteps.Awaited;
import dev.mayfly.workflows.pool.Turn;
import dev.mayfly.workflows.step.RunnerRef;
import dev.mayfly.workflows.step.RunnerToken;
import dev.mayfly.workflows.step.TaskRequest;
import dev.mayfly.workflows.step.WaitResult;
import dev.mayfly.workflows.temporal.InWords;
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

  private final LifeContext life;
  private final LifeSteps steps;
  private final WorkflowRuntime runtime;
  private final RunnerRequest request;
  private final RunnerName name;
  private final @Nullable Turn turn;
  private final RunnerState state;
  private final PoolFault fault;
  private final CleanUp cleanUp;
  private final TaskLifecycle lifecycle;
  private @Nullable Awaited admission;
  private @Nullable String address;
  private boolean refused;

  /**
   * @param turn to be waited for before anything is made; absent where none is needed.
   */
  Attempt(LifeContext life, Means means, RunnerName name, @Nullable Turn turn) {
    this.life = life;
    this.steps = means.steps();
    this.runtime = means.runtime();
    this.request = means.request();
    this.name = name;
    this.turn = turn;
    this.state = new RunnerState(request.job().id(), life::changed);
    this.fault = new PoolFault(means, name, life.refusals());
    this.cleanUp = new CleanUp(means, state, fault);
    RunnerRef runner = new RunnerRef(name, request.job().ofRunner(), request.pool(), null);
    this.lifecycle = new TaskLifecycle(life, means, state, cleanUp, runner);
  }

  /** Runs the whole attempt; returns when nothing of the runner is left. */
  void live() {
    End how;
    try {
      how = story();
    } catch (StepFailed e) {
      refused = true;
      how =
          e.isNotAllowed()
              ? new End.NotAllowed(String.valueOf(e.getMessage()))
              : afterFailure(new End.Failed(String.valueOf(e.getMessage()), e.isPoolFault()));
    }
    while (!isCleanedUp(how)) {
      state.hasJobAfterAll();
      how = lifecycle.untilOver();
    }
    state.ended(cleanUp.isLeftToSweep() ? leftToSweep(how) : how);
    enter(Phase.ENDED);
  }

  private static End leftToSweep(End how) {
    return how instanceof End.Failed failed
        ? new End.Failed(
            failed.cause() + "; nobody could look for a registration: one is left to the sweep",
            failed.poolFault())
        : how;
  }

  /** Returns false when the runner turns out to have a job after all. */
  private boolean isCleanedUp(End how) {
    if (LifeRules.isFault(how) && runtime.isSince("failure " + name.attempt())) {
      state.ending(how);
    }
    enter(Phase.CLEANING_UP);
    if (how instanceof End.Failed failed && failed.poolFault()) {
      tell(failed.cause());
    }
    if (!(how instanceof End.NotAllowed)
        && !cleanUp.run(lifecycle.runner(), lifecycle.task(), lifecycle.waits(), how)) {
      return false;
    }
    fault.leave();
    if (turn != null) {
      leave(turn);
    }
    runtime.until(lifecycle::areWaitsOver);
    return true;
  }

  /** A wait that goes on ends by a message that is not lost; a place is found by a look as well. */
  private void leave(Turn left) {
    boolean isWaitedFor = admission != null && admission.isOver();
    if (isWaitedFor && runtime.isSince("turn given back " + name.attempt())) {
      steps.giveBackTurn(left);
    } else {
      steps.leaveTurn(left);
    }
  }

  private void tell(String cause) {
    if (refused) {
      fault.refused(cause);
    } else {
      fault.metByRunner(cause);
    }
  }

  /** Returns the end: a task that failed to be created may exist, and its runner have a job. */
  private End afterFailure(End failed) {
    return lifecycle.task().isEmpty()
        ? failed
        : lifecycle.leaving(failed).orElseGet(lifecycle::untilOver);
  }

  private End story() {
    if (turn != null && !isAdmitted(turn)) {
      return new End.Released(
          state.isUnwanted() ? state.whyUnwanted() : "its job was taken before it was its turn");
    }
    enter(Phase.MINTING);
    RunnerToken token = mint();
    lifecycle.registered(token.runnerId());
    state.registersIn(token.group());
    TaskRef task = new TaskRef(batchJob(token), name);
    if (state.isUnwanted()) {
      return new End.Released(state.whyUnwanted());
    }
    lifecycle.begin(task);
    address = steps.createTask(request(task, token));
    return lifecycle.untilEnd(token.registration());
  }

  /** Returns the pool's; where the worker knows it, no step of its own says so again (ADR 33). */
  private BatchJobId batchJob(RunnerToken token) {
    return token.batchJob() == null ? steps.ensureBatchJob(request.pool()) : token.batchJob();
  }

  private RunnerToken mint() {
    try {
      // The one step that asks who may have a runner for this very job.
      RunnerRef runner = new RunnerRef(name, request.job(), request.pool(), null);
      RunnerToken token = steps.mintRunnerToken(runner, request.labels());
      cleanUp.mayBeThere();
      return token;
    } catch (StepFailed e) {
      if (!e.isPoolFault()) {
        cleanUp.mayBeThere();
      }
      throw e;
    }
  }

  private TaskRequest request(TaskRef task, RunnerToken token) {
    return new TaskRequest(
        task,
        lifecycle.runner(),
        request.labels(),
        token.forTask(),
        request.deadlines().maxWallClock(),
        request.createdAt());
  }

  private boolean isAdmitted(Turn asked) {
    enter(Phase.WAITING_FOR_CAPACITY);
    Instant since = runtime.now();
    Awaited admitted = lifecycle.follow(steps.awaitTurn(asked));
    admission = admitted;
    runtime.until(() -> admitted.isOver() || state.isUnwanted());
    if (admitted.isOver() && admitted.get() instanceof WaitResult.Admitted let && let.unasked()) {
      state.madeUnasked();
    }
    if (!state.isUnwanted() && runtime.now().isAfter(since.plus(LifeRules.STALE))) {
      life.checkJob();
    }
    return !state.isUnwanted() && life.job().isUntaken();
  }

  private void enter(Phase phase) {
    state.enter(phase, runtime.now());
  }

  /** Notes a webhook: this runner took a job, and is registered under that id. */
  void tookJob(JobEvent event) {
    lifecycle.registered(event.runnerId());
    state.took(event.jobId());
  }

  /**
   * Notes a webhook: a job is over which this runner took. After a Reset there may have been
   * another runner of this name, with another job, and its webhook may arrive late.
   */
  void completedJob(JobEvent event) {
    tookJob(event);
    if (state.isTakenWith(event.jobId())) {
      state.jobCompleted();
    }
  }

  /** Moves every deadline that is still to come; returns what became of the task's backstop. */
  String extend(Duration by) {
    state.extend(by);
    if (lifecycle.task().isEmpty()) {
      return name + " has no task yet";
    }
    Duration backstop = backstop();
    try {
      boolean isThere = steps.extendTask(lifecycle.task().get(), backstop, LifeRules.RETENTION);
      return name
          + (isThere
              ? ": Batch ends its task after " + InWords.of(backstop)
              : ": its task is over");
    } catch (StepFailed e) {
      return name + ": its task keeps Batch's own limit: " + e.getMessage();
    }
  }

  private Duration backstop() {
    return request.deadlines().maxWallClock().plus(state.extension());
  }

  /** Keeps its task's files for the quarantine: Batch takes that only while the task runs. */
  void quarantine(Quarantine wish) {
    state.quarantine(wish);
    lifecycle
        .task()
        .ifPresent(task -> cleanUp.quarantine().prolong(task, backstop(), wish.lasts()));
  }

  RunnerName name() {
    return name;
  }

  RunnerState state() {
    return state;
  }

  /** Its Batch task's address, once it has one. */
  Optional<String> address() {
    return Optional.ofNullable(address);
  }

  AttemptStatus status() {
    return new AttemptStatus(
        name.toString(),
        state.phase(),
        state.phases(),
        state.end().map(LifeRules::sentence).orElse(null));
  }
}
