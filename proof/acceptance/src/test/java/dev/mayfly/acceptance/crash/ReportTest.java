package dev.mayfly.acceptance.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReportTest {

  private static final Scenario CREATE = Scenario.of(KillPoint.CREATE, Victim.WORKER, 1);
  private static final Scenario FIRST = Scenario.of(KillPoint.FLEET, Victim.ALL, 1);
  private static final Scenario SECOND = Scenario.of(KillPoint.FLEET, Victim.ALL, 2);

  @Test
  void anEmptyCellIsAFault() {
    Report report = new Report(List.of(CREATE), List.of());

    assertThat(report.faults())
        .containsExactly("createTask (asked), kill -9 of worker, job 1: no result");
    assertThat(report.markdown()).contains("| createTask | asked | **no result** |");
  }

  @Test
  void aLossIsAFault() {
    Report report = new Report(List.of(CREATE), List.of(result(CREATE, "Batch task left: x")));

    assertThat(report.faults())
        .containsExactly("createTask (asked), kill -9 of worker, job 1: Batch task left: x");
    assertThat(report.markdown()).contains("**LOSS** Completed · 1.5 · 2.0");
  }

  @Test
  void aFleetIsOneCellThatTellsTheSlowest() {
    Report report = new Report(List.of(FIRST, SECOND), List.of(result(FIRST), result(SECOND)));

    assertThat(report.faults()).isEmpty();
    assertThat(report.markdown())
        .contains("| providing many at once | some have a task | 2 Completed · 1.5 · 2.0 |")
        .contains("2 of 2 served within 1.5 s of the restart")
        .contains("0 leaked");
  }

  @Test
  void aMomentThatWasMissedOnceIsFilledByTheNextTake() {
    Report report = new Report(List.of(CREATE), List.of(result(CREATE.take(2))));

    assertThat(report.faults()).isEmpty();
  }

  private static Result result(Scenario cell, String... losses) {
    return new Result(
        cell,
        "Completed",
        Duration.ofMillis(1500),
        Duration.ofSeconds(2),
        List.of(),
        List.of(losses),
        2);
  }
}
