package dev.mayfly.worker.watch;

import static dev.mayfly.worker.watch.Eventually.eventually;
import static dev.mayfly.worker.watch.FakeWorld.T0;
import static dev.mayfly.worker.watch.FakeWorld.name;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.util.concurrent.MoreExecutors;
import dev.mayfly.worker.pool.TurnClient;
import dev.mayfly.workflows.id.PoolId;
import dev.mayfly.workflows.id.RunnerName;
import dev.mayfly.workflows.pool.Turn;
import dev.mayfly.workflows.pool.TurnStatus;
import dev.mayfly.workflows.pool.TurnStatus.State;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The waits for a turn, in a watcher that polls when the test says so. */
class TurnPollerTest {

  private static final PoolId POOL = new PoolId("mayfly", "ubuntu");
  private static final PoolId OTHER = new PoolId("mayfly", "windows");

  private final FakeWorld world = new FakeWorld();
  private final FakeCompletions temporal = new FakeCompletions();
  private final FakeTurns turns = new FakeTurns();
  private final Watcher watcher = watcher(turns, MoreExecutors.newDirectExecutorService());

  private Watcher watcher(TurnClient pools, ExecutorService turnThreads) {
    return watcher(pools, turnThreads, turnThreads);
  }

  private Watcher watcher(TurnClient pools, ExecutorService turnThreads, Executor rested) {
    return world.watcher(
        pools,
        temporal,
        new Watcher.Threads(MoreExecutors.newDirectExecutorService(), turnThreads, rested));
  }

  private static Wait given(PoolId pool, long job) {
    String id = "turn-" + job;
    return TurnWait.given(
        PendingActivity.given(new ActivityRef("life", "run", id), id.getBytes(UTF_8)),
        turn(pool, job));
  }

  private static Turn turn(PoolId pool, long job) {
    return new Turn(pool, name(job), T0);
  }

  private void pollAt(Duration sinceStart) {
    world.at(sinceStart);
    watcher.poll();
    watcher.sendHeartbeats();
  }

  private void pollAt(long second) {
    pollAt(Duration.ofSeconds(second));
  }

  @Test
  void whereThereIsRoomARunnerIsAdmittedOnArrivalByOneMessageAndOneQuery() {
    turns.toNewcomers = State.ADMITTED;

    watcher.add(given(POOL, 1));

    assertThat(temporal.completed)
        .containsExactly("turn-1: Admitted[at=2026-03-01T12:00:00Z, how=its turn, unasked=false]");
    assertThat(turns.calls).containsExactly("want 1", "ask ubuntu of 1");
    assertThat(watcher.size()).isZero();
  }

  @Test
  void aPollAsksEachPoolOnceForAllThatWait() {
    for (int job = 1; job <= 3; job++) {
      watcher.add(given(POOL, job));
    }
    watcher.add(given(OTHER, 4));
    turns.takeCalls();

    pollAt(5);

    assertThat(turns.takeCalls()).containsExactlyInAnyOrder("ask ubuntu of 3", "ask windows of 1");
  }

  @Test
  void itsHeartbeatSaysInWordsWhereItStands() {
    watcher.add(given(POOL, 1));
    watcher.add(given(POOL, 2));
    turns.says.put(
        name(2), new TurnStatus(name(2), State.WAITING, 3, 14, "the pool is paused since noon"));

    pollAt(5);

    assertThat(temporal.takeHeartbeats())
        .containsExactlyInAnyOrder(
            "turn-1: 1st of 1", "turn-2: 3rd of 14; the pool is paused since noon");
  }

  @Test
  void aRunnerThatIsAdmittedLaterGoesOnAfterTheNextPoll() {
    watcher.add(given(POOL, 1));
    watcher.add(given(POOL, 2));
    turns.tell(name(2), State.ADMITTED);

    pollAt(5);

    assertThat(temporal.completed)
        .containsExactly("turn-2: Admitted[at=2026-03-01T12:00:05Z, how=its turn, unasked=false]");
    assertThat(watcher.size()).isEqualTo(1);
  }

