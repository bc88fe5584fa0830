package dev.mayfly.workflows.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.mayfly.workflows.life.WaitResult;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Breaks one rule of the product at a time: the search must notice, with a wide margin. */
class MutationTest {

  static Stream<Arguments> mutants() {
    return Stream.of(
        arguments(
            "never replace",
            Mutant.of(
                "RunnerLife",
                "LifeRules.pauseBefore(attempts.ends(), attempts.any(RunnerState::tookAnother))",
                "Duration.ofDays(365)")),
        arguments(
            "drop the timer of a held life",
            Mutant.of("RunnerLife", "may run\", pause,", "may run\", Duration.ofDays(365),")),
        arguments(
            "drop the timer of the verdict",
            Mutant.of(
                "RunnerLife",
                "\"ask what became of the job\", pause,",
                "\"ask what became of the job\", Duration.ofDays(365),")),
        arguments(
            "drop the timer of a removal",
            Mutant.of(
                "CleanUp",
                "\"the forge lets go of the runner\", pause,",
                "\"the forge lets go of the runner\", Duration.ofDays(365),")),
        arguments(
            "delete before looking",
            Mutant.of(
                "TaskLifecycle", "if (cleanUp.unregister(runner)) {", "if (cleanUp != null) {")),
        arguments(
            "ignore a 422",
            Mutant.of(
                "CleanUp",
                "registration != null && registration != Removal.IN_USE;",
                "registration != null;")),
        arguments(
            "withdraw without a look",
            Mutant.of(
                "CleanUp", "() -> steps.withdrawTask(task)", "() -> steps.deleteTask(task, null)")),
        arguments(
            "never verify",
            Mutant.of(
                "JobStatusCheck",
                "return steps.lookAtJob(ref);",
                """
                JobStatus got = steps.lookAtJob(ref);
                return new JobStatus(JobStatus.Status.QUEUED, null, null, got.at());
                """)),
        arguments(
            "trust one signal",
            Mutant.of("RunnerLife", "if (request.verifyFirst()) {", "if (request.schema() < 0) {")),
        arguments(
            "forget the look of the last act",
            Mutant.of("RunnerLife", "return job.isQueuedSince() &&", "return spent &&")),
        arguments(
            "keep an idle runner whatever became of its job",
            Mutant.of(
                "TaskLifecycle",
                "return !facts.mustLeave() && (extended || life.job().state() =="
                    + " JobState.State.QUEUED);",
                "return !facts.mustLeave();")),
        arguments(
            "return before every wait is over",
            Mutant.of(
                "Attempt",
                "watching.awaited().stream().allMatch(Awaited::isOver)",
                "how != null")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("mutants")
  void isNoticed(String name, Mutant mutant, @TempDir Path folder) throws Exception {
    Object hunt = mutant.load("MutantHunt", folder).getDeclaredConstructor().newInstance();

    isCaught(name, String.valueOf(((Callable<?>) hunt).call()));
  }

  @Test
  void trustingOneListingIsNoticed() throws InterruptedException {
    isCaught("trust one listing", hunt(TrustsOneListing::new));
  }

  @Test
  void countingTheOnlineDeadlineFromTheCreationIsNoticed() throws InterruptedException {
    isCaught("count the online deadline from the creation", hunt(CountsFromCreation::new));
  }

  private static String hunt(FleetRun.Watchers watchers) throws InterruptedException {
    return MutantHunt.hunt(FleetRun.Around.with(watchers));
  }

  private static void isCaught(String mutation, String found) {
    System.out.println("'" + mutation + "' is caught in " + found);
    assertThat(Integer.parseInt(found.substring(0, found.indexOf(' '))))
        .as(mutation)
        .isEqualTo(MutantHunt.ENOUGH);
  }

  private static final class TrustsOneListing extends ModelWatcher {
    private TrustsOneListing(Script script, BatonScheduler time, FleetModel model) {
      super(script, time, model);
    }

    @Override
    Optional<WaitResult> missing(Wait wait) {
      return Optional.of(new WaitResult.Gone(begun(), "the task", false));
    }
  }

  private static final class CountsFromCreation extends ModelWatcher {
    private CountsFromCreation(Script script, BatonScheduler time, FleetModel model) {
      super(script, time, model);
    }

    @Override
    Optional<WaitResult> online(Wait wait, ModelTask task) {
      Instant due = BatonScheduler.EPOCH.plusMillis(task.createdAt).plus(Duration.ofMinutes(30));
      return begun().isAfter(due)
          ? Optional.of(new WaitResult.Overdue(begun(), "since it was created"))
          : super.online(wait, task);
    }
  }
}
