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
import dev.mayfly.workflows.life.WaitRequest;
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
    return new Watcher(
        world,
        new FakeTurns(),
        temporal,
        temporal::lastSign,
        world,
        Duration.ofSeconds(5),
        5000,
        HEARTBEAT_TIMEOUT,
        calls,
        MoreExecutors.newDirectExecutorService());
  }

  /** An activity of its own, called like its token. */
  private static Wait start(long job, String token) {
    WaitRequest watch = watch(job);
    return Wait.given(
        WaitKind.START, activity(token), token.getBytes(UTF_8), watch.runner(), watch);
  }

  private static ActivityRef activity(String id) {
    return new ActivityRef("life", "run", id);
  }

  private static WaitRequest watch(long job) {
    RunnerName name = FakeWorld.name(job);
    return new WaitRequest(
        FakeWorld.ref(name, null),
        FakeWorld.taskRef(name),
        T0,
        Duration.ofDays(1),
        null,
        EXIT,
        false);
  }

  private void task(long job, TaskSnapshot.State state) {
    world.task(FakeWorld.name(job).toString(), state, Duration.ZERO, null, null);
  }

  private void lookAndBeatAt(long second) {
    world.at(Duration.ofSeconds(second));
    watcher.look();
    watcher.beat();
  }

  @Test
  void completesWhatCameTrueAndForgetsIt() {
    watcher.add(start(1, "one"));
    watcher.add(start(2, "two"));
    task(1, RUNNING);
    task(2, ACTIVE);

    lookAndBeatAt(1);

    assertThat(temporal.completed)
        .containsExactly("one: Started[at=2026-03-01T12:00:00Z, node=node-1]");
    assertThat(watcher.size()).isEqualTo(1);
  }

  @Test
  void beatsAfterTheFirstLookAndThenAtSixTenthsOfTheTimeoutWithWhatWasSeen() {
    task(1, ACTIVE);
    watcher.add(start(1, "one"));

    lookAndBeatAt(4);
    assertThat(temporal.takeBeats()).isEmpty();
    lookAndBeatAt(5);
    assertThat(temporal.takeBeats()).containsExactly("one: the task is ACTIVE");
    lookAndBeatAt(76);
    assertThat(temporal.takeBeats()).isEmpty();
    lookAndBeatAt(77);
    assertThat(temporal.takeBeats()).containsExactly("one: the task is ACTIVE");
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

    lookAndBeatAt(5);

    assertThat(watcher.size()).isZero();
  }

  @ParameterizedTest
  @MethodSource("over")
  void forgetsAWaitThatWasOverBeforeItsResultArrived(RuntimeException answer) {
    task(1, RUNNING);
    watcher.add(start(1, "one"));
    temporal.failure = answer;

    lookAndBeatAt(1);
    lookAndBeatAt(6);

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
    watcher.look();
    watcher.look();
    assertThat(watcher.size()).isEqualTo(1);
    // Once a look, not as often as a fast refusal allows.
    assertThat(temporal.refused).hasSize(2);

    temporal.failure = null;
    watcher.look();

    assertThat(temporal.completed)
        .containsExactly("one: Started[at=2026-03-01T12:00:00Z, node=node-1]");
    assertThat(watcher.size()).isZero();
  }

  @ParameterizedTest
  @MethodSource("unreachable")
  void beatsAgainSoonWhenABeatDidNotArrive(RuntimeException failure) {
    task(1, ACTIVE);
    watcher.add(start(1, "one"));
    temporal.failure = failure;
    lookAndBeatAt(5);
    lookAndBeatAt(6);
    assertThat(temporal.refused).hasSize(1);

    temporal.failure = null;
    lookAndBeatAt(10);

    assertThat(temporal.takeBeats()).hasSize(1);
  }

  @Test
  void aResultIsJudgedAnewBeforeItIsSentAgain() {
    task(1, RUNNING);
    watcher.add(start(1, "one"));
    temporal.failure = new ActivityCompletionFailureException(new IllegalStateException());
    lookAndBeatAt(1);
    temporal.failure = null;
    world.tasks.clear();

    lookAndBeatAt(6);

    assertThat(temporal.completed)
        .containsExactly("one: Gone[at=2026-03-01T12:00:06Z, what=the task, mayRun=false]");
  }

  @Test
  void whileTemporalIsSilentNoWaitQueuesMoreThanOneBeatAndOneResult() {
    Queue<Runnable> queued = new ArrayDeque<>();
    Watcher slow = watcher(new QueueingExecutor(queued));
    task(1, RUNNING);
    task(2, ACTIVE);
    slow.add(start(1, "one"));
    slow.add(start(2, "two"));

    for (int second = 5; second < 3600; second += 5) {
      world.at(Duration.ofSeconds(second));
      slow.look();
      slow.beat();
    }
    assertThat(queued).hasSize(3);

    queued.forEach(Runnable::run);
    assertThat(temporal.completed).hasSize(1);
    assertThat(temporal.beats).hasSize(2);
    assertThat(slow.size()).isEqualTo(1);
  }

  @Test
  void aWaitThatCannotBeJudgedStopsNoOther() {
    Wait defect =
        Wait.given(
            WaitKind.START, activity("zero"), "zero".getBytes(UTF_8), watch(1).runner(), null);
    watcher.add(defect);
    for (int i = 1; i <= 20; i++) {
      task(i, RUNNING);
      watcher.add(start(i, "t" + i));
    }

    lookAndBeatAt(5);

    assertThat(temporal.completed).hasSize(20);
    assertThat(watcher.size()).isEqualTo(1);
    assertThat(temporal.takeBeats())
        .containsExactly(
            "zero: cannot be judged: java.lang.IllegalStateException: START watches no task");
  }

  @Test
  void aWaitThatComesBackAfterAMissedBeatTakesThePlaceOfItsEarlierAttempt() {
    task(1, RUNNING);
    watcher.add(start(1, "same"));
    Wait stale = start(1, "same");
    WaitRequest watch = watch(1);
    watcher.add(
        Wait.given(WaitKind.START, stale.activity, "fresh".getBytes(UTF_8), watch.runner(), watch));

    lookAndBeatAt(1);

    assertThat(temporal.completed)
        .containsExactly("fresh: Started[at=2026-03-01T12:00:00Z, node=node-1]");
    assertThat(watcher.size()).isZero();
  }

  /** Waits of other workers, of the activity "left" in the life "life". */
  @Nested
  class AnAdoptedWait {

    private final ActivityRef left = activity("left");

    private void adopt(Instant lastSign) {
      temporal.lastSigns.put(left, lastSign);
      watcher.adopt(Wait.adopted(WaitKind.START, left, watch(1).runner(), watch(1)), lastSign);
    }

    @Test
    void isCompletedByIdAsSoonAsItIsTrueThoughItsWorkerMayLive() {
      task(1, RUNNING);
      adopt(T0);

      lookAndBeatAt(1);

      assertThat(temporal.completed)
          .containsExactly("life/left: Started[at=2026-03-01T12:00:00Z, node=node-1]");
      assertThat(watcher.size()).isZero();
    }

    @Test
    void isNotBeatenWhileItsWorkerMayLive() {
      task(1, ACTIVE);
      adopt(T0);

      lookAndBeatAt(89);

      assertThat(temporal.beats).isEmpty();
      assertThat(watcher.size()).isEqualTo(1);
    }

    @Test
    void isBeatenBeforeTheTimeoutOnceItsWorkerHasMissedABeatAndThenAsOften() {
      task(1, ACTIVE);
      adopt(T0);

      lookAndBeatAt(90);
      assertThat(temporal.takeBeats()).containsExactly("life/left: the task is ACTIVE");
      lookAndBeatAt(161);
      assertThat(temporal.takeBeats()).isEmpty();
      lookAndBeatAt(162);
      assertThat(temporal.takeBeats()).containsExactly("life/left: the task is ACTIVE");
      assertThat(temporal.asked).containsExactly(left);
    }

    @Test
    void isBeatenAtOnceWhenItsWorkerHasBeenSilentForLong() {
      task(1, ACTIVE);
      adopt(T0.minusSeconds(100));

      lookAndBeatAt(1);

      assertThat(temporal.beats).hasSize(1);
    }

    @Test
    void isLeftToItsWorkerOnceThatHasBeaten() {
      task(1, ACTIVE);
      adopt(T0);
      temporal.lastSigns.put(left, T0.plusSeconds(60));

      lookAndBeatAt(90);

      assertThat(temporal.beats).isEmpty();
      assertThat(watcher.size()).isZero();
    }

    @Test
    void isForgottenWhenNobodyHasItAnyMore() {
      task(1, ACTIVE);
      adopt(T0);
      temporal.lastSigns.clear();

      lookAndBeatAt(90);

      assertThat(temporal.beats).isEmpty();
      assertThat(watcher.size()).isZero();
    }

    @ParameterizedTest
    @MethodSource("dev.mayfly.worker.watch.WatcherTest#over")
    void isForgottenWhenSomebodyElseCompletedIt(RuntimeException answer) {
      task(1, RUNNING);
      adopt(T0);
      temporal.failure = answer;

      lookAndBeatAt(1);

      assertThat(watcher.size()).isZero();
    }

    @Test
    void staysWhileTemporalDoesNotSayWhoHasIt() {
      task(1, ACTIVE);
      adopt(T0);
      temporal.failure = new IllegalStateException("UNAVAILABLE");
      lookAndBeatAt(90);
      assertThat(temporal.refused).containsExactly("last sign of left");

      temporal.failure = null;
      lookAndBeatAt(95);

      assertThat(temporal.beats).hasSize(1);
    }

    /** Beats by id reach any attempt, so one must not go to a wait that was given to another. */
    @Test
    void isLeftToWhoeverWasGivenItWhileThisWorkersBeatsDidNotArrive() {
      task(1, ACTIVE);
      adopt(T0);
      lookAndBeatAt(90);
      temporal.failure = new IllegalStateException("UNAVAILABLE");
      lookAndBeatAt(162);
      temporal.failure = null;
      temporal.beats.clear();
      temporal.lastSigns.put(left, T0.plusSeconds(211));

      lookAndBeatAt(220);

      assertThat(temporal.beats).isEmpty();
      assertThat(watcher.size()).isZero();
    }

    @Test
    void takesTheTokenWhenTemporalGivesItToThisWorkerToo() {
      task(1, RUNNING);
      adopt(T0);
      watcher.add(start(1, "left"));

      lookAndBeatAt(1);

      assertThat(temporal.completed)
          .containsExactly("left: Started[at=2026-03-01T12:00:00Z, node=node-1]");
      assertThat(watcher.size()).isZero();
    }

    @Test
    void isNotAdoptedFromThisVeryWorker() {
      task(1, RUNNING);
      watcher.add(start(1, "left"));
      adopt(T0);

      lookAndBeatAt(1);

      assertThat(temporal.completed)
          .containsExactly("left: Started[at=2026-03-01T12:00:00Z, node=node-1]");
    }

    @Test
    void isNotHandedOverWhileItsWorkerMayLive() throws Exception {
      task(1, ACTIVE);
      adopt(T0);
      watcher.stop();
      assertThat(temporal.handedOver).isEmpty();
    }

    @Test
    void isHandedOverLikeAnyOtherOnceItIsOurs() throws Exception {
      task(1, ACTIVE);
      adopt(T0);
      lookAndBeatAt(90);

      watcher.stop();

      assertThat(temporal.handedOver)
          .containsExactly(
              "life/left: message='this worker stops; another one watches on',"
                  + " type='HandedOver', nonRetryable=false");
    }
  }

  @Test
  void heartsStopOnceLookingIsStuckForGood() {
    task(1, ACTIVE);
    watcher.add(start(1, "one"));
    lookAndBeatAt(5);
    temporal.takeBeats();

    world.at(Duration.ofSeconds(5).plus(Watcher.STUCK));
    watcher.beat();
    assertThat(temporal.takeBeats()).hasSize(1);
    world.at(Duration.ofSeconds(5).plus(Watcher.STUCK).plusSeconds(100));
    watcher.beat();
    assertThat(temporal.takeBeats()).isEmpty();
    watcher.look();
    watcher.beat();
    assertThat(temporal.takeBeats()).hasSize(1);
  }

  @Test
  void heartsBeatWhileACallToTheWorldHangs() throws Exception {
    CountDownLatch hangs = new CountDownLatch(1);
    Watcher real = started(new Hanging(hangs), Duration.ofMillis(10), Duration.ofSeconds(2));
    try {
      assertThat(hangs.await(30, TimeUnit.SECONDS)).isTrue();

      eventually("three heartbeats", () -> temporal.beats.size() >= 3);
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

  private Watcher started(ObservedWorld seen, Duration every, Duration heartbeatTimeout) {
    Watcher real =
        new Watcher(
            seen,
            new FakeTurns(),
            temporal,
            temporal::lastSign,
            InstantSource.system(),
            every,
            1_000_000,
            heartbeatTimeout);
    real.add(start(1, "one"));
    real.start();
    return real;
  }

  @Test
  void anErrorInALookDoesNotEndTheLooks() throws Exception {
    CountDownLatch looks = new CountDownLatch(3);
    ObservedWorld broken =
        new Hanging(looks) {
          @Override
          public List<TaskSnapshot> tasks(BatchJobId job) {
            looks.countDown();
            throw new NoSuchMethodError("a library of another version");
          }
        };
    Watcher real = started(broken, Duration.ofMillis(10), HEARTBEAT_TIMEOUT);
    try {
      assertThat(looks.await(30, TimeUnit.SECONDS)).isTrue();
    } finally {
      real.stop();
    }
  }

  @Test
  void whatIsAboutToComeTrueIsLookedAtOnceMoreLongBeforeTheNextRound() throws Exception {
    CountDownLatch looks = new CountDownLatch(2);
    ObservedWorld counting =
        new Hanging(looks) {
          @Override
          public List<TaskSnapshot> tasks(BatchJobId job) {
            looks.countDown();
            return List.of();
          }

          @Override
          public Optional<TaskSnapshot> task(TaskRef task) {
            return Optional.empty();
          }
        };
    Watcher real = started(counting, Duration.ofHours(1), HEARTBEAT_TIMEOUT);
    try {
      real.lookSoon();
      real.lookSoon();
      eventually("the early look is over", () -> looks.getCount() < 2 && real.size() == 0);
      assertThat(looks.getCount()).as("two who say so share a look").isEqualTo(1);

      real.add(start(2, "two"));
      real.lookSoon();
      assertThat(looks.await(30, TimeUnit.SECONDS)).as("another one follows").isTrue();
    } finally {
      real.stop();
    }
  }

  @Test
  void aWorkerThatStopsHandsItsWaitsOverAtOnce() throws Exception {
    task(1, ACTIVE);
    watcher.add(start(1, "t1"));
    lookAndBeatAt(5);

    watcher.stop();

    assertThat(temporal.handedOver)
        .hasSize(1)
        .first()
        .asString()
        .startsWith("t1: ")
        .contains("this worker stops; another one watches on");
  }

  @Test
  void aWorkerStopsThoughNobodyTakesItsWaitsOver() throws Exception {
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
            temporal::lastSign,
            InstantSource.system(),
            Duration.ofMillis(1),
            5000,
            HEARTBEAT_TIMEOUT);
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