  @Test
  void aTurnThatItsLifeHasLeftIsGone() {
    watcher.add(given(POOL, 1));
    turns.tell(name(1), State.LEFT);

    pollAt(5);

    assertThat(temporal.completed)
        .containsExactly("turn-1: Gone[at=2026-03-01T12:00:05Z, what=the turn, mayRun=false]");
  }

  @Test
  void thoseWhoHaveLeftAreToldToTheirPoolByOneMessage() {
    for (int job = 1; job <= 3; job++) {
      watcher.giveBack(turn(POOL, job));
    }
    watcher.giveBack(turn(OTHER, 4));
    watcher.add(given(POOL, 5));
    assertThat(turns.takeCalls()).containsExactly("want 5", "ask ubuntu of 1");

    watcher.tellWhoLeft();
    watcher.tellWhoLeft();

    assertThat(turns.takeCalls())
        .containsExactlyInAnyOrder("leave ubuntu 1, 2, 3", "leave windows 4");
  }

  @Test
  void thoseWhoLeaveWhileTemporalIsAwayAreToldWhenItIsBack() {
    turns.failures.put("ubuntu", new IllegalStateException("UNAVAILABLE"));
    watcher.giveBack(turn(POOL, 1));
    watcher.tellWhoLeft();
    watcher.giveBack(turn(POOL, 2));
    turns.failures.clear();
    turns.takeCalls();

    watcher.tellWhoLeft();

    assertThat(turns.takeCalls()).containsExactly("leave ubuntu 1, 2");
  }

  @Test
  void aWorkerThatStopsTellsWhoHasLeftBefore() throws Exception {
    watcher.giveBack(turn(POOL, 1));

    watcher.stop();

    assertThat(turns.calls).containsExactly("leave ubuntu 1");
  }

  @Test
  void aCleanUpAsksForNoTurnAndGoesOnOnceThePoolIsNotPaused() {
    turns.says.put(name(1), new TurnStatus(name(1), State.UNKNOWN, 0, 0, "the pool is paused"));
    String id = "turn-1";
    watcher.add(
        TurnWait.given(
            PendingActivity.given(new ActivityRef("life", "run", id), id.getBytes(UTF_8)),
            new Turn(POOL, name(1), T0, true)));
    pollAt(5);
    assertThat(temporal.completed).isEmpty();

    turns.tell(name(1), State.UNKNOWN);
    pollAt(10);

    assertThat(temporal.completed)
        .containsExactly(
            "turn-1: Admitted[at=2026-03-01T12:00:10Z, how=the pool is not paused, unasked=false]");
    assertThat(turns.calls).noneMatch(call -> call.startsWith("want"));
  }

  @Test
  void anEntityThatKnowsNothingIsAskedAgainForATurn() {
    watcher.add(given(POOL, 1));
    turns.says.clear();
    turns.takeCalls();

    pollAt(5);
    pollAt(10);
    pollAt(15);

    assertThat(turns.takeCalls())
        .containsExactly("ask ubuntu of 1", "want 1", "ask ubuntu of 1", "ask ubuntu of 1");
  }

  @Test
  void aResultThatTemporalDidNotTakeIsAskedForAnew() {
    turns.toNewcomers = State.ADMITTED;
    temporal.failure = new IllegalStateException("UNAVAILABLE");
    watcher.add(given(POOL, 1));
    temporal.failure = null;

    pollAt(5);

    assertThat(temporal.completed).hasSize(1);
    assertThat(watcher.size()).isZero();
  }

