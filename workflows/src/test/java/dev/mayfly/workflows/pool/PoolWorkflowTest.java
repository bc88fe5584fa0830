package dev.mayfly.workflows.pool;

import static dev.mayfly.workflows.pool.PoolOnTestServer.runner;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mayfly.workflows.id.Scope;
import dev.mayfly.workflows.temporal.FailureType;
import dev.mayfly.workflows.temporal.Histories;
import dev.mayfly.workflows.temporal.OperatorRequest;
import io.temporal.api.enums.v1.EventType;
import io.temporal.client.WorkflowUpdateException;
import io.temporal.failure.ApplicationFailure;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** A pool's entity on the time-skipping server. */
@Execution(ExecutionMode.CONCURRENT)
class PoolWorkflowTest {

  private PoolOnTestServer on = new PoolOnTestServer(1);

  private void withCap(@Nullable Integer cap) {
    on.close();
    on = new PoolOnTestServer(cap);
  }

  @AfterEach
  void replays(TestInfo test) throws Exception {
    on.replayAndClose(test);
  }

  @Test
  @Tag(Histories.RECORDED)
  void admitsTheOldestFirstAndHandsAPlaceOnWhenItsRunnerLeaves() {
    on.admit(1);
    on.want(3, 2);
    assertThat(on.turns(1, 2, 3)).containsExactly("admitted", "1st of 2", "2nd of 2");

    on.leave(1);

    assertThat(on.turns(1, 2, 3)).containsExactly("not waiting any more", "admitted", "1st of 1");
  }

  @Test
  @Tag(Histories.RECORDED)
  void runnersThatLeaveByOneMessageHandTheirPlacesOn() {
    withCap(2);
    on.admit(1);
    on.admit(2);
    on.want(3, 4, 5);

    on.pool().leaves(List.of(runner(1), runner(2), runner(5)));

    assertThat(on.turns(3, 4)).containsOnly("admitted");
    assertThat(on.turns(1, 2, 5)).containsOnly("not waiting any more");
  }

  @Test
  void aNewEntityUnderACapLooksBeforeItAdmits() {
    on.tasks.add(runner(9));
    on.want(1);
    on.until("it has looked", () -> on.looks.size() > 1);
    assertThat(on.turns(1)).containsExactly("1st of 1");

    endOfTasksAdmits(1);
  }

  private void endOfTasksAdmits(int job) {
    on.tasks.clear();
    on.until("the place is free", () -> on.turns(job).contains("admitted"));
  }

  @Test
  void withoutACapNobodyWaitsAndNobodyLooks() {
    withCap(null);
    on.want(1, 2, 3);
    on.sleep(3600);

    assertThat(on.turns(1, 2, 3)).containsExactly("admitted", "admitted", "admitted");
    assertThat(on.looks).isEmpty();
  }

  @Test
  @Tag(Histories.RECORDED)
  void aLookFreesAPlaceWhoseTaskIsGone() {
    on.admit(1);
    on.tasks.add(runner(1));
    on.want(2);
    on.until("its task was seen", () -> on.looks.size() > 2);
    assertThat(on.turns(2)).containsExactly("1st of 1");

    endOfTasksAdmits(2);
    assertThat(on.turns(1)).containsExactly("not in the queue yet");
  }

  @Test
  void theTurnsOfDeadLivesAreSkippedWithoutWaitingAMinuteForEach() {
    for (int dead = 1; dead < 5; dead++) {
      on.closed.add(runner(dead));
    }
    on.admit(1);
    on.want(2, 3, 4, 5);

    on.until("all before it are skipped", () -> on.turns(5).contains("admitted"));

    assertThat(on.looks).hasSize(5);
    assertThat(on.history())
        .filteredOn(event -> event.getEventType() == EventType.EVENT_TYPE_TIMER_STARTED)
        .hasSize(1);
  }

  @Test
  @Tag(Histories.RECORDED)
  void anOperatorPausesAndResumesBySignal() {
    on.pool().pause(OperatorRequest.of("ada", "new image"));
    on.want(1);
    on.sleep(600);
    assertThat(on.turns(1).get(0)).startsWith("1st of 1; the pool is paused since ");
    assertThat(on.turns(1).get(0)).endsWith(" by ada: new image");
    assertThat(on.looks).isEmpty();

    on.pool().resume(OperatorRequest.of("ada", "done"));

    on.until("it is admitted", () -> on.turns(1).contains("admitted"));
  }

  @Test
  @Tag(Histories.RECORDED)
  void anOperatorPausesAndResumesByUpdateAndReadsWhatHappens() {
    assertThat(on.pool().pauseNow(OperatorRequest.of("ada", "new image")))
        .contains("paused since ", " by ada: new image; 0 running, 0 waiting");

    assertThat(on.pool().resumeNow(OperatorRequest.of("ada", "done")))
        .isEqualTo("0 running, 0 waiting");
  }

  @Test
  void aPoolThatIsNotPausedCannotBeResumed() {
    assertThatThrownBy(() -> on.pool().resumeNow(OperatorRequest.of("ada", "done")))
        .isInstanceOf(WorkflowUpdateException.class)
        .cause()
        .hasMessageContaining("the pool is not paused");
  }

  @Test
  @Tag(Histories.RECORDED)
  void faultsOfManyRunnersPauseThePoolOnce() {
    on.pool().fault(new PoolPause(runner(1).toString(), "403 on mint", on.now()));
    on.pool().fault(new PoolPause(runner(2).toString(), "403 again", on.now()));

    PoolStatus status = on.pool().status();
    assertThat(status.pause()).isNotNull();
    assertThat(status.line()).contains("by " + runner(1) + ": 403 on mint");
    assertThat(on.phases()).containsExactly("RUNNING", "PAUSED");
  }

