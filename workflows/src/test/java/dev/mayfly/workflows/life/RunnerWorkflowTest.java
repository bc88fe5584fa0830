package dev.mayfly.workflows.life;

import static dev.mayfly.workflows.life.FakeWorld.Plan.dies;
import static dev.mayfly.workflows.life.FakeWorld.Plan.neverBusy;
import static dev.mayfly.workflows.life.FakeWorld.Plan.neverOnline;
import static dev.mayfly.workflows.life.FakeWorld.Plan.neverStarts;
import static dev.mayfly.workflows.life.FakeWorld.Plan.plan;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mayfly.workflows.cost.Prices;
import dev.mayfly.workflows.cost.Prices.NodePrice;
import dev.mayfly.workflows.cost.Prices.Nodes;
import dev.mayfly.workflows.fleet.Deadlines;
import dev.mayfly.workflows.fleet.ScalingSettings.Kind;
import dev.mayfly.workflows.id.BatchJobId;
import dev.mayfly.workflows.id.RunnerName;
import dev.mayfly.workflows.life.FakeWorld.Plan;
import dev.mayfly.workflows.step.JobStatus;
import dev.mayfly.workflows.temporal.EntityOnTestServer;
import dev.mayfly.workflows.temporal.FailureType;
import dev.mayfly.workflows.temporal.Histories;
import dev.mayfly.workflows.temporal.OperatorRequest;
import dev.mayfly.workflows.temporal.SearchAttributes;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.client.WorkflowFailedException;
import io.temporal.client.WorkflowStub;
import io.temporal.client.WorkflowUpdateException;
import io.temporal.failure.ApplicationFailure;
import io.temporal.failure.CanceledFailure;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Every path of one life, on the time-skipping server. */
@Execution(ExecutionMode.CONCURRENT)
class RunnerWorkflowTest {

  private static final String TOO_LONG = "duration must be between PT1S and PT168H, but is PT8760H";

  private LifeOnTestServer on = new LifeOnTestServer();

  private LifeOnTestServer with(Plan... plans) {
    on.close();
    on = new LifeOnTestServer(plans);
    return on;
  }

  @AfterEach
  void nothingIsLeft(TestInfo test) {
    boolean empty = on.world.isEmpty();
    if (test.getTags().contains(Histories.RECORDED)) {
      Histories.record(
          test.getDisplayName().replace("()", ""), on.execution().getWorkflowId(), on.history());
      assertThat(phases())
          .as("each costs an event")
          .hasSizeLessThanOrEqualTo(3)
          .doesNotHaveDuplicates();
    }
    on.close();
    assertThat(empty).as("every task is deleted").isTrue();
  }

  @Test
  @Tag(Histories.RECORDED)
  void aHealthyLifeProvidesOneRunnerAndRemovesIt() {
    on.start();
    on.sleep(57);
    on.life.inProgress(on.event(on.runner(1), null));
    on.sleep(60);
    on.life.completed(on.event(on.runner(1), "success"));

    Outcome outcome = on.outcome();

    assertThat(outcome)
        .isEqualTo(
            new Outcome.Completed(on.runner(1).toString(), "success", "concluded with success"));
    assertThat(on.world.calls)
        .containsExactly(
            "mintRunnerToken", "ensureBatchJob", "createTask", "removeRunner", "deleteTask");
    assertThat(on.life.status().attempts().get(0).phases())
        .extracting(entry -> entry.phase())
        .containsExactly(
            Phase.MINTING,
            Phase.WAITING_FOR_CAPACITY,
            Phase.STARTING,
            Phase.ONLINE,
            Phase.BUSY,
            Phase.CLEANING_UP,
            Phase.ENDED);
  }

  @Test
  @Tag(Histories.RECORDED)
  void aBatchJobThatTheWorkerKnowsIsNotAskedFor() {
    on.world.batchJobIsKnown(new BatchJobId("mayfly", "ubuntu", 7));
    on.start();
    on.sleep(57);
    on.life.inProgress(on.event(on.runner(1), null));
    on.sleep(60);
    on.life.completed(on.event(on.runner(1), "success"));

    assertThat(on.outcome()).isInstanceOf(Outcome.Completed.class);
    assertThat(on.world.calls)
        .containsExactly("mintRunnerToken", "createTask", "removeRunner", "deleteTask");
    assertThat(on.history().toString()).contains("mayfly-ubuntu-7");
  }

  @Test
  @Tag(Histories.RECORDED)
  void aJobThatIsOverBeforeAWorkerTakesItUpGetsNoRunnerThoughTheForgeDoesNotTell() {
    on.close();
    on =
        LifeOnTestServer.startedWithoutWorker(
            its -> {
              its.world.forgeSays(JobStatus.Status.UNKNOWN);
              Instant now = Instant.ofEpochMilli(its.server.currentTimeMillis());
              its.life.completed(
                  new JobEvent(FakeWorld.JOB, "alien-7", 77L, "success", now, "d-2"));
            });

    assertThat(on.outcome().cause()).contains("alien-7");
    assertThat(on.world.calls).containsExactly("lookAtJob");
  }

  @Test
  void aLifeIsFoundByPhasePoolAndRepositoryFromItsFirstTaskOn() {
    on.start();
    on.sleep(1);

    var attributes = on.attributes();

    assertThat(attributes.get(SearchAttributes.PHASE)).isEqualTo("WAITING");
    assertThat(attributes.get(SearchAttributes.POOL)).isEqualTo("ubuntu");
    assertThat(attributes.get(SearchAttributes.REPOSITORY)).isEqualTo("acme/app");
    on.sleep(56);
    on.life.completed(on.event(on.runner(1), "success"));
    on.outcome();
    assertThat(on.attributes().get(SearchAttributes.OUTCOME)).isEqualTo("Completed");
    assertThat(phases()).containsExactly("WAITING", "RUNNING", "ENDED");
    assertThat(on.attributes().get(SearchAttributes.POOL)).as("still").isEqualTo("ubuntu");
  }

