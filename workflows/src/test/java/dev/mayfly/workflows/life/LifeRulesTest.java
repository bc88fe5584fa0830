package dev.mayfly.workflows.life;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.workflows.step.WaitResult;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LifeRulesTest {

  private static final long OWN = 7;
  private static final WaitResult EXIT_1 = exit(1);

  @ParameterizedTest
  @CsvSource({"1, PT10S", "2, PT20S", "3, PT40S", "4, PT1M20S", "20, PT10M"})
  void pausesGrowWithTheFailuresUpToTenMinutes(int failures, Duration pause) {
    List<End> ended = Collections.nCopies(failures, new End.Lost("gone"));

    assertThat(LifeRules.pauseBefore(ended, false)).isEqualTo(pause);
  }

  @ParameterizedTest
  @CsvSource({"1, PT10S", "2, PT20S", "3, PT32M", "4, PT1H4M", "20, PT6H"})
  void pausesBecomeLongOnceThreeInARowGotNoJob(int unassigned, Duration pause) {
    List<End> ended = Collections.nCopies(unassigned, new End.Unassigned("no job"));

    assertThat(LifeRules.pauseBefore(ended, false)).isEqualTo(pause);
    assertThat(LifeRules.areSpent(ended)).isFalse();
  }

  @Test
  void aRunnerThatGotAJobInBetweenEndsTheRow() {
    End none = new End.Unassigned("no job");
    List<End> ended = List.of(none, none, none, new End.RanJob(3, "another"));

    assertThat(LifeRules.pauseBefore(ended, false)).isEqualTo(Duration.ofSeconds(40));
  }

  @Test
  void aSpareGetsTenSecondsToTakeTheJob() {
    assertThat(LifeRules.pauseBefore(List.of(), true)).isEqualTo(Duration.ofSeconds(10));
  }

  @Test
  void soItDoesAfterARunnerWhoseJobNoWebhookHasToldYet() {
    End unknown = new End.RanJob(0, "exit code 0");

    assertThat(LifeRules.pauseBefore(List.of(unknown), false)).isEqualTo(Duration.ofSeconds(10));
  }

  @Test
  void whatNobodyDidWrongCostsNoPause() {
    List<End> ended = List.of(new End.Released("token too old"), new End.RanJob(3, "another"));

    assertThat(LifeRules.pauseBefore(ended, false)).isEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void patienceGrowsToSixHoursAtMost() {
    assertThat(LifeRules.longer(Duration.ofMinutes(10))).isEqualTo(Duration.ofMinutes(20));
    assertThat(LifeRules.longer(Duration.ofHours(4))).isEqualTo(Duration.ofHours(6));
  }

  @Test
  void aDoneJobMakesTheEndItsRun() {
    RunnerState state = new RunnerState(OWN, () -> {});
    state.took(OWN);
    state.jobCompleted();

    assertThat(LifeRules.endOf(EXIT_1, true, state, OWN))
        .isEqualTo(new End.RanJob(OWN, "the task ended with exit code 1"));
  }

  @Test
  void aRunnerThatDiesWithTheOwnJobIsLost() {
    RunnerState state = new RunnerState(OWN, () -> {});
    state.took(OWN);

    assertThat(LifeRules.endOf(EXIT_1, true, state, OWN))
        .isEqualTo(new End.Lost("the task ended with exit code 1, while its job ran"));
  }

  @Test
  void aRunnerThatTookAnotherJobIsNoFailure() {
    RunnerState state = new RunnerState(OWN, () -> {});
    state.took(8);

    End end = LifeRules.endOf(EXIT_1, true, state, OWN);

    assertThat(end).isEqualTo(new End.RanJob(8, "the task ended with exit code 1"));
    assertThat(end.isFailure()).isFalse();
  }

  @Test
  void aContainerThatLeavesBeforeItWasOnlineWasNeverOnline() {
    assertThat(LifeRules.endOf(EXIT_1, false, new RunnerState(OWN, () -> {}), OWN))
        .isEqualTo(
            new End.NeverOnline(
                "the task ended with exit code 1, before the forge listed it as online"));
  }

  @ParameterizedTest
  @CsvSource({"1, NeverOnline", "2, NeverOnline", "3, NeverOnline", "4, Lost", "5, Lost"})
  void anImageThatSaysThatItWasRegisteredWasThereThoughNobodySawIt(int code, String end) {
    RunnerState state = new RunnerState(OWN, () -> {});

    assertThat(LifeRules.sentence(LifeRules.endOf(exit(code), false, state, OWN)))
        .startsWith(end + ": the task ended with exit code " + code);
  }

  @ParameterizedTest
  @CsvSource({"1, Released", "3, Released", "4, Released", "5, Lost"})
  void onlyOneThatWasThereBeforeMayHaveHadAJobUnseen(int code, String end) {
    RunnerState state = new RunnerState(OWN, () -> {});
    state.notNeeded("the job was cancelled");

    assertThat(LifeRules.sentence(LifeRules.endOf(exit(code), false, state, OWN)))
        .startsWith(end + ": ");
  }

  @Test
  void aSecondStartAfterTheJobIsStillItsRun() {
    RunnerState state = new RunnerState(OWN, () -> {});
    state.took(OWN);
    state.jobCompleted();

    assertThat(LifeRules.endOf(exit(5), true, state, OWN)).isInstanceOf(End.RanJob.class);
  }

  @Test
  void exitCode7NamesTheDeprecatedVersion() {
    assertThat(LifeRules.endOf(exit(7), true, new RunnerState(OWN, () -> {}), OWN).cause())
        .startsWith("exit code 7: the runner's version is deprecated");
  }

  @Test
  void exitCode8IsThePoolsFault() {
    End end = LifeRules.endOf(exit(8), false, new RunnerState(OWN, () -> {}), OWN);

    assertThat(end)
        .isInstanceOfSatisfying(
            End.Failed.class, failed -> assertThat(failed.poolFault()).isTrue());
    assertThat(end.cause()).startsWith("exit code 8: the image's runner may not read or write");
  }

  private static WaitResult exit(int code) {
    return new WaitResult.Ended(Instant.EPOCH, code, null, false);
  }

  @Test
  void aTaskThatNeverRanSaysWhy() {
    WaitResult notPulled =
        new WaitResult.Ended(Instant.EPOCH, null, "ContainerInvalidImage: no such image", true);

    assertThat(LifeRules.endOf(notPulled, false, new RunnerState(OWN, () -> {}), OWN).cause())
        .contains("no exit code (ContainerInvalidImage: no such image)");
  }
}
