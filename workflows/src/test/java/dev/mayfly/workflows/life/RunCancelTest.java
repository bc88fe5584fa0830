package dev.mayfly.workflows.life;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.workflows.fleet.Deadlines;
import dev.mayfly.workflows.temporal.FailureType;
import io.temporal.client.WorkflowStub;
import io.temporal.failure.ApplicationFailure;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** The cancellation of the run of a job that a life gave up on, on the time-skipping server. */
class RunCancelTest {

  private static final int REFUSED = 3;
  private static final String CANCELS = "cancel run 11";

  @AutoClose
  private final LifeOnTestServer on =
      new LifeOnTestServer(
          Collections.nCopies(LifeRules.MOST_FAILURES, FakeWorld.Plan.dies(40, REFUSED))
              .toArray(FakeWorld.Plan[]::new));

  @Test
  void theRunIsCancelledAndTheReadersOfTheCommitAreTold() throws Exception {
    gaveUp(true);

    assertThat(cancellation()).isEqualTo("the run is cancelled");
    assertThat(on.world.notices).containsExactly("open: GIVEN UP", CANCELS, "close 7: GIVEN UP");
    assertThat(on.life.explanation().awaited())
        .isEqualTo("Its run is cancelled at the forge once no other job of it is in progress.");
  }

  @Test
  void aLifeIsOverWhileTheCancellationWaitsForAnotherJobOfTheRun() throws Exception {
    on.world.runIsBusyUntil = now().plus(Duration.ofHours(3));
    gaveUp(true);
    Instant gaveUp = now();

    assertThat(cancellation()).isEqualTo("the run is cancelled");

    assertThat(Duration.between(gaveUp, now())).isBetween(Duration.ofHours(2), Duration.ofHours(4));
    // After 1, 3, 7 and 15 minutes, and then every ten.
    assertThat(on.world.notices).filteredOn(CANCELS::equals).hasSizeBetween(18, 24);
  }

  @Test
  void afterADayTheJobIsLeftToTheForge() throws Exception {
    on.world.runIsBusyUntil = Instant.MAX;
    gaveUp(true);

    assertThat(cancellation())
        .startsWith("the run was not cancelled: ")
        .contains("job 5 of it is in progress");
    assertThat(on.world.notices).last().isEqualTo("close 7: GIVEN UP");
  }

  @Test
  void anOutageOfTheNoticeDoesNotKeepTheRunFromBeingCancelled() throws Exception {
    on.world.noticeFails =
        ApplicationFailure.newFailure("the forge is away", FailureType.UNAVAILABLE);
    gaveUp(true);

    assertThat(cancellation()).isEqualTo("the run is cancelled");
  }

  @Test
  void withoutTheKeyTheRunIsLeftAlone() {
    gaveUp(false);

    assertThat(on.world.notices).isEmpty();
    assertThat(on.life.explanation().advice()).contains("cancel the run at the forge");
  }

  private void gaveUp(boolean cancels) {
    RunnerRequest plain = LifeOnTestServer.request(Deadlines.DEFAULT);
    on.start(
        new RunnerRequest(
            plain.schema(),
            plain.installation(),
            plain.job(),
            plain.pool(),
            plain.labels(),
            plain.deadlines(),
            plain.verifyFirst(),
            plain.limited(),
            null,
            cancels));
    assertThat(on.outcome()).isInstanceOf(Outcome.AttemptsSpent.class);
    assertThat(on.world.isEmpty()).isTrue();
  }

  private String cancellation() throws Exception {
    WorkflowStub other =
        on.server
            .getWorkflowClient()
            .newUntypedWorkflowStub(on.execution().getWorkflowId() + "-cancel");
    return other.getResult(90, TimeUnit.SECONDS, String.class);
  }

  private Instant now() {
    return Instant.ofEpochMilli(on.server.currentTimeMillis());
  }
}
