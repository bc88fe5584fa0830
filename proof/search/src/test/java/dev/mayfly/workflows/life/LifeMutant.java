package dev.mayfly.workflows.life;

import static dev.mayfly.workflows.mutation.Mutant.call;

import dev.mayfly.workflows.fleet.Capability;
import dev.mayfly.workflows.fleet.Forge;
import dev.mayfly.workflows.id.JobRef;
import dev.mayfly.workflows.id.TaskRef;
import dev.mayfly.workflows.mutation.Mutant;
import dev.mayfly.workflows.routing.Router;
import dev.mayfly.workflows.step.JobStatus;
import dev.mayfly.workflows.step.Removal;
import dev.mayfly.workflows.step.RunnerRef;
import dev.mayfly.workflows.temporal.FailureType;
import dev.mayfly.workflows.temporal.NotConfigured;
import dev.mayfly.workflows.temporal.OperatorRequest;
import dev.mayfly.workflows.temporal.UntrustedInput;
import dev.mayfly.workflows.temporal.WorkflowRuntime;
import io.temporal.failure.ApplicationFailure;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The rules of a life, each broken or replaced by another that was considered. */
@SuppressWarnings("ImmutableEnumChecker") // a java.lang.reflect.Method, which nobody changes
public enum LifeMutant implements Mutant {
  NEVER_REPLACE(RunnerLife.class, "isStillQueuedAfterAPause", LifeRules.class, "pauseBefore"),
  DROP_THE_TIMER_OF_A_HELD_LIFE(
      RunnerLife.class, "hold", WorkflowRuntime.class, "until", "untilJobMayRun"),
  DROP_THE_TIMER_OF_THE_VERDICT(
      RunnerLife.class, "awaitVerdict", WorkflowRuntime.class, "until", "untilVerdict"),
  DROP_THE_TIMER_OF_A_REMOVAL(
      CleanUp.class, "untilUnregistered", WorkflowRuntime.class, "until", "untilRemoval"),
  DELETE_BEFORE_LOOKING(TaskLifecycle.class, "leaving", CleanUp.class, "unregister"),
  IGNORE_A_422(CleanUp.class, "isUnregistered", Removal.class, "isRefused"),
  END_WHAT_NO_NODE_HAS_STARTED(StartStage.class, "untilStarted", WorkflowRuntime.class, "isSince"),
  END_AGAINST_A_422(CleanUp.class, "delete", LifeSteps.class, "deleteTask"),
  NEVER_VERIFY(JobStatusCheck.class, "ask", LifeSteps.class, "lookAtJob"),
  TRUST_ONE_SIGNAL(RunnerLife.class, "run", RunnerRequest.class, "verifyFirst"),
  TRUST_A_START_OF_LONG_AGO(RunnerLife.class, "isTakenUpLate", Instant.class, "isAfter"),
  TAKE_THE_START_FOR_A_RERUN(
      JobStatusCheck.class, "begins", WorkflowRuntime.class, "isSince", "isSinceStart"),
  FORGET_THE_LOOK_OF_THE_LAST_ACT(
      RunnerLife.class, "isAskedForAgain", JobState.class, "isQueuedSince"),
  KEEP_AN_IDLE_RUNNER_WHATEVER_BECAME_OF_ITS_JOB(
      TaskLifecycle.class, "idle", RunnerState.class, "takeExtension"),
  KEEP_A_RUNNER_THAT_GETS_NO_JOB(
      TaskLifecycle.class, "idle", WorkflowRuntime.class, "isSince", "isSinceUnassigned"),
  HAND_A_NULL_ON(UntrustedInput.class, "demand", Objects.class, "isNull"),
  TAKE_ANY_DURATION(OperatorWishes.class, "heed", OperatorRequest.class, "lastsAtMost"),
  REGISTER_IN_THE_POOLS_SPELLING(Router.class, "spelled", Forge.class, "can"),
  INSIST_WHATEVER_IS_REFUSED(CleanUp.class, "insist", PoolFault.class, "stopsCleanUp"),
  BLAME_THE_POOL_FOR_ONE_WORKER(
      NotConfigured.class, "here", ApplicationFailure.class, "newFailure", "unknownHere"),
  ASK_NO_POOL_AFTER_ITS_FAULT(RunnerLife.class, "turn", Attempts.class, "metPoolFault"),
  RETURN_BEFORE_EVERY_WAIT_IS_OVER(TaskLifecycle.class, "areWaitsOver", Stream.class, "allMatch"),
  // Not wrong, only dearer: RuleFiguresTest.
  REPLACE_AT_ONCE(RunnerLife.class, "isStillQueuedAfterAPause", Attempts.class, "any"),
  KEEP_NO_SPARE(RunnerLife.class, "releaseRunners", RunnerState.class, "keepAsSpare"),
  KEEP_UNSTARTED_SPARES(RunnerState.class, "isUnwanted", Map.class, "isEmpty");

  private static final Duration YEAR = Duration.ofDays(365);

  @SuppressWarnings("ImmutableEnumChecker") // a record of a Method, which does not change
  private final Call place;

  LifeMutant(Class<?> in, String method, Class<?> to, String called) {
    this(in, method, to, called, called);
  }

  LifeMutant(Class<?> in, String method, Class<?> to, String called, String instead) {
    place = call(in, method, to, called, LifeMutant.class, instead);
  }