  private List<String> phases() {
    return EntityOnTestServer.phases(on.history());
  }

  @Test
  void aLifeThatMadeElevenRunnersSetItsSearchAttributesThreeTimes() {
    Plan[] plans = new Plan[11];
    Arrays.fill(plans, neverOnline());
    plans[10] = Plan.HEALTHY;
    with(plans).start();
    for (int i = 0; i < 10; i++) {
      on.sleep(60);
      on.life.reprovision(new OperatorRequest("ada", "stuck", false, null));
    }

    assertThat(on.outcome()).isInstanceOf(Outcome.Completed.class);
    assertThat(on.world.runners()).hasSize(11);
    assertThat(phases()).containsExactly("WAITING", "RUNNING", "ENDED");
  }

  @Test
  void aLifeWhoseWorkerEncryptsSaysItsRepositoryInNoSearchAttribute() {
    on.close();
    on = LifeOnTestServer.of(true, Optional.empty());
    on.start();
    on.sleep(57);
    on.life.completed(on.event(on.runner(1), "success"));
    on.outcome();

    assertThat(on.attributes().get(SearchAttributes.POOL)).isEqualTo("ubuntu");
    assertThat(on.attributes().containsKey(SearchAttributes.REPOSITORY)).isFalse();
  }

  @Test
  void aLifeTellsWhatItsRunnersCostWhereThereArePrices() {
    on.close();
    NodePrice price = new NodePrice(LocalDate.EPOCH, new BigDecimal("3.6"), null);
    Nodes nodes = new Nodes(List.of("ubuntu"), Kind.DEDICATED, 1, List.of(price));
    on = LifeOnTestServer.of(false, Optional.of(new Prices("EUR", List.of(nodes), null, null)));
    on.runsHealthily();

    // What it computes between two waits is time too.
    assertThat(on.details())
        .containsPattern("Cost: 0\\.08\\d\\d EUR for 1 min 2\\d s of a node's slot");
  }

  @Test
  void aHealthyLifeIsGreenAndItsHistoryIsShortHoweverLongItsJob() {
    on.runsHealthily();
    int minute = on.history().size();

    with(plan(30, 50, 55, 6 * 3600)).start();
    on.sleep(57);
    on.life.inProgress(on.event(on.runner(1), null));
    on.sleep(6 * 3600 - 65);
    on.life.completed(on.event(on.runner(1), "success"));
    on.outcome();

    assertThat(minute).isLessThanOrEqualTo(50);
    assertThat(on.history()).hasSize(minute);
    assertThat(on.history())
        .extracting(event -> event.getEventType())
        .doesNotContain(
            EventType.EVENT_TYPE_ACTIVITY_TASK_FAILED,
            EventType.EVENT_TYPE_ACTIVITY_TASK_TIMED_OUT,
            EventType.EVENT_TYPE_ACTIVITY_TASK_CANCELED,
            EventType.EVENT_TYPE_ACTIVITY_TASK_CANCEL_REQUESTED,
            EventType.EVENT_TYPE_TIMER_STARTED,
            EventType.EVENT_TYPE_TIMER_CANCELED);
  }

  @Test
  void theShortStepsOfAHealthyLifeAreMarksOfItsOwnTasks() {
    on.runsHealthily();

    assertThat(steps())
        .containsExactly("createTask", "awaitStart", "awaitOnline", "awaitCompletion");
    assertThat(on.history().stream().filter(LifeOnTestServer::isStepAtOnce)).hasSize(4);
    assertThat(on.world.calls)
        .containsExactly(
            "mintRunnerToken", "ensureBatchJob", "createTask", "removeRunner", "deleteTask");
  }

  private List<String> steps() {
    return on.history().stream()
        .filter(HistoryEvent::hasActivityTaskScheduledEventAttributes)
        .map(event -> event.getActivityTaskScheduledEventAttributes().getActivityType().getName())
        .toList();
  }

  @Test
  @Tag(Histories.RECORDED)
  void aStepThatCannotBeDoneAtOnceIsOnePendingStepThatSaysWhy() {
    on.world.mintFails(ApplicationFailure.newFailure("503: no server", FailureType.UNAVAILABLE));
    on.start();
    on.sleep(600);

    assertThat(on.pending()).containsExactly("mintRunnerToken: 503: no server");
    assertThat(on.life.status().phase()).isEqualTo(Phase.MINTING);
    on.world.mintFails(null);
    assertThat(on.outcome()).isInstanceOf(Outcome.Completed.class);
    assertThat(steps()).contains("mintRunnerToken").doesNotContain("removeRunner");
    assertThat(on.life.status().attempts()).hasSize(1);
  }

  /** The call goes on, and so may do its work twice, as every step may be. */
  @Test
  void aStepThatTakesLongAtOnceIsTakenByAStepMeanwhile() {
    CountDownLatch answered = new CountDownLatch(1);
    AtomicBoolean isFirst = new AtomicBoolean(true);
    on.world.atMint =
        () -> {
          if (isFirst.getAndSet(false)) {
            awaitDone(answered);
          }
        };
    on.start();
    on.untilAsked("createTask");
    answered.countDown();

    assertThat(on.outcome()).isInstanceOf(Outcome.Completed.class);
    assertThat(on.world.count("mintRunnerToken")).isEqualTo(2);
    assertThat(on.world.runners()).hasSize(1);
  }