  @Test
  void aFaultThatArrivesAfterTheResumePausesOnlyIfItHappenedAfterIt() {
    PoolPause early = new PoolPause(runner(1).toString(), "403", on.now());
    on.pool().fault(early);
    on.sleep(60);
    on.pool().resume(OperatorRequest.of("ada", "new token"));
    on.pool().fault(early);
    assertThat(on.pool().status().pause()).isNull();

    on.sleep(60);
    on.pool().fault(new PoolPause(runner(1).toString(), "403", on.now()));

    assertThat(on.pool().status().pause()).isNotNull();
  }

  @Test
  void aLookThatThePoolsFaultRefusesPausesThePool() {
    on.unseen = ApplicationFailure.newNonRetryableFailure("401", FailureType.POOL_FAULT);
    on.want(1);
    on.until("it is paused", () -> on.pool().status().pause() != null);
    on.sleep(600);
    assertThat(on.turns(1).get(0)).endsWith(" by a look at its tasks: 401");
    assertThat(on.looks).hasSize(1);

    on.unseen = null;
    on.pool().resume(OperatorRequest.of("ada", "new key"));

    on.until("it is admitted", () -> on.turns(1).contains("admitted"));
  }

  @Test
  void aRefusedCredentialIsProbedOnceAMinuteHoweverManyWaitAndThePoolResumesByItself() {
    withCap(null);
    on.until("it runs", () -> on.pool().status().pause() == null);
    on.unseen = ApplicationFailure.newFailure("401", FailureType.POOL_FAULT);
    on.pool().fault(refused(1, on.now()));
    on.want(1, 2, 3);
    on.sleep(3600);
    assertThat(on.turns(3).get(0)).startsWith("3rd of 3; the pool is paused since ");
    assertThat(on.probes).hasSizeBetween(55, 60);

    on.unseen = null;
    on.sleep(90);

    assertThat(on.pool().status().pause()).isNull();
    assertThat(on.turns(1, 2, 3)).containsOnly("admitted");
    assertThat(on.phases()).containsExactly("RUNNING", "PAUSED", "RUNNING");
  }

  @Test
  void aFaultThatComesBackThoughTheProbeFoundNoneIsProbedEverMoreSeldom() {
    for (int minute = 0; minute < 120; minute++) {
      if (on.pool().status().pause() == null) {
        on.pool().fault(refused(1, on.now()));
      }
      on.sleep(60);
    }

    assertThat(on.probes).hasSizeBetween(5, 9);
  }

  @Test
  void whatAnOperatorPausedIsNotResumedByAProbeThoughAFaultHadPausedItBefore() {
    on.pool().fault(refused(1, on.now()));
    on.pool().pause(OperatorRequest.of("ada", "maintenance"));
    on.sleep(3600);

    assertThat(on.pool().status().line()).contains(" by ada: maintenance");
    assertThat(on.probes).isEmpty();
  }

  @Test
  void afterADeprecatedVersionOneRunnerIsTriedEveryHalfHourUntilOneIsNotRefused() {
    withCap(null);
    on.pool().fault(deprecated(9, on.now()));
    on.want(1, 2, 3);
    on.sleep(29 * 60);
    assertThat(on.turns(1).get(0)).startsWith("1st of 3");

    on.until("one is tried", () -> on.turns(1).contains("admitted"));
    on.pool().fault(deprecated(1, on.now()));
    on.leave(1);
    on.sleep(29 * 60);
    assertThat(on.turns(2).get(0)).startsWith("1st of 2; the pool is paused since ");

    on.until("the next is tried", () -> on.turns(2).contains("admitted"));
    on.sleep(60);
    assertThat(on.turns(3).get(0)).startsWith("1st of 1; the pool is paused since ");
    on.leave(2);

    on.until("the pool has resumed", () -> on.turns(3).contains("admitted"));
    assertThat(on.probes).isEmpty();
  }

  private static PoolPause refused(int job, Instant at) {
    Scope acme = Scope.ofOrganization("acme");
    return new PoolPause(runner(job).toString(), "401", at, PoolPause.Probe.of("github", acme));
  }

  private static PoolPause deprecated(int job, Instant at) {
    return new PoolPause(runner(job).toString(), "exit code 7", at, PoolPause.Probe.BY_RUNNER);
  }

  @Test
  @Tag(Histories.RECORDED)
  void nothingIsConcludedWhileNobodyCanLook() {
    on.unseen = ApplicationFailure.newFailure("503", FailureType.UNAVAILABLE);
    on.want(1);
    on.until("it has tried for long", () -> on.looks.size() > 20);
    assertThat(on.turns(1)).containsExactly("1st of 1");

    on.unseen = null;

    on.until("it is admitted", () -> on.turns(1).contains("admitted"));
  }

  @Test
  void continuesAsNewWithAllThatItKnewAndAnswersMeanwhile() throws Exception {
    on.admit(1);
    on.tasks.add(runner(1));
    on.want(3, 2);
    String first = on.run();
    CompletableFuture<Void> asking =
        CompletableFuture.runAsync(
            () -> {
              while (on.run().equals(first)) {
                assertThat(on.turns(1, 2, 3)).containsExactly("admitted", "1st of 2", "2nd of 2");
              }
            });

    for (int megabyte = 0; megabyte < 5; megabyte++) {
      on.untyped().signal("resume", Map.of("by", "ada", "reason", "x".repeat(1_000_000)));
    }
    asking.get(120, TimeUnit.SECONDS);

    assertThat(on.turns(1, 2, 3)).containsExactly("admitted", "1st of 2", "2nd of 2");
    on.leave(1);
    assertThat(on.turns(1, 2, 3)).containsExactly("not waiting any more", "admitted", "1st of 1");
  }
}