  @Override
  public Call place() {
    return place;
  }

  static Duration pauseBefore(List<End> ended, boolean lastTookAnother) {
    return NEVER_REPLACE.isOn() ? YEAR : LifeRules.pauseBefore(ended, lastTookAnother);
  }

  static boolean untilJobMayRun(
      WorkflowRuntime runtime, String timer, Duration atMost, BooleanSupplier condition) {
    return runtime.until(timer, DROP_THE_TIMER_OF_A_HELD_LIFE.isOn() ? YEAR : atMost, condition);
  }

  static boolean untilVerdict(
      WorkflowRuntime runtime, String timer, Duration atMost, BooleanSupplier condition) {
    return runtime.until(timer, DROP_THE_TIMER_OF_THE_VERDICT.isOn() ? YEAR : atMost, condition);
  }

  static boolean untilRemoval(
      WorkflowRuntime runtime, String timer, Duration atMost, BooleanSupplier condition) {
    return runtime.until(timer, DROP_THE_TIMER_OF_A_REMOVAL.isOn() ? YEAR : atMost, condition);
  }

  static boolean unregister(CleanUp cleanUp, RunnerRef runner) {
    return DELETE_BEFORE_LOOKING.isOn() || cleanUp.unregister(runner);
  }

  static boolean isRefused(Removal answer) {
    return !IGNORE_A_422.isOn() && answer.isRefused();
  }

  static boolean isSince(WorkflowRuntime runtime, String change) {
    return !END_WHAT_NO_NODE_HAS_STARTED.isOn() && runtime.isSince(change);
  }

  static Removal deleteTask(LifeSteps steps, TaskRef task, RunnerRef runner, boolean byForce) {
    return steps.deleteTask(task, runner, byForce || END_AGAINST_A_422.isOn());
  }

  static JobStatus lookAtJob(LifeSteps steps, JobRef job) {
    JobStatus answer = steps.lookAtJob(job);
    return NEVER_VERIFY.isOn()
        ? new JobStatus(JobStatus.Status.QUEUED, null, null, answer.at())
        : answer;
  }

  static boolean verifyFirst(RunnerRequest request) {
    return !TRUST_ONE_SIGNAL.isOn() && request.verifyFirst();
  }

  static boolean isAfter(Instant now, Instant stale) {
    return !TRUST_A_START_OF_LONG_AGO.isOn() && now.isAfter(stale);
  }

  static boolean isSinceStart(WorkflowRuntime runtime, String change) {
    return !TAKE_THE_START_FOR_A_RERUN.isOn() && runtime.isSince(change);
  }

  static boolean isQueuedSince(JobState job) {
    return !FORGET_THE_LOOK_OF_THE_LAST_ACT.isOn() && job.isQueuedSince();
  }

  static Duration takeExtension(RunnerState runner) {
    Duration more = runner.takeExtension();
    return KEEP_AN_IDLE_RUNNER_WHATEVER_BECAME_OF_ITS_JOB.isOn() ? YEAR : more;
  }

  static boolean isSinceUnassigned(WorkflowRuntime runtime, String change) {
    return !KEEP_A_RUNNER_THAT_GETS_NO_JOB.isOn() && runtime.isSince(change);
  }

  /** Public, since it is called from another room. */
  public static boolean can(Forge forge, Capability capability) {
    return !REGISTER_IN_THE_POOLS_SPELLING.isOn() && forge.can(capability);
  }

  static boolean allMatch(Stream<LifeSteps.Awaited> waits, Predicate<LifeSteps.Awaited> claim) {
    return RETURN_BEFORE_EVERY_WAIT_IS_OVER.isOn() || waits.allMatch(claim);
  }

  public static boolean isNull(@Nullable Object value) {
    return !HAND_A_NULL_ON.isOn() && value == null;
  }

  static boolean lastsAtMost(OperatorRequest request, Duration most) {
    return TAKE_ANY_DURATION.isOn() || request.lastsAtMost(most);
  }

  static boolean stopsCleanUp(PoolFault fault, String cause) {
    return !INSIST_WHATEVER_IS_REFUSED.isOn() && fault.stopsCleanUp(cause);
  }

  public static ApplicationFailure unknownHere(String message, String type, Object[] details) {
    return BLAME_THE_POOL_FOR_ONE_WORKER.isOn()
        ? ApplicationFailure.newNonRetryableFailure(message, FailureType.POOL_FAULT)
        : ApplicationFailure.newFailure(message, type, details);
  }

  static boolean metPoolFault(Attempts attempts) {
    return !ASK_NO_POOL_AFTER_ITS_FAULT.isOn() && attempts.metPoolFault();
  }

  static boolean any(Attempts attempts, Predicate<RunnerState> tookAnother) {
    return !REPLACE_AT_ONCE.isOn() && attempts.any(tookAnother);
  }

  static void keepAsSpare(RunnerState runner) {
    if (KEEP_NO_SPARE.isOn()) {
      runner.notNeeded("not needed");
    } else {
      runner.keepAsSpare();
    }
  }

  static boolean isEmpty(Map<ReleaseReason, String> reasons) {
    return reasons.isEmpty()
        || (KEEP_UNSTARTED_SPARES.isOn() && Set.of(ReleaseReason.SPARE).equals(reasons.keySet()));
  }
}