  @Test
  void aPoolThatDoesNotAnswerForAQuarterOfAnHourAdmits() {
    watcher.add(given(POOL, 1));
    turns.failures.put("ubuntu", new IllegalStateException("no worker answers"));
    pollAt(60);
    pollAt(Duration.ofSeconds(60).plus(TurnPoll.PATIENCE).minusSeconds(1));
    assertThat(temporal.completed).isEmpty();
    assertThat(temporal.takeHeartbeats())
        .contains(
            "turn-1: the pool cannot be asked:"
                + " java.lang.IllegalStateException: no worker answers");

    pollAt(Duration.ofSeconds(60).plus(TurnPoll.PATIENCE));

    assertThat(temporal.completed)
        .containsExactly(
            "turn-1: Admitted[at=2026-03-01T12:16:00Z, how=the pool could not be asked for PT15M:"
                + " java.lang.IllegalStateException: no worker answers, unasked=true]");
  }

  @Test
  void oneAnswerMakesAllSilenceBeforeItForgotten() {
    watcher.add(given(POOL, 1));
    turns.failures.put("ubuntu", new IllegalStateException("no worker answers"));
    pollAt(Duration.ofMinutes(14));
    turns.failures.clear();
    pollAt(Duration.ofMinutes(15));
    turns.failures.put("ubuntu", new IllegalStateException("no worker answers"));

    pollAt(Duration.ofMinutes(20));
    pollAt(Duration.ofMinutes(34));

    assertThat(temporal.completed).isEmpty();
  }

  @Test
  void aNewcomerOfASilentPoolWaitsAQuarterOfAnHourOfItsOwn() {
    turns.failures.put("ubuntu", new IllegalStateException("no worker answers"));
    watcher.add(given(POOL, 1));
    world.at(Duration.ofMinutes(10));
    watcher.add(given(POOL, 2));

    pollAt(Duration.ofMinutes(15));
    assertThat(temporal.completed).hasSize(1).first().asString().startsWith("turn-1: Admitted");
    pollAt(Duration.ofMinutes(25));

    assertThat(temporal.completed).hasSize(2);
  }

  @Test
  void aPoolThatDoesNotAnswerLeavesTheOthersAlone() {
    watcher.add(given(POOL, 1));
    watcher.add(given(OTHER, 2));
    turns.failures.put("ubuntu", new IllegalStateException("no worker answers"));
    turns.tell(name(2), State.ADMITTED);

    pollAt(5);

    assertThat(temporal.completed).hasSize(1).first().asString().startsWith("turn-2: Admitted");
  }

  @Test
  void aMessageThatIsRefusedKeepsNoOtherFromBeingAnswered() {
    watcher.add(given(POOL, 1));
    TurnClient noMoreMessages =
        new Otherwise() {
          @Override
          public void want(PoolId pool, List<Turn> asked) {
            throw new IllegalStateException("pool ubuntu is not configured on this worker");
          }
        };
    Watcher other = watcher(noMoreMessages, MoreExecutors.newDirectExecutorService());
    other.takeOver(
        TurnWait.takenOver(
            PendingActivity.takenOver(new ActivityRef("life", "run", "turn-1")), turn(POOL, 1)),
        T0);
    other.add(given(POOL, 2));
    turns.tell(name(1), State.ADMITTED);

    other.poll();

    assertThat(temporal.completed)
        .containsExactly(
            "life/turn-1: Admitted[at=2026-03-01T12:00:00Z, how=its turn, unasked=false]");
  }

  @Test
  void aWaitTakenOverIsAskedForAndOnlyAsksAgainIfThePoolDoesNotKnowIt() {
    turns.tell(name(1), State.WAITING);
    watcher.takeOver(
        TurnWait.takenOver(
            PendingActivity.takenOver(new ActivityRef("life", "run", "one")), turn(POOL, 1)),
        T0);
    watcher.takeOver(
        TurnWait.takenOver(
            PendingActivity.takenOver(new ActivityRef("life", "run", "two")), turn(POOL, 2)),
        T0);

    pollAt(5);
    assertThat(turns.takeCalls()).containsExactly("ask ubuntu of 2");
    pollAt(10);

    assertThat(turns.takeCalls()).containsExactly("ask ubuntu of 1", "want 2", "ask ubuntu of 1");
  }

