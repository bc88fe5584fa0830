package dev.mayfly.workflows.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.workflows.id.LifeId;
import dev.mayfly.workflows.id.RunnerName;
import dev.mayfly.workflows.id.SweepId;
import dev.mayfly.workflows.life.LifeStatus;
import dev.mayfly.workflows.life.LifeStatus.AttemptStatus;
import dev.mayfly.workflows.life.Phase;
import dev.mayfly.workflows.sweep.SweepRules.Life;
import dev.mayfly.workflows.sweep.SweepRules.Need;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SweepRulesTest {

  private static final Instant CLOSED = Instant.parse("2026-01-01T12:00:00Z");
  private static final Instant BEFORE = CLOSED.minusSeconds(1);
  private static final Instant AFTER = CLOSED.plusSeconds(1);
  private static final String RUN = "3fa91c77-0000-4000-8000-000000000000";
  private static final String OTHER_RUN = "77aa00ff-0000-4000-8000-000000000000";
  private static final LifeId LIFE = new LifeId("mayfly", "github", 1);
  private static final RunnerName RUNNER = RunnerName.of(LIFE, RUN, 2);
  private static final SweepId SWEEP = new SweepId("mayfly", "github");

  // Queued jobs.

  @Test
  void aJobWithoutALifeGetsOne() {
    assertThat(SweepRules.need(new Life.None(), BEFORE))
        .isEqualTo(new Need.Start("it had no life"));
  }

  @Test
  void aJobWhoseLifeIsHeldHasItTold() {
    assertThat(SweepRules.need(new Life.Open(RUN, "HELD"), BEFORE))
        .isEqualTo(new Need.Wake("its life is held"));
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "HELD")
  void aJobWithAnotherOpenLifeIsLeftToIt(Phase phase) {
    assertThat(SweepRules.need(new Life.Open(RUN, phase.name()), BEFORE))
        .isEqualTo(new Need.Leave());
  }

  @Test
  void aJobWhoseLifeHasNotBegunYetIsLeftToIt() {
    assertThat(SweepRules.need(new Life.Open(RUN, null), BEFORE)).isEqualTo(new Need.Leave());
  }

  @ParameterizedTest
  @ValueSource(strings = {"Completed", "NotNeeded"})
  void aJobThatIsQueuedAlthoughItsLifeIsOverGetsAnotherOne(String outcome) {
    assertThat(SweepRules.need(new Life.Closed("completed", outcome, CLOSED), BEFORE))
        .isEqualTo(new Need.Start("its life ended as " + outcome));
  }

  @Test
  void aJobWhoseLifeWasTerminatedGetsAnotherOne() {
    assertThat(SweepRules.need(new Life.Closed("terminated", null, CLOSED), BEFORE))
        .isEqualTo(new Need.Start("its life was terminated"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"Cancelled", "AttemptsSpent"})
  void aNeedThatWasGivenUpIsOnlyReportedUntilTheJobIsMadeAnew(String outcome) {
    Life over = new Life.Closed("completed", outcome, CLOSED);

    assertThat(SweepRules.need(over, BEFORE))
        .isEqualTo(new Need.GivenUp("its life ended as " + outcome));
    assertThat(SweepRules.need(over, CLOSED)).isInstanceOf(Need.GivenUp.class);
    assertThat(SweepRules.need(over, null)).isInstanceOf(Need.GivenUp.class);
    assertThat(SweepRules.need(over, AFTER))
        .isEqualTo(new Need.Start("its life ended as " + outcome));
  }

  // Runners.

  @Test
  void onlyWhatBearsThisInstallationAndForgeIsOurs() {
    assertThat(SweepRules.ours(SWEEP, "Mayfly-GitHub-1-3fa91c-2")).contains(RUNNER);
    assertThat(SweepRules.ours(SWEEP, "mayflyb-github-1-3fa91c-2")).isEmpty();
    assertThat(SweepRules.ours(SWEEP, "mayfly-gitea-1-3fa91c-2")).isEmpty();
    assertThat(SweepRules.ours(SWEEP, "mayfly-github-1")).isEmpty();
    assertThat(SweepRules.ours(SWEEP, "laptop")).isEmpty();
  }

  @Test
  void aRunnerWithoutALifeIsAnOrphan() {
    assertThat(SweepRules.whyOrphan(RUNNER, new Life.None(), SweepRulesTest::notAsked))
        .contains("it has no life");
  }

  @Test
  void aRunnerWhoseLifeIsOverIsAnOrphan() {
    assertThat(
            SweepRules.whyOrphan(
                RUNNER, new Life.Closed("terminated", null, CLOSED), SweepRulesTest::notAsked))
        .contains("its life was terminated");
    assertThat(
            SweepRules.whyOrphan(
                RUNNER,
                new Life.Closed("completed", "Completed", CLOSED),
                SweepRulesTest::notAsked))
        .contains("its life ended as Completed");
  }

  @Test
  void aRunnerOfTheOpenRunHasItsLifeBehindIt() {
    assertThat(SweepRules.whyOrphan(RUNNER, new Life.Open(RUN, "HELD"), SweepRulesTest::notAsked))
        .isEmpty();
  }

  @Test
  void afterAResetTheLifeItselfSaysWhetherARunnerIsItsOwn() {
    Life reset = new Life.Open(OTHER_RUN, "BUSY");

    assertThat(SweepRules.whyOrphan(RUNNER, reset, () -> status(RUNNER, null))).isEmpty();
    assertThat(SweepRules.whyOrphan(RUNNER, reset, () -> status(RUNNER, "Lost: gone")))
        .contains("its life began anew without it");
    assertThat(
            SweepRules.whyOrphan(
                RUNNER, reset, () -> status(RunnerName.of(LIFE, OTHER_RUN, 2), null)))
        .contains("its life began anew without it");
  }

  @Test
  void aLifeThatDoesNotAnswerKeepsItsRunner() {
    assertThat(SweepRules.whyOrphan(RUNNER, new Life.Open(OTHER_RUN, "BUSY"), Optional::empty))
        .isEmpty();
  }

  private static Optional<LifeStatus> status(RunnerName runner, @Nullable String end) {
    AttemptStatus attempt = new AttemptStatus(runner.toString(), Phase.BUSY, List.of(), end);
    return Optional.of(
        new LifeStatus(Phase.BUSY, "QUEUED", CLOSED, "line", List.of(attempt), null));
  }

  private static Optional<LifeStatus> notAsked() {
    throw new AssertionError("the life was asked although there was no need to");
  }
}
