package dev.mayfly.workflows.cost;

import static dev.mayfly.workflows.cost.Weeks.MONDAY;
import static dev.mayfly.workflows.cost.Weeks.job;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.workflows.explanation.AttemptFacts;
import dev.mayfly.workflows.explanation.AttemptFacts.Reached;
import dev.mayfly.workflows.explanation.EndKind;
import dev.mayfly.workflows.explanation.JobStanding;
import dev.mayfly.workflows.explanation.LifeFacts;
import dev.mayfly.workflows.explanation.Step;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RunnerTimeTest {

  @Test
  void aRunnerIsPaidForFromItsNodeToItsRemoval() {
    List<RunnerTime> times =
        times(
            EndKind.RAN_JOB,
            at(0, Step.TOKEN),
            at(5, Step.NODE),
            at(65, Step.START),
            at(95, Step.JOB),
            at(97, Step.END),
            at(217, Step.REMOVAL),
            at(220, Step.GONE));

    assertThat(times).containsExactly(time(65, 217, 97, false));
    assertThat(times.get(0).minutes()).isEqualTo(2);
  }

  @Test
  void oneThatGotNoJobIsWastedOnceThatIsKnown() {
    Reached[] steps = {at(0, Step.START), at(30, Step.JOB), at(630, Step.REMOVAL)};

    assertThat(times(EndKind.IDLE_TIMED_OUT, steps)).containsExactly(time(0, 630, null, true));
    assertThat(times(null, at(0, Step.START), at(30, Step.JOB)))
        .containsExactly(time(0, 900, null, false));
  }

  @Test
  void aPreemptedTaskIsNotPaidForWhileItHasNoNode() {
    List<RunnerTime> times =
        times(
            EndKind.RAN_JOB,
            at(0, Step.START),
            at(60, Step.NODE),
            at(300, Step.START),
            at(310, Step.END),
            at(400, Step.REMOVAL));

    assertThat(times).containsExactly(time(0, 60, null, true), time(300, 400, 310, false));
  }

  @Test
  void aJobThatWasOverBeforeItWasHeardOfCountsAMinute() {
    List<RunnerTime> times = times(EndKind.RAN_JOB, at(0, Step.START), at(20, Step.REMOVAL));

    assertThat(times).containsExactly(time(0, 20, 20, false));
    assertThat(times.get(0).minutes()).isEqualTo(1);
  }

  @Test
  void oneThatNeverHadANodeCostsNothing() {
    assertThat(times(EndKind.RELEASED, at(0, Step.NODE), at(5, Step.REMOVAL))).isEmpty();
  }

  private static List<RunnerTime> times(@Nullable EndKind how, Reached... steps) {
    return RunnerTime.of(life("ubuntu", how, steps), MONDAY.plusSeconds(900));
  }

  /** A life of one runner. */
  static LifeFacts life(String pool, @Nullable EndKind how, Reached... steps) {
    AttemptFacts.End end = how == null ? null : new AttemptFacts.End(how, "so", false);
    AttemptFacts attempt =
        new AttemptFacts(
            "r-1", List.of(steps), end, false, null, null, null, false, null, null, null, null);
    return new LifeFacts(
        "mayfly-github-1",
        job(1, "a/b", pool),
        MONDAY,
        JobStanding.QUEUED,
        null,
        false,
        null,
        null,
        null,
        null,
        false,
        null,
        null,
        List.of(attempt));
  }

  static Reached at(long second, Step step) {
    return new Reached(step, MONDAY.plusSeconds(second));
  }

  private static RunnerTime time(long from, long to, @Nullable Integer busy, boolean isWasted) {
    Instant had = busy == null ? null : MONDAY.plusSeconds(busy);
    return new RunnerTime(
        job(1, "a/b", "ubuntu"), MONDAY.plusSeconds(from), MONDAY.plusSeconds(to), had, isWasted);
  }
}