  @Test
  void thousandsAreAskedForInAFewQueries() {
    for (int job = 1; job <= 2500; job++) {
      watcher.takeOver(
          TurnWait.takenOver(
              PendingActivity.takenOver(new ActivityRef("life", "run", "t" + job)),
              turn(POOL, job)),
          T0);
      turns.tell(name(job), State.WAITING);
    }

    watcher.poll();

    assertThat(turns.calls)
        .containsExactly("ask ubuntu of 1000", "ask ubuntu of 1000", "ask ubuntu of 500");
  }

  @Test
  void arrivalsDuringAPollShareTheNextOne() {
    Queue<Runnable> queued = new ArrayDeque<>();
    Watcher busy = watcher(turns, new QueueingExecutor(queued));
    for (int job = 1; job <= 120; job++) {
      busy.add(given(POOL, job));
    }
    busy.poll();
    assertThat(queued).hasSize(1);

    queued.remove().run();

    assertThat(turns.calls).hasSize(2).last().isEqualTo("ask ubuntu of 120");
    assertThat(turns.calls.get(0).split(", ")).hasSize(120);
    queued.remove().run();
    assertThat(queued).isEmpty();
  }

  @Test
  void anArrivalDuringTheRestAfterAPollIsAskedForAfterIt() {
    Queue<Runnable> asks = new ArrayDeque<>();
    Queue<Runnable> rests = new ArrayDeque<>();
    Watcher busy = watcher(turns, new QueueingExecutor(asks), new QueueingExecutor(rests));
    busy.add(given(POOL, 1));
    asks.remove().run();
    turns.takeCalls();

    busy.add(given(POOL, 2));

    assertThat(asks).isEmpty();
    rests.remove().run();
    assertThat(turns.takeCalls()).containsExactly("want 2", "ask ubuntu of 1");
    rests.remove().run();
    assertThat(rests).isEmpty();
  }

  @Test
  void aWatcherThatStopsTellsWhoLeftWithoutARest() throws Exception {
    Queue<Runnable> asks = new ArrayDeque<>();
    Watcher leaving = watcher(turns, new QueueingExecutor(asks), new QueueingExecutor(asks));
    leaving.giveBack(turn(POOL, 1));
    leaving.tellWhoLeft();
    asks.remove().run();
    turns.takeCalls();
    leaving.giveBack(turn(POOL, 2));

    leaving.stop();
    asks.forEach(Runnable::run);

    assertThat(turns.takeCalls()).contains("leave ubuntu 2");
  }

  @Test
  void aQueryThatHangsHoldsUpNoPoll() throws Exception {
    CountDownLatch requested = new CountDownLatch(1);
    CountDownLatch answers = new CountDownLatch(1);
    TurnClient hanging =
        new Otherwise() {
          @Override
          public void want(PoolId pool, List<Turn> asked) {
            requested.countDown();
            try {
              assertThat(answers.await(90, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
            turns.want(pool, asked);
          }
        };
    turns.toNewcomers = State.ADMITTED;
    Watcher real = watcher(hanging, Executors.newCachedThreadPool());
    try {
      real.add(given(POOL, 1));
      assertThat(requested.await(90, TimeUnit.SECONDS)).isTrue();
      world.at(Duration.ofSeconds(5));
      real.poll();
      real.sendHeartbeats();
      assertThat(temporal.takeHeartbeats()).containsExactly("turn-1: not polled yet");

      answers.countDown();

      eventually("it is admitted", () -> temporal.completed.size() == 1);
    } finally {
      real.stop();
    }
  }

  /** Does as {@link #turns} does but for what it overrides. */
  private abstract class Otherwise implements TurnClient {
    @Override
    public void leave(PoolId pool, List<RunnerName> runners) {
      turns.leave(pool, runners);
    }

    @Override
    public List<TurnStatus> of(PoolId pool, List<RunnerName> runners) {
      return turns.of(pool, runners);
    }
  }
}
