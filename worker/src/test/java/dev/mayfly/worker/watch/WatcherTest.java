package dev.mayfly.worker.watch;

import static dev.mayfly.worker.batch.TaskSnapshot.State.ACTIVE;
import static dev.mayfly.worker.batch.TaskSnapshot.State.RUNNING;
import static dev.mayfly.worker.watch.Eventually.eventually;
import static dev.mayfly.worker.watch.FakeWorld.EXIT;
import static dev.mayfly.worker.watch.FakeWorld.T0;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.util.concurrent.MoreExecutors;
import dev.mayfly.worker.batch.TaskSnapshot;
import dev.mayfly.worker.forge.RunnerListing;
import dev.mayfly.workflows.id.BatchJobId;
import dev.mayfly.workflows.id.JobRef;
import dev.mayfly.workflows.id.RunnerName;
import dev.mayfly.workflows.id.TaskRef;
import dev.mayfly.workflows.step.WaitActivities;
import dev.mayfly.workflows.step.WaitRequest;
import io.temporal.client.ActivityCanceledException;
import io.temporal.client.ActivityCompletionFailureException;
import io.temporal.client.ActivityNotExistsException;
import io.temporal.client.ActivityPausedException;
import io.temporal.client.ActivityResetException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class WatcherTest {

  private static final Duration HEARTBEAT_TIMEOUT = Duration.ofMinutes(2);

  private final FakeWorld world = new FakeWorld();
  private final FakeCompletions temporal = new FakeCompletions();
  private final Watcher watcher = watcher(MoreExecutors.newDirectExecutorService());

  private Watcher watcher(ExecutorService calls) {
    return world.watcher(
        new FakeTurns(),
        temporal,
        new Watcher.Threads(
            calls, MoreExecutors.newDirectExecutorService(), MoreExecutors.directExecutor()));
  }

  /** An activity of its own, called like its token. */
  private static Wait start(long job, String token) {
    return start(activity(token), token, watch(job));
  }

  private static Wait start(ActivityRef activity, String token, WaitRequest request) {
    return new TaskWait(
        PendingActivity.given(activity, token.getBytes(UTF_8)), TaskWait.Goal.START, request);
  }

  private static ActivityRef activity(String id) {
    return new ActivityRef("life", "run", id);
  }

  private static WaitRequest watch(long job) {
    return watch(job, T0);
  }

  private static WaitRequest watch(long job, Instant from) {
    RunnerName name = FakeWorld.name(job);
    return new WaitRequest(
        FakeWorld.ref(name, null),
        FakeWorld.taskRef(name),
        from,
        Duration.ofDays(1),
        null,
        EXIT,
        null,
        false);
  }

  private void task(long job, TaskSnapshot.State state) {
    world.task(FakeWorld.name(job).toString(), state, Duration.ZERO, null, null);
  }

  private void pollAndHeartbeatAt(long second) {
    world.at(Duration.ofSeconds(second));
    watcher.poll();
    watcher.sendHeartbeats();
  }

  @Test
  void completesAWaitThatIsOverAndForgetsIt() {
    watcher.add(start(1, "one"));
    watcher.add(start(2, "two"));
    task(1, RUNNING);
    task(2, ACTIVE);

    pollAndHeartbeatAt(1);

    assertThat(temporal.completed).containsExactly(started("one"));
    assertThat(watcher.size()).isEqualTo(1);
  }

  @Test
  void sendsHeartbeatsAfterTheFirstPollAndThenAtSixTenthsOfTheTimeoutWithTheStatus() {
    task(1, ACTIVE);
    watcher.add(start(1, "one"));

    pollAndHeartbeatAt(4);
    assertThat(temporal.takeHeartbeats()).isEmpty();
    pollAndHeartbeatAt(5);
    assertThat(temporal.takeHeartbeats()).containsExactly("one: the task is ACTIVE");
    pollAndHeartbeatAt(76);
    assertThat(temporal.takeHeartbeats()).isEmpty();
    pollAndHeartbeatAt(77);
    assertThat(temporal.takeHeartbeats()).containsExactly("one: the task is ACTIVE");
  }

  private static Wait completion(@Nullable Duration jobLimit) {
    WaitRequest request =
        new WaitRequest(
            FakeWorld.ref(FakeWorld.name(1), null),
            FakeWorld.taskRef(FakeWorld.name(1)),
            T0,
            Duration.ofMinutes(10),
            jobLimit,
            EXIT,
            null,
            false);
    return new TaskWait(
        PendingActivity.given(activity("one"), "one".getBytes(UTF_8)),
        TaskWait.Goal.COMPLETION,
        request);
  }

  private void pollsWhileItIsBusyUntil(long second) {
    task(1, RUNNING);
    world.runner(7, FakeWorld.name(1).toString(), true, true);
    for (long at = 0; at <= second; at += 5) {
      world.at(Duration.ofSeconds(at));
      watcher.poll();
    }
  }

  @Test
  void aLifeThatNoWebhookToldIsToldThatItsRunnerIsBusy() {
    watcher.add(completion(null));

    pollsWhileItIsBusyUntil(35);

    assertThat(temporal.completed).singleElement().asString().contains("one: Busy");
  }

  @Test
  void aLifeThatAWebhookToldIsNotToldAgainAndAskedForOnce() {
    temporal.heardOf.add(FakeWorld.name(1));
    watcher.add(completion(null));

    pollsWhileItIsBusyUntil(3600);

    assertThat(temporal.completed).isEmpty();
    assertThat(temporal.heardOfRequests).hasSize(1);
  }

  /** Its wait began long before its job, which would make it idle for too long at once. */
  @Test
  void aRunnerWhoseLifeKnowsOfItsJobIsIdleFromThenOn() {
    temporal.heardOf.add(FakeWorld.name(1));
    watcher.add(completion(null));
    pollsWhileItIsBusyUntil(3600);
    world.runner(7, FakeWorld.name(1).toString(), true, false);

    world.at(Duration.ofSeconds(3605));
    watcher.poll();
    assertThat(temporal.completed).isEmpty();
    world.at(Duration.ofSeconds(3605 + 601));
    watcher.poll();

    assertThat(temporal.completed).singleElement().asString().contains("one: Idle");
  }

  @Test
  void aJobLimitCountsFromTheWaitThatKnowsOfTheJobSoThatALifeIsToldAllTheSame() {
    temporal.heardOf.add(FakeWorld.name(1));
    watcher.add(completion(Duration.ofHours(2)));

    pollsWhileItIsBusyUntil(35);

    assertThat(temporal.completed).singleElement().asString().contains("one: Busy");
    assertThat(temporal.heardOfRequests).isEmpty();
  }

  @Test
  void aWaitForHoursBeatsAtSixTenthsOfItsOwnTimeoutAndNotBefore() {
    task(1, ACTIVE);
    watcher.add(
        new TaskWait(
            PendingActivity.given(
                activity("one"), "one".getBytes(UTF_8), WaitActivities.LONG_HEARTBEAT_TIMEOUT),
            TaskWait.Goal.START,
            watch(1)));

    pollAndHeartbeatAt(359);
    assertThat(temporal.takeHeartbeats()).isEmpty();
    pollAndHeartbeatAt(360);
    assertThat(temporal.takeHeartbeats()).containsExactly("one: the task is ACTIVE");
    pollAndHeartbeatAt(719);
    assertThat(temporal.takeHeartbeats()).isEmpty();
    pollAndHeartbeatAt(720);
    assertThat(temporal.takeHeartbeats()).containsExactly("one: the task is ACTIVE");
  }

  static Stream<RuntimeException> over() {
    return Stream.of(
        new ActivityNotExistsException(new IllegalStateException("NOT_FOUND")),
        new ActivityCanceledException(),
        new ActivityCompletionFailureException(new ActivityCanceledException()),
        new ActivityCompletionFailureException(new ActivityResetException()),
        new ActivityCompletionFailureException(new ActivityPausedException()));
  }

  @ParameterizedTest
  @MethodSource("over")
  void forgetsAWaitThatTemporalDoesNotKnowAnyMore(RuntimeException answer) {
    task(1, ACTIVE);
    watcher.add(start(1, "one"));
    temporal.failure = answer;

    pollAndHeartbeatAt(5);

    assertThat(watcher.size()).isZero();
  }

  @ParameterizedTest
  @MethodSource("over")
  void forgetsAWaitThatWasOverBeforeItsResultArrived(RuntimeException answer) {
    task(1, RUNNING);
    watcher.add(start(1, "one"));
    temporal.failure = answer;

    pollAndHeartbeatAt(1);
    pollAndHeartbeatAt(6);

    assertThat(watcher.size()).isZero();
    assertThat(temporal.refused).hasSize(1);
  }

  static Stream<RuntimeException> unreachable() {
    return Stream.of(
        new ActivityCompletionFailureException(new IllegalStateException("UNAVAILABLE")),
        new IllegalStateException("a defect of the client"));
  }

  @ParameterizedTest
  @MethodSource("unreachable")
  void neverLosesAResultThatTemporalDidNotTake(RuntimeException failure) {
    task(1, RUNNING);
    watcher.add(start(1, "one"));
    temporal.failure = failure;
    world.at(Duration.ofSeconds(1));
    watcher.poll();
    watcher.poll();
    assertThat(watcher.size()).isEqualTo(1);
    // Once a poll, not as often as a fast refusal allows.
    assertThat(temporal.refused).hasSize(2);

    temporal.failure = null;
    watcher.poll();

    assertThat(temporal.completed).containsExactly(started("one"));
    assertThat(watcher.size()).isZero();
  }

  @ParameterizedTest
  @MethodSource("unreachable")
  void sendsAHeartbeatAgainSoonWhenOneDidNotArrive(RuntimeException failure) {
    task(1, ACTIVE);
    watcher.add(start(1, "one"));
    temporal.failure = failure;
    pollAndHeartbeatAt(5);
    pollAndHeartbeatAt(6);
    assertThat(temporal.refused).hasSize(1);

    temporal.failure = null;
    pollAndHeartbeatAt(10);

    assertThat(temporal.takeHeartbeats()).hasSize(1);
  }

  @Test
  void aResultIsEvaluatedAnewBeforeItIsSentAgain() {
    task(1, RUNNING);
    watcher.add(start(1, "one"));
    temporal.failure = new ActivityCompletionFailureException(new IllegalStateException());
    pollAndHeartbeatAt(1);
    temporal.failure = null;
    world.tasks.clear();

    pollAndHeartbeatAt(6);

    assertThat(temporal.completed)
        .containsExactly("one: Gone[at=2026-03-01T12:00:06Z, what=the task, mayRun=false]");
  }

  @Test
  void whileTemporalIsSilentNoWaitQueuesMoreThanOneHeartbeatAndOneResult() {
    Queue<Runnable> queued = new ArrayDeque<>();
    Watcher slow = watcher(new QueueingExecutor(queued));
    task(1, RUNNING);
    task(2, ACTIVE);
    slow.add(start(1, "one"));
    slow.add(start(2, "two"));

    for (int second = 5; second < 3600; second += 5) {
      world.at(Duration.ofSeconds(second));
      slow.poll();
      slow.sendHeartbeats();
    }
    assertThat(queued).hasSize(3);

    queued.forEach(Runnable::run);
    assertThat(temporal.completed).hasSize(1);
    assertThat(temporal.heartbeats).hasSize(2);
    assertThat(slow.size()).isEqualTo(1);
  }

  @Test
  void aWaitThatCannotBeEvaluatedStopsNoOther() {
    task(21, ACTIVE);
    watcher.add(start(activity("zero"), "zero", watch(21, Instant.MAX)));
    for (int i = 1; i <= 20; i++) {
      task(i, RUNNING);
      watcher.add(start(i, "t" + i));
    }

    pollAndHeartbeatAt(5);

    assertThat(temporal.completed).hasSize(20);
    assertThat(watcher.size()).isEqualTo(1);
    assertThat(temporal.takeHeartbeats())
        .containsExactly(
            "zero: cannot be evaluated: java.time.DateTimeException:"
                + " Instant exceeds minimum or maximum instant");
  }

  @Test
  void aWaitThatComesBackAfterAMissedHeartbeatTakesThePlaceOfItsEarlierAttempt() {
    task(1, RUNNING);
    watcher.add(start(1, "same"));
    watcher.add(start(activity("same"), "fresh", watch(1)));

    pollAndHeartbeatAt(1);

    assertThat(temporal.completed).containsExactly(started("fresh"));
    assertThat(watcher.size()).isZero();
  }

  /** Waits of other workers, of the activity "left" in the life "life". */
  @Nested
  class AWaitTakenOver {

    private final ActivityRef left = activity("left");

    private void takeOver(Instant lastSign) {
      temporal.lastSigns.put(left, lastSign);
      watcher.takeOver(
          new TaskWait(PendingActivity.takenOver(left), TaskWait.Goal.START, watch(1)), lastSign);
    }

    @Test
    void isCompletedByIdAsSoonAsItIsTrueThoughItsWorkerMayLive() {
      task(1, RUNNING);
      takeOver(T0);

      pollAndHeartbeatAt(1);

      assertThat(temporal.completed).containsExactly(started("life/left"));
      assertThat(watcher.size()).isZero();
    }

    @Test
    void getsNoHeartbeatWhileItsWorkerMayLive() {
      task(1, ACTIVE);
      takeOver(T0);

      pollAndHeartbeatAt(89);

      assertThat(temporal.heartbeats).isEmpty();
      assertThat(watcher.size()).isEqualTo(1);
    }

    @Test
    void getsAHeartbeatBeforeTheTimeoutOnceItsWorkerHasMissedOneAndThenAsOften() {
      task(1, ACTIVE);
      takeOver(T0);

      pollAndHeartbeatAt(90);
      assertThat(temporal.takeHeartbeats()).containsExactly("life/left: the task is ACTIVE");
      pollAndHeartbeatAt(161);
      assertThat(temporal.takeHeartbeats()).isEmpty();
      pollAndHeartbeatAt(162);
      assertThat(temporal.takeHeartbeats()).containsExactly("life/left: the task is ACTIVE");
      assertThat(temporal.lastSignRequests).containsExactly(left);
    }

    @Test
    void getsAHeartbeatAtOnceWhenItsWorkerHasBeenSilentForLong() {
      task(1, ACTIVE);
      takeOver(T0.minusSeconds(100));

      pollAndHeartbeatAt(1);

      assertThat(temporal.heartbeats).hasSize(1);
    }

    @Test
    void isLeftToItsWorkerOnceThatHasSentAHeartbeat() {
      task(1, ACTIVE);
      takeOver(T0);
      temporal.lastSigns.put(left, T0.plusSeconds(60));

      pollAndHeartbeatAt(90);

      assertThat(temporal.heartbeats).isEmpty();
      assertThat(watcher.size()).isZero();
    }

    @Test
    void isForgottenWhenNoWorkerHasItAnyMore() {
      task(1, ACTIVE);
      takeOver(T0);
      temporal.lastSigns.clear();

      pollAndHeartbeatAt(90);

      assertThat(temporal.heartbeats).isEmpty();
      assertThat(watcher.size()).isZero();
    }

    @ParameterizedTest
    @MethodSource("dev.mayfly.worker.watch.WatcherTest#over")
    void isForgottenWhenAnotherWorkerCompletedIt(RuntimeException answer) {
      task(1, RUNNING);
      takeOver(T0);
      temporal.failure = answer;

      pollAndHeartbeatAt(1);

      assertThat(watcher.size()).isZero();
    }

    @Test
    void staysWhileTemporalDoesNotSayWhichWorkerHasIt() {
      task(1, ACTIVE);
      takeOver(T0);
      temporal.failure = new IllegalStateException("UNAVAILABLE");
      pollAndHeartbeatAt(90);
      assertThat(temporal.refused).containsExactly("last sign of left");

      temporal.failure = null;
      pollAndHeartbeatAt(95);

      assertThat(temporal.heartbeats).hasSize(1);
    }

    /** Heartbeats by id reach any attempt, so none may go to a wait that was given to another. */
    @Test
    void isLeftToTheWorkerThatWasGivenItWhileThisOnesHeartbeatsDidNotArrive() {
      task(1, ACTIVE);
      takeOver(T0);
      pollAndHeartbeatAt(90);
      temporal.failure = new IllegalStateException("UNAVAILABLE");
      pollAndHeartbeatAt(162);
      temporal.failure = null;
      temporal.heartbeats.clear();
      temporal.lastSigns.put(left, T0.plusSeconds(211));

      pollAndHeartbeatAt(220);

      assertThat(temporal.heartbeats).isEmpty();
      assertThat(watcher.size()).isZero();
    }

    @Test
    void takesTheTokenWhenTemporalGivesItToThisWorkerToo() {
      task(1, RUNNING);
      takeOver(T0);
      watcher.add(start(1, "left"));

      pollAndHeartbeatAt(1);

      assertThat(temporal.completed).containsExactly(started("left"));
      assertThat(watcher.size()).isZero();
    }

    @Test
    void isNotTakenOverFromThisVeryWorker() {
      task(1, RUNNING);
      watcher.add(start(1, "left"));
      takeOver(T0);

      pollAndHeartbeatAt(1);

      assertThat(temporal.completed).containsExactly(started("left"));
    }

    @Test
    void isNotHandedOverWhileItsWorkerMayLive() throws Exception {
      task(1, ACTIVE);
      takeOver(T0);
      watcher.stop();
      assertThat(temporal.handedOver).isEmpty();
    }

    @Test
    void isHandedOverLikeAnyOtherOnceItIsOurs() throws Exception {
      task(1, ACTIVE);
      takeOver(T0);
      pollAndHeartbeatAt(90);

      watcher.stop();

      assertThat(temporal.handedOver)
          .containsExactly(
              "life/left: message='this worker stops; another one watches on',"
                  + " type='HandedOver', nonRetryable=false");
    }
  }

  @Test
  void heartbeatsPauseOncePollingHasStalled() {
    task(1, ACTIVE);
    watcher.add(start(1, "one"));
    pollAndHeartbeatAt(5);
    temporal.takeHeartbeats();

    world.at(Duration.ofSeconds(5).plus(Watcher.STALLED));
    watcher.sendHeartbeats();
    assertThat(temporal.takeHeartbeats()).hasSize(1);
    world.at(Duration.ofSeconds(5).plus(Watcher.STALLED).plusSeconds(100));
    watcher.sendHeartbeats();
    assertThat(temporal.takeHeartbeats()).isEmpty();
    watcher.poll();
    watcher.sendHeartbeats();
    assertThat(temporal.takeHeartbeats()).hasSize(1);
  }

  @Test
  void heartbeatsGoOnWhileACallToTheWorldHangs() throws Exception {
    CountDownLatch hangs = new CountDownLatch(1);
    Watcher real = started(new Hanging(hangs), Duration.ofMillis(10), Duration.ofSeconds(2));
    try {
      assertThat(hangs.await(60, TimeUnit.SECONDS)).isTrue();

      eventually("three heartbeats", () -> temporal.heartbeats.size() >= 3);
    } finally {
      real.stop();
    }
  }

  /** Batch never answers. */
  private static class Hanging implements ObservedWorld {

    private final CountDownLatch begun;

    Hanging(CountDownLatch begun) {
      this.begun = begun;
    }

    @Override
    public List<TaskSnapshot> tasks(BatchJobId job) {
      begun.countDown();
      try {
        TimeUnit.HOURS.sleep(1);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      return List.of();
    }

    @Override
    public RunnerListing runners(JobRef job) {
      throw new AssertionError();
    }

    @Override
    public boolean isRegistered(JobRef job, long runnerId) {
      throw new AssertionError();
    }

    @Override
    public Optional<TaskSnapshot> task(TaskRef task) {
      throw new AssertionError();
    }
  }

  private static String started(String wait) {
    return wait + ": Started[at=2026-03-01T12:00:01Z, node=node-1, startTime=2026-03-01T12:00:00Z]";
  }

  private Watcher started(ObservedWorld seen, Duration every, Duration heartbeatTimeout) {
    Watcher real =
        new Watcher(
            seen,
            new FakeTurns(),
            temporal,
            temporal,
            new TemporalClock(InstantSource.system()),
            new Watcher.Settings(every, 1_000_000, heartbeatTimeout));
    real.add(start(1, "one"));
    real.start();
    return real;
  }

  @Test
  void anErrorInAPollDoesNotEndThePolls() throws Exception {
    CountDownLatch polls = new CountDownLatch(3);
    ObservedWorld broken =
        new Hanging(polls) {
          @Override
          public List<TaskSnapshot> tasks(BatchJobId job) {
            polls.countDown();
            throw new NoSuchMethodError("a library of another version");
          }
        };
    Watcher real = started(broken, Duration.ofMillis(10), HEARTBEAT_TIMEOUT);
    try {
      assertThat(polls.await(60, TimeUnit.SECONDS)).isTrue();
    } finally {
      real.stop();
    }
  }

  @Test
  void aWaitThatIsAboutToEndIsPolledForOnceMoreLongBeforeTheNextPoll() throws Exception {
    CountDownLatch polls = new CountDownLatch(2);
    ObservedWorld counting =
        new Hanging(polls) {
          @Override
          public List<TaskSnapshot> tasks(BatchJobId job) {
            polls.countDown();
            return List.of();
          }

          @Override
          public Optional<TaskSnapshot> task(TaskRef task) {
            return Optional.empty();
          }
        };
    Watcher real = started(counting, Duration.ofHours(1), HEARTBEAT_TIMEOUT);
    try {
      real.pollSoon();
      real.pollSoon();
      eventually("the early poll is over", () -> polls.getCount() < 2 && real.size() == 0);
      assertThat(polls.getCount()).as("two requests share a poll").isEqualTo(1);

      real.add(start(2, "two"));
      real.pollSoon();
      assertThat(polls.await(60, TimeUnit.SECONDS)).as("another one follows").isTrue();
    } finally {
      real.stop();
    }
  }

  @Test
  void aWorkerThatStopsHandsItsWaitsOverAtOnce() throws Exception {
    task(1, ACTIVE);
    watcher.add(start(1, "t1"));
    pollAndHeartbeatAt(5);

    watcher.stop();

    assertThat(temporal.handedOver)
        .hasSize(1)
        .first()
        .asString()
        .startsWith("t1: ")
        .contains("this worker stops; another one watches on");
  }

  @Test
  void aWorkerStopsThoughNoOtherTakesItsWaitsOver() throws Exception {
    task(1, ACTIVE);
    watcher.add(start(1, "t1"));
    temporal.failure = new IllegalStateException("UNAVAILABLE");

    watcher.stop();

    assertThat(temporal.refused).hasSize(1);
  }

  @Test
  void waitsArriveAndGoFromManyThreadsAndNoneIsLost() throws Exception {
    int all = 2000;
    world.runners.clear();
    for (int i = 1; i <= all; i++) {
      task(i, RUNNING);
    }
    Watcher real =
        new Watcher(
            world,
            new FakeTurns(),
            temporal,
            temporal,
            new TemporalClock(InstantSource.system()),
            new Watcher.Settings(Duration.ofMillis(1), 5000, HEARTBEAT_TIMEOUT));
    real.start();
    try {
      Stream.iterate(1, i -> i <= all, i -> i + 1)
          .parallel()
          .forEach(i -> real.add(start(i, "t" + i)));

      eventually("all results", () -> temporal.completed.size() >= all && real.size() == 0);
      assertThat(temporal.completed).doesNotHaveDuplicates().hasSize(all);
    } finally {
      real.stop();
    }
  }
}