  private static void awaitDone(CountDownLatch latch) {
    try {
      assertThat(latch.await(90, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void whatIsRefusedAtOnceIsNotAskedForAgain() {
    on.world.mintFails(
        ApplicationFailure.newNonRetryableFailure("422: not like this", FailureType.REFUSED));
    on.start();
    on.untilAsked("removeRunner");

    assertThat(steps()).doesNotContain("mintRunnerToken");
    on.world.mintFails(null);
    assertThat(on.outcome()).isInstanceOf(Outcome.Completed.class);
    assertThat(on.life.status().attempts().get(0).end()).contains("422: not like this");
  }

  @Test
  @Tag(Histories.RECORDED)
  void aContainerThatLeavesBeforeTheWordOfItsJobCostsNoLook() {
    on.start();
    on.sleep(57);
    on.life.inProgress(on.event(on.runner(1), null));
    on.world.atRemoval = () -> on.life.completed(on.event(on.runner(1), "success"));

    assertThat(on.outcome()).isInstanceOf(Outcome.Completed.class);
    assertThat(on.end(1)).isEqualTo("RanJob: the task ended with exit code 0");
    assertThat(on.world.count("lookAtJob")).isZero();
    assertThat(on.history()).hasSizeLessThanOrEqualTo(75);
  }

  @Test
  @Tag(Histories.RECORDED)
  void aWordThatComesWhenTheRunnerIsGoneCostsNoLook() {
    with(plan(30, 50, 55, 85)).start();
    on.sleep(57);
    on.life.inProgress(on.event(on.runner(1), null));
    on.sleep(42);
    assertThat(on.world.calls).endsWith("deleteTask");
    assertThat(on.life.status().outcome()).isNull();

    on.life.completed(on.event(on.runner(1), "failure"));

    assertThat(on.outcome())
        .isEqualTo(
            new Outcome.Completed(on.runner(1).toString(), "failure", "concluded with failure"));
    assertThat(on.world.count("lookAtJob")).isZero();
    assertThat(on.history()).hasSizeLessThanOrEqualTo(75);
  }

  @Test
  @Tag(Histories.RECORDED)
  void aContainerThatLeftIsRemovedFirstAndTheLifeLooksInTheEndWhenNoWordComes() {
    on.start();
    on.sleep(57);
    on.life.inProgress(on.event(on.runner(1), null));

    assertThat(on.outcome()).isInstanceOf(Outcome.Completed.class);
    assertThat(on.world.calls)
        .containsExactly(
            "mintRunnerToken",
            "ensureBatchJob",
            "createTask",
            "removeRunner",
            "deleteTask",
            "lookAtJob");
  }

  @Test
  @Tag(Histories.RECORDED)
  void aLifeWithoutWebhooksIsHealedByItsOwnLooks() {
    on.start();

    assertThat(on.outcome()).isInstanceOf(Outcome.Completed.class);
    assertThat(on.end(1)).startsWith("RanJob");
    assertThat(on.world.runners()).hasSize(1);
  }

  @Test
  @Tag(Histories.RECORDED)
  void aTaskThatNoNodeHasStartedIsKeptUntilItsRunnerCannotRegister() {
    with(neverStarts()).start();
    on.sleep(60);
    on.world.forgeSays(JobStatus.Status.COMPLETED);
    on.life.completed(on.event(null, "cancelled"));
    on.sleep(64 * 60);
    assertThat(on.world.calls).doesNotContain("removeRunner", "deleteTask");

    assertThat(on.outcome())
        .isEqualTo(new Outcome.NotNeeded("the job is over without a runner: cancelled"));
    assertThat(on.world.calls)
        .endsWith("lookAtJob", "removeRunner", "deleteTask", "removeRunner", "removeRunner");
    assertThat(on.end(1))
        .isEqualTo("Released: its token grew too old while it waited for capacity");
  }

  @Test
  void aRunnerThatStartsWhenItsJobIsOverLeavesRegistrationFirst() {
    with(Plan.startsLateAndIdles(300)).start();
    on.sleep(60);
    on.world.forgeSays(JobStatus.Status.COMPLETED);
    on.life.completed(on.event(null, "cancelled"));

    assertThat(on.outcome()).isInstanceOf(Outcome.NotNeeded.class);
    assertThat(on.world.calls)
        .endsWith("lookAtJob", "removeRunner", "deleteTask", "removeRunner", "removeRunner");
    assertThat(on.end(1)).isEqualTo("Released: the job is over without a runner: cancelled");
  }

  @Test
  void aCompletionThatNamesNoRunnerIsNotTakenAtItsWord() {
    on.start();
    on.sleep(10);
    on.life.completed(on.event(null, "cancelled"));

    assertThat(on.outcome()).isInstanceOf(Outcome.Completed.class);
  }

  @Test
  @Tag(Histories.RECORDED)
  void aRunnerThatNeverComesOnlineIsReplaced() {
    with(neverOnline(), Plan.HEALTHY).start();

    assertThat(on.outcome()).isInstanceOf(Outcome.Completed.class);
    assertThat(on.end(1)).startsWith("NeverOnline: the forge does not list it");
    assertThat(on.end(2)).startsWith("RanJob");
  }

  @Test
  void aContainerThatExitsWithoutAJobIsReplaced() {
    with(dies(40, 3), Plan.HEALTHY).start();

    assertThat(on.outcome()).isInstanceOf(Outcome.Completed.class);
    assertThat(on.end(1))
        .isEqualTo(
            "NeverOnline: the task ended with exit code 3, before the forge listed it as online");
  }

  @Test
  @Tag(Histories.RECORDED)
  void attemptsAreBoundedAndTheOutcomeSaysWhy() {
    with(dies(40, 3), dies(40, 3), dies(40, 3), dies(40, 3), dies(40, 3)).start();

    assertThat(on.outcome())
        .isEqualTo(
            new Outcome.AttemptsSpent(
                5, "the task ended with exit code 3, before the forge listed it as online"));
  }

  @Test
  void aStepThatIsRefusedEndsItsAttemptWithTheCause() {
    on.world.mintFails(
        ApplicationFailure.newNonRetryableFailure("422: not like this", FailureType.REFUSED));
    on.start();

    assertThat(on.outcome()).isInstanceOf(Outcome.AttemptsSpent.class);
    assertThat(on.end(1)).isEqualTo("Failed: 422: not like this");
  }

  @Test
  void aJobThatItsRunnerGroupMayNotServeIsNeverMintedForAndServedOnceItMay() {
    on.world.mintFails(
        ApplicationFailure.newNonRetryableFailure(
            "runner group Default does not serve repository acme/app", FailureType.NOT_ALLOWED));
    on.start();
    on.sleep(3 * 3600);

    LifeStatus waiting = on.life.status();
    assertThat(on.world.calls)
        .as("what was never registered is not removed, and no pool is paused")
        .containsOnly("mintRunnerToken", "lookAtJob");
    assertThat(waiting.phase()).isEqualTo(Phase.REQUESTED);
    assertThat(waiting.attempts()).as("with growing pauses").hasSizeBetween(21, 40);
    assertThat(waiting.line())
        .containsOnlyOnce("NotAllowed\\: runner group Default does not serve repository acme/app");

    on.world.mintFails(null);

    assertThat(on.outcome()).isInstanceOf(Outcome.Completed.class);
  }

  @Test
  void aTaskThatWaitsForCapacityGetsAFreshTokenAndIsNoFailure() {
    with(neverStarts(), Plan.HEALTHY).start();

    assertThat(on.outcome()).isInstanceOf(Outcome.Completed.class);
    assertThat(on.end(1))
        .isEqualTo("Released: its token grew too old while it waited for capacity");
  }

  @Test
  void aRunnerThatTookAnotherJobIsWatchedToItsEndWhileTheOwnJobGetsAnother() {
    with(plan(30, 50, 55, 3600).withJob(99), Plan.HEALTHY).start();
    on.sleep(57);
    on.life.inProgress(on.event(99, on.runner(1), null));
    on.sleep(600);

    assertThat(on.world.runners()).hasSize(2);
    assertThat(on.end(2)).startsWith("RanJob");
    on.sleep(2500);
    on.life.completed(on.event(99, on.runner(1), "success"));

    assertThat(on.outcome()).isInstanceOf(Outcome.Completed.class);
    assertThat(on.end(1)).startsWith("RanJob");
  }

  @Test
  void theLineNamesTheJobThatARunnerTookAndTheRunnerThatHasTheJob() {
    with(plan(30, 50, 55, 3600).withJob(99), neverBusy()).start();
    on.sleep(57);
    on.life.inProgress(on.event(99, on.runner(1), null));
    on.sleep(100);
    assertThat(on.life.status().line()).contains("BUSY \\(job 99, not this life's\\)");

    RunnerName other = RunnerName.parse("mayfly-github-5-abcdef-1").orElseThrow();
    on.world.forgeSays(
        new JobStatus(JobStatus.Status.IN_PROGRESS, other.toString(), null, Instant.EPOCH));
    on.life.inProgress(on.event(other, null));
    on.sleep(5);

    assertThat(on.life.status().line())
        .contains(
            "job IN_PROGRESS on mayfly\\-github\\-5\\-abcdef\\-1",
            "ONLINE\\: its job runs on another runner");
    on.world.forgeSays(
        new JobStatus(JobStatus.Status.COMPLETED, other.toString(), "failure", Instant.EPOCH));
    on.life.completed(on.event(other, "failure"));
    on.sleep(3600);
    assertThat(on.outcome()).isInstanceOf(Outcome.Completed.class);
    assertThat(on.life.status().line())
        .contains(
            "**Completed**: concluded with failure on mayfly\\-github\\-5\\-abcdef\\-1",
            "\\(job 99, not this life's\\)");
  }

  @Test
  void aRunnerThatRanAnotherJobIsNotSaidToHaveRunItsOwn() {
    with(plan(30, 50, 55, 125).withJob(99)).start();
    on.sleep(57);
    on.life.inProgress(on.event(99, on.runner(1), null));
    on.world.forgeSays(JobStatus.Status.COMPLETED);
    on.life.completed(on.event(null, "cancelled"));
    on.sleep(1);
    on.life.completed(on.event(99, on.runner(1), "success"));

    assertThat(on.outcome()).isInstanceOf(Outcome.NotNeeded.class);
    assertThat(on.end(1))
        .isEqualTo("RanJob: the forge reported the job that it took instead as completed");
  }

  @Test
  void whatIsProvidedForAJobThatIsOverIsShownAsOnItsWayOut() {
    on.world.mintFails(ApplicationFailure.newFailure("502", FailureType.UNAVAILABLE));
    on.world.forgeSays(JobStatus.Status.COMPLETED);
    on.start();
    on.sleep(10);
    on.life.completed(on.event(null, "cancelled"));
    on.sleep(10);

    assertThat(on.life.status().line())
        .startsWith("**CLEANING_UP**, job COMPLETED")
        .contains("MINTING\\: the job is over without a runner\\: cancelled");
    on.world.mintFails(null);
    assertThat(on.outcome()).isInstanceOf(Outcome.NotNeeded.class);
  }

  @Test
  void aStartingLifeThatIsToldThatItsJobMayNotBeQueuedAsks() {
    with(neverOnline()).start();
    on.sleep(60);
    assertThat(on.life.status().phase()).isEqualTo(Phase.STARTING);
    on.world.forgeSays(JobStatus.Status.COMPLETED);
    on.life.waiting(on.event(null, null));

    assertThat(on.outcome())
        .isEqualTo(new Outcome.NotNeeded("the job is over without a runner: cancelled"));
    assertThat(on.world.count("lookAtJob")).isEqualTo(1);
  }

  @Test
  @Tag(Histories.RECORDED)
  void aRunnerSeenBusyWithoutAWebhookMakesTheLifeLook() {
    with(plan(30, 50, 55, 7200).withJob(99), Plan.HEALTHY).start();
    on.sleep(900);

    assertThat(on.world.runners()).as("replaced long before the other job is done").hasSize(2);
    assertThat(on.outcome()).isInstanceOf(Outcome.Completed.class);
  }

  @Test
  @Tag(Histories.RECORDED)
  void anUnstartedRunnerStaysUntilItIsHarmlessWhenAnotherOfOursTookItsJob() {
    with(neverStarts()).start();
    on.sleep(60);
    RunnerName other = RunnerName.parse("mayfly-github-5-abcdef-1").orElseThrow();
    on.world.forgeSays(
        new JobStatus(JobStatus.Status.IN_PROGRESS, other.toString(), null, Instant.EPOCH));
    on.life.inProgress(on.event(other, null));
    on.sleep(60);
    on.life.completed(on.event(other, "success"));

    assertThat(on.outcome())
        .isEqualTo(new Outcome.Completed(other.toString(), "success", "concluded with success"));
    assertThat(on.end(1))
        .isEqualTo("Released: its token grew too old while it waited for capacity");
  }

  @Test
  @Tag(Histories.RECORDED)
  void aStartedRunnerIsKeptAsASpareUntilItsIdleDeadline() {
    with(neverBusy()).start();
    on.sleep(60);
    RunnerName other = RunnerName.parse("mayfly-github-5-abcdef-1").orElseThrow();
    on.life.inProgress(on.event(other, null));
    on.life.completed(on.event(other, "success"));
    on.world.forgeSays(
        new JobStatus(JobStatus.Status.COMPLETED, other.toString(), "success", Instant.EPOCH));
    on.sleep(300);

    assertThat(on.life.status().phase()).isEqualTo(Phase.ONLINE);
    assertThat(on.outcome()).isInstanceOf(Outcome.Completed.class);
    assertThat(on.end(1)).isEqualTo("IdleTimedOut: online for 10 min without a job");
  }

  @Test
  @Tag(Histories.RECORDED)
  void anIdleRunnerThatGetsNoJobIsReplacedWhileItsJobIsQueued() {
    with(plan(30, 50, 5000, 5060), Plan.HEALTHY).start();

    assertThat(on.outcome()).isInstanceOf(Outcome.Completed.class);
    assertThat(on.end(1))
        .startsWith("Unassigned: online for 10 min without a job, although its own is queued; its")
        .contains("runner group");
    assertThat(on.end(2)).startsWith("RanJob");
  }

  @Test
  void anExtensionKeepsAnIdleRunner() {
    with(plan(30, 50, 5000, 5060)).start();
    on.sleep(60);
    on.life.extend(new OperatorRequest("ann", "debugging", false, Duration.ofHours(2)));

    assertThat(on.outcome()).isInstanceOf(Outcome.Completed.class);
    assertThat(on.world.runners()).hasSize(1);
  }

  @Test
  @Tag(Histories.RECORDED)
  void aForeignRunnerThatTookTheJobLetsOursGo() {
    with(neverBusy()).start();
    on.sleep(60);
    on.life.inProgress(new JobEvent(FakeWorld.JOB, "somebody-elses", 9L, null, Instant.EPOCH, "d"));

    assertThat(on.outcome())
        .isEqualTo(new Outcome.NotNeeded("the job was taken by runner somebody-elses"));
  }

  @Test
  @Tag(Histories.RECORDED)
  void aJobThatMayNotRunYetIsHeldUntilItMay() {
    with(neverStarts(), Plan.HEALTHY).start();
    on.sleep(20);
    on.world.forgeSays(JobStatus.Status.WAITING);
    on.life.waiting(on.event(null, null));
    on.sleep(3 * 24 * 3600);
    assertThat(on.life.status().phase()).isEqualTo(Phase.HELD);
    assertThat(on.world.isEmpty()).isTrue();
    on.world.plansDecide();
    on.life.queued(on.event(null, null));

    assertThat(on.outcome()).isInstanceOf(Outcome.Completed.class);
    assertThat(on.world.runners()).hasSize(2);
  }

  @Test
  void aHeldJobIsFoundByAskingWhenItsWebhookIsLost() {
    with(neverStarts(), Plan.HEALTHY).start();
    on.sleep(20);
    on.world.forgeSays(JobStatus.Status.WAITING);
    on.life.waiting(on.event(null, null));
    on.sleep(600);
    on.world.plansDecide();

    assertThat(on.outcome()).isInstanceOf(Outcome.Completed.class);
  }

  @Test
  void aStaleEventProvidesNothingForAJobThatIsOver() {
    on.world.forgeSays(JobStatus.Status.COMPLETED);
    on.start(LifeOnTestServer.request().verified());

    assertThat(on.outcome()).isInstanceOf(Outcome.NotNeeded.class);
    assertThat(on.world.calls).containsExactly("lookAtJob");
  }

  @Test
  @Tag(Histories.RECORDED)
  void aQueuedThatComesWhileCleaningUpIsProvidedFor() {
    with(Plan.HEALTHY, neverBusy()).start();
    on.sleep(57);
    on.life.inProgress(on.event(on.runner(1), null));
    on.sleep(10);
    on.world.forgeSays(JobStatus.Status.QUEUED);
    on.life.completed(on.event(on.runner(1), "success"));
    on.life.queued(on.event(null, null));
    on.sleep(120);

    assertThat(on.world.runners()).hasSize(2);
    on.world.forgeSays(JobStatus.Status.COMPLETED);
    on.outcome();
  }

  @Test
  void cancelLetsAnIdleRunnerGo() {
    with(neverBusy()).start();
    on.sleep(60);
    on.life.cancel(new OperatorRequest("ada", "wrong branch", false, null));

    assertThat(on.outcome()).isEqualTo(new Outcome.Cancelled("ada", "wrong branch"));
    assertThat(on.end(1)).isEqualTo("Released: cancelled by ada: wrong branch");
  }

  @Test
  @Tag(Histories.RECORDED)
  void cancelWithoutForceWatchesABusyRunnerToItsEnd() {
    on.start();
    on.sleep(57);
    on.life.inProgress(on.event(on.runner(1), null));
    String answer = on.life.cancelNow(new OperatorRequest("ada", "budget", false, null));
    on.sleep(10);

    assertThat(answer).contains("watched to its end");
    assertThat(on.life.status().phase()).isEqualTo(Phase.BUSY);
    on.life.completed(on.event(on.runner(1), "success"));
    assertThat(on.outcome()).isInstanceOf(Outcome.Completed.class);
  }

  @Test
  @Tag(Histories.RECORDED)
  void cancelWithForceEndsABusyRunner() {
    with(plan(30, 50, 55, 900)).start();
    on.sleep(57);
    on.life.inProgress(on.event(on.runner(1), null));
    on.life.cancelNow(new OperatorRequest("ada", "runaway", true, null));

    assertThat(on.outcome()).isEqualTo(new Outcome.Cancelled("ada", "runaway"));
    assertThat(on.end(1)).isEqualTo("RanJob: ended by force: cancelled by ada: runaway");
  }

  @Test
  @Tag(Histories.RECORDED)
  void requestCancellationInTheWebUiIsACancelWithoutForce() {
    with(neverBusy()).start();
    on.sleep(60);
    WorkflowStub.fromTyped(on.life).cancel("from the Web UI");

    assertThatThrownBy(() -> on.outcome())
        .isInstanceOf(WorkflowFailedException.class)
        .hasCauseInstanceOf(CanceledFailure.class);
    assertThat(on.life.status().outcome()).isEqualTo(Outcome.CANCELLED);
  }

  @Test
  @Tag(Histories.RECORDED)
  void reprovisionReplacesARunnerThatHasNoJob() {
    with(neverOnline(), Plan.HEALTHY).start();
    on.sleep(60);
    String answer = on.life.reprovisionNow(new OperatorRequest("ada", "stuck", false, null));

    assertThat(answer).contains("another runner");
    assertThat(on.outcome()).isInstanceOf(Outcome.Completed.class);
    assertThat(on.world.runners()).hasSize(2);
  }

  @Test
  void anUpdateThatMakesNoSenseIsRefusedWithTheReason() {
    on.start();
    on.sleep(57);
    on.life.inProgress(on.event(on.runner(1), null));
    on.sleep(1);

    assertThatThrownBy(
            () -> on.life.reprovisionNow(new OperatorRequest("ada", "why not", false, null)))
        .isInstanceOf(WorkflowUpdateException.class)
        .hasStackTraceContaining("the job needs no runner any more");
    on.outcome();
  }

  @Test
  @Tag(Histories.RECORDED)
  void theJobLimitEndsTheRunner() {
    Deadlines limit = new Deadlines(null, null, Duration.ofMinutes(20), null);
    with(plan(30, 50, 55, 7200)).start(LifeOnTestServer.request(limit));
    on.sleep(57);
    on.life.inProgress(on.event(on.runner(1), null));
    on.sleep(3 * 3600);

    assertThat(on.end(1)).startsWith("JobTimedOut: the job ran for longer than PT20M");
    on.outcome();
  }

  @Test
  void repeatedAndReorderedEventsChangeNothing() {
    on.start();
    on.sleep(20);
    on.life.queued(on.event(null, null));
    on.life.queued(on.event(null, null));
    on.sleep(37);
    List<JobEvent> events =
        List.of(on.event(on.runner(1), null), on.event(on.runner(1), "success"));
    on.sleep(40);
    on.life.completed(events.get(1));
    on.life.inProgress(events.get(0));
    on.life.completed(events.get(1));

    assertThat(on.outcome()).isInstanceOf(Outcome.Completed.class);
    assertThat(on.world.runners()).hasSize(1);
  }

  @Test
  @Tag(Histories.RECORDED)
  void aRunnerOfAPoolWithACapIsMadeOnceItIsItsTurn() {
    on.world.admits = false;
    on.start(LifeOnTestServer.request(Deadlines.DEFAULT, true));
    on.sleep(3600);
    assertThat(on.life.status().phase()).isEqualTo(Phase.WAITING_FOR_CAPACITY);
    assertThat(on.world.count("mintRunnerToken")).isZero();

    on.world.admits = true;

    assertThat(on.outcome()).isInstanceOf(Outcome.Completed.class);
    assertThat(on.world.runners()).hasSize(1);
    assertThat(on.world.count("giveBackTurn " + on.runner(1))).isOne();
    assertThat(on.history())
        .extracting(event -> event.getEventType())
        .doesNotContain(EventType.EVENT_TYPE_SIGNAL_EXTERNAL_WORKFLOW_EXECUTION_INITIATED);
  }

  @Test
  void aJobThatIsCancelledBeforeItsTurnLeavesTheQueue() {
    on.world.admits = false;
    on.start(LifeOnTestServer.request(Deadlines.DEFAULT, true));
    on.untilAsked("awaitTurn");
    on.world.isLeaving = true;
    on.world.forgeSays(JobStatus.Status.COMPLETED);
    on.life.completed(on.event(null, "cancelled"));

    assertThat(on.outcome()).isInstanceOf(Outcome.NotNeeded.class);
    assertThat(on.world.count("mintRunnerToken")).isZero();
    assertThat(on.history())
        .extracting(event -> event.getEventType())
        .contains(EventType.EVENT_TYPE_SIGNAL_EXTERNAL_WORKFLOW_EXECUTION_INITIATED);
  }

  @Test
  @Tag(Histories.RECORDED)
  void aFaultOfThePoolPausesItAndCostsTheJobNoAttempt() {
    on.world.admits = false;
    on.world.mintFails(
        ApplicationFailure.newNonRetryableFailure("403: no permission", FailureType.POOL_FAULT));
    on.start();
    on.sleep(24 * 3600);

    assertThat(on.end(1)).isEqualTo("Failed: 403: no permission");
    assertThat(on.world.count("mintRunnerToken")).isEqualTo(1);
    assertThat(on.world.count("pausePool mayfly-pool-ubuntu: 403: no permission")).isEqualTo(1);
    assertThat(on.life.status().phase()).isEqualTo(Phase.WAITING_FOR_CAPACITY);

    on.world.mintFails(null);
    on.world.admits = true;
    assertThat(on.outcome()).isInstanceOf(Outcome.Completed.class);
  }

  @Test
  void aCredentialThatIsRefusedWhateverIsAskedCostsALifeThreeCallsUntilItIsMended() {
    on.world.admits = false;
    on.world.mintFails(refusal());
    on.world.removalFails(refusal());
    on.start();
    on.sleep(24 * 3600);

    assertThat(on.world.calls)
        .filteredOn(call -> !call.startsWith("awaitTurn"))
        .containsExactly(
            "mintRunnerToken",
            "pausePool mayfly-pool-ubuntu: 401: bad credentials",
            "removeRunner",
            "lookAtJob");
    assertThat(on.end(1)).startsWith("Failed: 401: bad credentials; ").endsWith("to the sweep");
    assertThat(on.life.status().phase()).isEqualTo(Phase.WAITING_FOR_CAPACITY);

    on.world.mintFails(null);
    on.world.removalFails(null);
    on.world.admits = true;
    assertThat(on.outcome()).isInstanceOf(Outcome.Completed.class);
  }

  @Test
  void aRemovalThatIsRefusedIsRepeatedSeldomAndGoesOnOnceThePoolIsMended() {
    on.start();
    on.sleep(57);
    on.world.removalFails(refusal());
    on.world.admits = false;
    on.life.completed(on.event(on.runner(1), "success"));
    on.sleep(3600);
    assertThat(on.world.count("removeRunner")).isBetween(2L, 6L);
    assertThat(on.world.count("pausePool mayfly-pool-ubuntu: 401: bad credentials")).isOne();
    on.sleep(24 * 3600);
    assertThat(on.life.status().phase()).isEqualTo(Phase.CLEANING_UP);

    on.world.removalFails(null);
    on.world.admits = true;
    on.sleep(180);

    assertThat(on.life.status().phase()).isEqualTo(Phase.ENDED);
    assertThat(on.outcome()).isInstanceOf(Outcome.Completed.class);
  }

  @Test
  void aFailureIsSaidAndCountsThoughItsCleanUpIsRefusedForHours() {
    with(dies(60, 3));
    on.world.admits = false;
    on.start();
    on.sleep(45);
    on.world.removalFails(refusal());
    on.sleep(3600);

    assertThat(on.life.status().line()).contains("CLEANING_UP, then NeverOnline");
    on.world.removalFails(null);
    on.world.admits = true;
    assertThat(on.outcome()).isInstanceOf(Outcome.Completed.class);
  }

  @Test
  void aRemovalThatIsRefusedWhereThePoolIsNotPausedIsRepeatedSeldomToo() {
    on.start();
    on.sleep(57);
    on.world.removalFails(refusal());
    on.life.completed(on.event(on.runner(1), "success"));
    on.sleep(3600);

    assertThat(on.world.count("removeRunner")).isBetween(2L, 6L);
    on.world.removalFails(null);
    assertThat(on.outcome()).isInstanceOf(Outcome.Completed.class);
  }

  @Test
  void aPoolThatOneOfTwoWorkersDoesNotHaveYetIsMintedForByTheOther() {
    on.world.unconfigured(3);
    on.start();
    on.sleep(120);
    on.life.completed(on.event(on.runner(1), "success"));

    assertThat(on.outcome()).isInstanceOf(Outcome.Completed.class);
    assertThat(on.life.status().attempts()).hasSize(1);
    assertThat(on.world.calls).noneMatch(call -> call.startsWith("pausePool"));
  }

  @Test
  void aPoolThatNoWorkerHasIsPausedAfterAFewMinutesAndSaysWhy() {
    on.world.unconfigured(11);
    on.world.admits = false;
    on.start();
    on.sleep(600);

    assertThat(on.end(1))
        .startsWith("Failed: pool ubuntu is not configured on this worker, nor on");
    assertThat(on.world.calls).anyMatch(call -> call.startsWith("pausePool mayfly-pool-ubuntu: "));
    on.world.admits = true;
    assertThat(on.outcome()).isInstanceOf(Outcome.Completed.class);
  }

  private static ApplicationFailure refusal() {
    return ApplicationFailure.newNonRetryableFailure(
        "401: bad credentials", FailureType.POOL_FAULT);
  }

  @Test
  @Tag(Histories.RECORDED)
  void aRunnerThatRegistersWhileItsTaskIsToBeDeletedIsWatched() {
    with(plan(30, 40 * 60, 30 * 60 + 20, 45 * 60)).start();

    assertThat(on.outcome()).isInstanceOf(Outcome.Completed.class);
    assertThat(on.world.runners()).hasSize(1);
    assertThat(on.end(1)).startsWith("RanJob");
  }

  @Test
  void anExtensionMovesTheOnlineDeadlineAndTheTasksBackstop() {
    with(plan(30, 50 * 60, 50 * 60 + 5, 60 * 60)).start();
    on.sleep(60);

    String answer =
        on.life.extendNow(new OperatorRequest("ada", "slow pull", false, Duration.ofHours(1)));

    assertThat(answer).contains("moves by 1 h").contains("Batch ends its task after");
    assertThat(on.outcome()).isInstanceOf(Outcome.Completed.class);
    assertThat(on.world.runners()).hasSize(1);
    Duration backstop = Deadlines.DEFAULT.maxWallClock().plusHours(1);
    assertThat(on.world.calls).contains("extendTask " + backstop + " PT1H");
  }

  @Test
  @Tag(Histories.RECORDED)
  void anExtensionMovesTheJobLimit() {
    with(plan(30, 50, 55, 3 * 3600))
        .start(LifeOnTestServer.request(new Deadlines(null, null, Duration.ofHours(2), null)));
    on.sleep(60);
    on.life.inProgress(on.event(on.runner(1), null));
    on.life.extend(new OperatorRequest("ada", "long one", false, Duration.ofHours(2)));

    assertThat(on.outcome()).isInstanceOf(Outcome.Completed.class);
    assertThat(on.end(1)).startsWith("RanJob");
  }

  @Test
  void anExtensionWithoutADurationIsRefused() {
    on.start();
    on.sleep(5);

    assertThatThrownBy(() -> on.life.extendNow(OperatorRequest.of("ada", "more")))
        .isInstanceOf(WorkflowUpdateException.class)
        .rootCause()
        .hasMessageContaining("duration must say by how much, as in \"PT2H\"");
    assertThat(on.outcome()).isInstanceOf(Outcome.Completed.class);
  }

  @Test
  @Tag(Histories.RECORDED)
  void aRunnerInQuarantineIsKeptUntilItIsReleased() {
    on.start();
    on.sleep(57);
    on.life.inProgress(on.event(on.runner(1), null));
    on.life.quarantineNow(OperatorRequest.of("ada", "fails only here"));
    on.sleep(60);
    on.life.completed(on.event(on.runner(1), "failure"));
    on.sleep(3600);

    assertThat(on.world.calls).contains("keepNode").doesNotContain("deleteTask");
    assertThat(on.life.status().line()).contains("kept for 4 h for ada\\: fails only here");

    on.life.releaseNow(OperatorRequest.of("ada", "seen enough"));

    assertThat(on.outcome()).isInstanceOf(Outcome.Completed.class);
    assertThat(on.world.calls).contains("releaseNode node-1", "deleteTask");
  }

  @Test
  void aYearIsRefusedToAnUpdateAndOfASignalTheLifeSaysSo() {
    on.start();
    on.sleep(5);
    OperatorRequest year = new OperatorRequest("ada", "a typo", false, Duration.ofDays(365));

    assertThatThrownBy(() -> on.life.extendNow(year)).rootCause().hasMessageContaining(TOO_LONG);
    assertThatThrownBy(() -> on.life.quarantineNow(year))
        .rootCause()
        .hasMessageContaining(TOO_LONG);
    on.life.extend(year);
    on.life.quarantine(year);

    assertThat(on.life.status().line().replace("\\", ""))
        .contains("ignored 2 messages, last: signal quarantine: " + TOO_LONG);
    assertThat(on.outcome()).isInstanceOf(Outcome.Completed.class);
    assertThat(on.world.calls).doesNotContain("keepNode");
  }

  @Test
  void aFieldThatAnOperatorMisspelledIsRefused() {
    on.start();
    on.sleep(5);
    Map<String, Object> typo = Map.of("by", "ada", "reason", "enough", "forced", true);
    WorkflowStub life = WorkflowStub.fromTyped(on.life);

    assertThatThrownBy(() -> life.update("cancel", String.class, typo))
        .rootCause()
        .hasMessageContaining(
            "update cancel has an input that cannot be read (there is no field forced)");
    life.signal("cancel", typo);

    assertThat(on.life.status().line().replace("\\", ""))
        .contains(
            "ignored 1 message: signal cancel has an input that cannot be read (there is no field forced)")
        .contains("it takes an object with by, reason, force, duration");
    assertThat(on.outcome()).isInstanceOf(Outcome.Completed.class);
  }

  @Test
  void aQuarantineEndsByItself() {
    on.start();
    on.sleep(57);
    on.life.quarantine(
        new OperatorRequest("ada", "fails only here", false, Duration.ofMinutes(30)));

    assertThat(on.outcome()).isInstanceOf(Outcome.Completed.class);
    assertThat(on.world.calls).contains("keepNode", "releaseNode node-1", "deleteTask");
  }
}
