package dev.mayfly.workflows.life;

import static dev.mayfly.workflows.mutation.Mutant.call;
import static dev.mayfly.workflows.mutation.Mutant.method;

import dev.mayfly.workflows.id.JobRef;
import dev.mayfly.workflows.id.TaskRef;
import dev.mayfly.workflows.mutation.Mutant;
import dev.mayfly.workflows.temporal.WorkflowRuntime;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;

/** Lives that break one rule each, and the rules that were considered instead of the chosen ones. */
public final class LifeMutants {

  private LifeMutants() {}

  /** Every broken rule, by its name. */
  public static Map<String, Mutant> broken() {
    Map<String, Mutant> all = new LinkedHashMap<>();
    all.put("never replace", neverReplace());
    all.put("drop the timer of a held life", withoutTimer(RunnerLife.class, "hold"));
    all.put("drop the timer of the verdict", withoutTimer(RunnerLife.class, "awaitVerdict"));
    all.put("drop the timer of a removal", withoutTimer(CleanUp.class, "untilUnregistered"));
    all.put(
        "delete before looking",
        call(TaskLifecycle.class, "leaving", CleanUp.class, "unregister", 1).returns(true));
    all.put(
        "ignore a 422",
        call(CleanUp.class, "isUnregistered", Removal.class, "isRefused", 0).returns(false));
    all.put(
        "withdraw without a look",
        call(CleanUp.class, "withdraw", LifeSteps.class, "withdrawTask", 1)
            .becomes(LifeMutants.class, "deleteTask"));
    all.put(
        "never verify",
        call(JobStatusCheck.class, "ask", LifeSteps.class, "lookAtJob", 1)
            .becomes(LifeMutants.class, "findQueued"));
    all.put(
        "trust one signal",
        call(RunnerLife.class, "run", RunnerRequest.class, "verifyFirst", 0).returns(false));
    all.put(
        "forget the look of the last act",
        call(RunnerLife.class, "isAskedForAgain", JobState.class, "isQueuedSince", 0)
            .returns(false));
    all.put(
        "keep an idle runner whatever became of its job",
        call(TaskLifecycle.class, "isStillWanted", JobState.class, "isQueued", 0).returns(true));
    all.put(
        "return before every wait is over",
        method(TaskLifecycle.class, "areWaitsOver").returns(true));
    return all;
  }

  /** A job whose runner ended without it gets no other. */
  public static Mutant neverReplace() {
    return method(LifeRules.class, "pauseBefore").becomes(LifeMutants.class, "aYear");
  }

  /** A runner that took another life's job is replaced at once, and not after the spare's grace. */
  public static Mutant replaceAtOnce() {
    return call(RunnerLife.class, "isStillQueuedAfterAPause", Attempts.class, "any", 1)
        .returns(false);
  }

  /** A runner that is not needed is released, though another life may be short of one. */
  public static Mutant keepNoSpare() {
    return call(RunnerLife.class, "releaseRunners", RunnerState.class, "keepAsSpare", 0)
        .becomes(LifeMutants.class, "release");
  }

  /** A spare is kept even where no node has started it. */
  public static Mutant keepUnstartedSpares() {
    return call(RunnerState.class, "isUnwanted", Map.class, "isEmpty", 0)
        .becomes(LifeMutants.class, "isEmptyButForSpare");
  }

  private static Mutant withoutTimer(Class<?> from, String caller) {
    return call(from, caller, WorkflowRuntime.class, "until", 3)
        .becomes(LifeMutants.class, "untilAYearLater");
  }

  // What the mutants do instead.

  static Duration aYear() {
    return Duration.ofDays(365);
  }

  static boolean untilAYearLater(
      WorkflowRuntime runtime, String timer, Duration atMost, BooleanSupplier condition) {
    return runtime.until(timer, aYear(), condition);
  }

  static Removal deleteTask(LifeSteps steps, TaskRef task) {
    return steps.deleteTask(task, null);
  }

  static JobStatus findQueued(LifeSteps steps, JobRef job) {
    return new JobStatus(JobStatus.Status.QUEUED, null, null, steps.lookAtJob(job).at());
  }

  static void release(RunnerState state) {
    state.notNeeded("not needed");
  }

  static boolean isEmptyButForSpare(Map<ReleaseReason, String> reasons) {
    return Set.of(ReleaseReason.SPARE).containsAll(reasons.keySet());
  }
}
