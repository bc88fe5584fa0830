package dev.mayfly.worker.watch;

import static dev.mayfly.worker.batch.TaskSnapshot.State.ACTIVE;
import static dev.mayfly.worker.batch.TaskSnapshot.State.COMPLETED;
import static dev.mayfly.worker.batch.TaskSnapshot.State.PREPARING;
import static dev.mayfly.worker.batch.TaskSnapshot.State.RUNNING;
import static dev.mayfly.worker.watch.FakeWorld.EXIT;
import static dev.mayfly.worker.watch.FakeWorld.NAME;
import static dev.mayfly.worker.watch.FakeWorld.PATIENCE;
import static dev.mayfly.worker.watch.FakeWorld.T0;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.worker.batch.TaskSnapshot;
import dev.mayfly.worker.watch.TaskWait.Goal;
import dev.mayfly.workflows.step.WaitRequest;
import dev.mayfly.workflows.step.WaitResult;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every rule by which a wait comes true, and everything by which it does not. */
class WaitEvaluatorTest {

  private static final Duration LATE = Duration.ofMinutes(11);

  private final FakeWorld world = new FakeWorld();
  private final OutageLog outages = new OutageLog();
  private final ListingThrottle throttle = new ListingThrottle(any -> 1_000_000);

  private static Wait open(Goal goal) {
    return open(goal, FakeWorld.watch(7L));
  }

  private static Wait open(Goal goal, WaitRequest request) {
    return new TaskWait(PendingActivity.takenOver(FakeWorld.ACTIVITY), goal, request);
  }

  private static WaitRequest limited(@Nullable Duration jobLimit, boolean busyKnown) {
    WaitRequest watch = FakeWorld.watch(7L);
    return new WaitRequest(
        watch.runner(), watch.task(), watch.from(), PATIENCE, jobLimit, EXIT, null, busyKnown);
  }

  /** A wait of a life that knows this start of its task. */
  private static WaitRequest started(int atByBatch) {
    WaitRequest watch = FakeWorld.watch(7L);
    return new WaitRequest(
        watch.runner(), watch.task(), T0, PATIENCE, null, EXIT, after(atByBatch), false);
  }

  private Optional<WaitResult> poll(Wait wait, Duration sinceStart) {
    world.at(sinceStart);
    return WaitEvaluator.evaluate(wait, new PollRound(world, throttle, outages, world.clock()));
  }

  private void staysOpen(Wait wait, long... polls) {
    for (long second : polls) {
      assertThat(poll(wait, seconds(second))).as("%d s after the start", second).isEmpty();
    }
  }

  private static Duration seconds(long seconds) {
    return Duration.ofSeconds(seconds);
  }

  private static Instant after(long seconds) {
    return T0.plusSeconds(seconds);
  }

  /** The rules that hold for every goal. */
  @Nested
  class TheTask {

    @ParameterizedTest
    @EnumSource
    void thatIsOverEndsTheWait(Goal goal) {
      world.task(NAME.toString(), COMPLETED, seconds(1), 3, "TaskFailed: exit code 3");

      assertThat(poll(open(goal), seconds(5)))
          .contains(new WaitResult.Ended(after(5), 3, "TaskFailed: exit code 3", false));
    }

    @ParameterizedTest
    @EnumSource
    void thatFailedByThePoolsFaultSaysSo(Goal goal) {
      world.failedTask("ContainerInvalidImage: no such image", true);

      assertThat(poll(open(goal), seconds(5)))
          .contains(
              new WaitResult.Ended(after(5), null, "ContainerInvalidImage: no such image", true));
    }

    @ParameterizedTest
    @EnumSource
    void thatIsThereByItsIdButMissingFromAListingIsNotGone(Goal goal) {
      world.task(ACTIVE, null);
      world.runner(7, false, false);
      world.leftOutTasks.add(NAME.toString());

      assertThat(poll(open(goal), seconds(5))).isEmpty();
      assertThat(world.requests).contains("get task " + NAME);
    }

    @ParameterizedTest
    @EnumSource
    void thatIsMissingByItsIdTooIsGone(Goal goal) {
      assertThat(poll(open(goal), seconds(5)))
          .contains(new WaitResult.Gone(after(5), "the task", false));
    }

    @ParameterizedTest
    @EnumSource
    void whichBatchDoesNotTellAboutDecidesNothingHoweverLate(Goal goal) {
      world.batchDown = true;
      world.runner(7, false, false);
      Wait wait = open(goal, limited(seconds(1), false));

      assertThat(poll(wait, Duration.ofDays(1))).isEmpty();
      assertThat(wait.status()).isEqualTo("Batch cannot be reached");
    }

    @Test
    void isComparedWhateverTheCaseOfItsName() {
      world.task(NAME.toString().toUpperCase(Locale.ROOT), ACTIVE, null, null, null);

      assertThat(poll(open(Goal.START), seconds(5))).isEmpty();
      assertThat(world.requests).containsExactly("list tasks of mayfly-ubuntu-1");
    }
  }

  @Nested
  class Start {

    @Test
    void isWhenTheTaskRuns() {
      world.task(RUNNING, seconds(3));

      assertThat(poll(open(Goal.START), seconds(5)))
          .contains(new WaitResult.Started(after(5), "node-1", after(3)));
    }

    @Test
    void isTheLookThatFindsANodePreparing() {
      world.task(PREPARING, null);

      assertThat(poll(open(Goal.START), seconds(5)))
          .contains(new WaitResult.Started(after(5), "node-1", null));
    }

    @Test
    void isOverdueOnlyAfterItsPatience() {
      world.task(ACTIVE, null);
      Wait wait = open(Goal.START);

      assertThat(poll(wait, PATIENCE)).isEmpty();
      assertThat(poll(wait, PATIENCE.plusSeconds(1)))
          .contains(new WaitResult.Overdue(after(601), "the task is ACTIVE after PT10M"));
    }
  }

  @Nested
  class Online {

    @Test
    void isWhenTheForgeListsItOnlineWhateverTheCaseOfItsName() {
      world.task(RUNNING, seconds(1));
      world.runner(7, NAME.toString().toUpperCase(Locale.ROOT), true, false);

      assertThat(poll(open(Goal.ONLINE), seconds(5)))
          .contains(new WaitResult.Online(after(5), 7, null));
    }

    @Test
    void isNotARegistrationAlone() {
      world.task(RUNNING, seconds(1));
      world.runner(7, false, false);
      Wait wait = open(Goal.ONLINE);

      staysOpen(wait, 5);
      assertThat(wait.status()).isEqualTo("the task is RUNNING, the runner offline");
    }

    @Test
    void isNotHiddenByADeadRegistrationOfTheSameName() {
      world.task(RUNNING, seconds(1));
      world.runner(8, true, false);
      world.runner(7, false, false);

      assertThat(poll(open(Goal.ONLINE), seconds(5)))
          .contains(new WaitResult.Online(after(5), 8, null));
    }

    @Test
    void isOverdueAfterItsPatience() {
      world.task(RUNNING, seconds(1));

      assertThat(poll(open(Goal.ONLINE), LATE))
          .contains(
              new WaitResult.Overdue(
                  after(660), "the task is RUNNING, the runner not registered after PT10M"));
    }

    @Test
    void isNotOverdueWhileTheForgeCannotBeReached() {
      world.task(RUNNING, seconds(1));
      world.forgeDown = true;
      Wait wait = open(Goal.ONLINE);

      assertThat(poll(wait, Duration.ofDays(1))).isEmpty();
      assertThat(wait.status()).isEqualTo("the task is RUNNING; the forge cannot be reached");
    }

    @Test
    void isNeverOverdueWhileThePreemptedTaskWaitsForANode() {
      world.task(ACTIVE, seconds(1));

      assertThat(poll(open(Goal.ONLINE), Duration.ofDays(1))).isEmpty();
    }

    /** Clocks that differ by minutes, hours and days. */
    @ParameterizedTest
    @ValueSource(ints = {-259_200, -7_200, -75, 0, 75, 7_200, 259_200})
    void hasItsPatienceFromTheLookThatFoundAnotherStart(int batchIsAhead) {
      Wait wait = open(Goal.ONLINE, started(batchIsAhead));
      world.task(RUNNING, seconds(batchIsAhead));
      staysOpen(wait, 300);
      world.tasks.clear();
      world.task(RUNNING, seconds(batchIsAhead + 3600));
      staysOpen(wait, 3600);

      staysOpen(wait, 4200);
      assertThat(poll(wait, seconds(4201))).isPresent();
    }

    @ParameterizedTest
    @ValueSource(ints = {-259_200, -75, 75, 259_200})
    void isOverdueWhateverBatchsClockSays(int batchIsAhead) {
      world.task(RUNNING, seconds(batchIsAhead));

      assertThat(poll(open(Goal.ONLINE, started(batchIsAhead)), LATE)).isPresent();
    }

    @Test
    void isNotOverdueWhenTheNextNodeHasJustBegunToPrepare() {
      Wait wait = open(Goal.ONLINE);
      world.task(ACTIVE, null);
      staysOpen(wait, 3600);

      world.task(PREPARING, null);

      staysOpen(wait, 3605);
      assertThat(poll(wait, seconds(4201))).isPresent();
    }
  }

  @Nested
  class Completion {

    private void running() {
      world.task(RUNNING, Duration.ofSeconds(-5));
    }

    @Test
    void tellsOfAJobOnlyAfterLooksOverHalfAMinuteSawIt() {
      running();
      world.runner(7, true, true);
      Wait wait = open(Goal.COMPLETION);

      staysOpen(wait, 100, 130);
      assertThat(poll(wait, seconds(131))).contains(new WaitResult.Busy(after(131), 7));
    }

    @Test
    void countsTheHalfMinuteAnewWhenTheRunnerWasNotBusyInBetween() {
      running();
      Wait wait = open(Goal.COMPLETION);
      world.runner(7, true, true);
      staysOpen(wait, 100);
      world.runner(7, true, false);
      staysOpen(wait, 120);
      world.runner(7, true, true);

      staysOpen(wait, 140, 165);
      assertThat(poll(wait, seconds(171))).isPresent();
    }

    @Test
    void isSilentAboutAJobThatTheLifeKnows() {
      running();
      Wait wait = open(Goal.COMPLETION, limited(null, true));
      world.runner(7, true, true);
      staysOpen(wait, 100);
      assertThat(poll(wait, Duration.ofHours(1))).isEmpty();
    }

    @Test
    void isIdleWhenItHangsAfterAJobThatTheLifeKnows() {
      running();
      Wait wait = open(Goal.COMPLETION, limited(null, true));
      world.runner(7, true, true);
      assertThat(poll(wait, Duration.ofHours(1))).isEmpty();

      world.runner(7, true, false);
      Duration free = Duration.ofHours(2);
      assertThat(poll(wait, free)).isEmpty();
      assertThat(poll(wait, free.plus(PATIENCE))).isEmpty();
      assertThat(poll(wait, free.plus(LATE))).contains(new WaitResult.Idle(after(2 * 3600 + 660)));
    }

    @Test
    void isIdleOnceThePatienceIsOverWithoutAJob() {
      running();
      world.runner(7, true, false);
      Wait wait = open(Goal.COMPLETION);

      assertThat(poll(wait, PATIENCE)).isEmpty();
      assertThat(poll(wait, LATE)).contains(new WaitResult.Idle(after(660)));
    }

    @Test
    void isGoneThoughItMayRunWhenTheIdleRunnerIsOffline() {
      running();
      world.runner(7, false, false);

      assertThat(poll(open(Goal.COMPLETION), LATE))
          .contains(new WaitResult.Gone(after(660), "the runner's connection to the forge", true));
    }

    @Test
    void isNeitherIdleNorGoneWhileTheForgeCannotBeReached() {
      running();
      world.forgeDown = true;
      Wait wait = open(Goal.COMPLETION, limited(seconds(60), false));

      assertThat(poll(wait, Duration.ofDays(1))).isEmpty();
      assertThat(wait.status()).isEqualTo("the task is RUNNING; the forge cannot be reached");
    }

    @Test
    void isOverdueWhenABusyRunnerPassesTheJobLimit() {
      running();
      world.runner(7, true, true);
      Wait wait = open(Goal.COMPLETION, limited(Duration.ofHours(6), true));

      assertThat(poll(wait, Duration.ofHours(6))).isEmpty();
      assertThat(poll(wait, Duration.ofHours(6).plusSeconds(1)))
          .contains(new WaitResult.Overdue(after(21601), "still busy after the job limit of PT6H"));
    }

    @Test
    void countsTheJobLimitFromTheJobOfARunnerThatIdledForHours() {
      running();
      world.runner(7, true, false);
      Wait wait = open(Goal.COMPLETION, limited(Duration.ofSeconds(20), false));
      assertThat(poll(wait, Duration.ofMinutes(9))).isEmpty();
      world.runner(7, true, true);

      assertThat(poll(wait, Duration.ofHours(9))).isEmpty();
      assertThat(poll(wait, Duration.ofHours(9).plusSeconds(20))).isEmpty();
      assertThat(poll(wait, Duration.ofHours(9).plusSeconds(21)))
          .contains(
              new WaitResult.Overdue(after(32421), "still busy after the job limit of PT20S"));
    }

    @Test
    void countsTheJobLimitOfAKnownJobThroughALookThatMissedIt() {
      running();
      world.runner(7, true, true);
      Wait wait = open(Goal.COMPLETION, limited(Duration.ofHours(6), true));
      staysOpen(wait, 5);
      world.leftOutRunners.add(7L);
      assertThat(poll(wait, Duration.ofHours(5))).isEmpty();
      world.leftOutRunners.clear();

      assertThat(poll(wait, Duration.ofHours(6).plusSeconds(1)))
          .hasValueSatisfying(saw -> assertThat(saw).isInstanceOf(WaitResult.Overdue.class));
    }

    @Test
    void hasNoJobLimitForARunnerThatIsNotBusy() {
      running();
      world.runner(7, true, false);

      assertThat(poll(open(Goal.COMPLETION, limited(seconds(60), true)), LATE)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(
        value = TaskSnapshot.State.class,
        names = {"ACTIVE", "PREPARING"})
    void isGoneThoughItMayRunWhenTheTaskHasHadNoNodeForLongerThanAListingLags(
        TaskSnapshot.State state) {
      world.task(state, null);
      world.runner(7, true, true);
      Wait wait = open(Goal.COMPLETION, limited(null, true));

      staysOpen(wait, 300, 360);
      assertThat(poll(wait, seconds(361)))
          .contains(
              new WaitResult.Gone(
                  after(361), "the node, and Batch runs the task again: the first start", true));
    }

    @ParameterizedTest
    @EnumSource(
        value = TaskSnapshot.State.class,
        names = {"ACTIVE", "PREPARING"})
    void doesNotBelieveAListingThatLagsBehindARunnerJustOnline(TaskSnapshot.State state) {
      world.task(state, null);
      world.runner(7, true, true);

      assertThat(poll(open(Goal.COMPLETION), seconds(3))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {-259_200, -75, 0, 75, 259_200})
    void isGoneThoughItMayRunWhenBatchTellsAnotherStartThanTheLifeKnows(int batchIsAhead) {
      world.task(RUNNING, seconds(batchIsAhead + 1));
      world.runner(7, true, false);

      assertThat(poll(open(Goal.COMPLETION, started(batchIsAhead)), seconds(130)))
          .contains(
              new WaitResult.Gone(
                  after(130), "the node, and Batch runs the task again: the first start", true));
    }

    @Test
    void isGoneWhenBatchTellsAnotherStartThanBefore() {
      world.task(RUNNING, seconds(3));
      world.runner(7, true, false);
      Wait wait = open(Goal.COMPLETION);
      staysOpen(wait, 130);

      world.tasks.clear();
      world.task(RUNNING, seconds(200));

      assertThat(poll(wait, seconds(210))).isPresent();
    }

    /** A clock that was 75 s ahead killed every job, when it was compared with another. */
    @ParameterizedTest
    @ValueSource(ints = {-259_200, -7_200, -600, -75, 75, 600, 7_200, 259_200})
    void isNotGoneBecauseBatchsClockIsWrong(int batchIsAhead) {
      world.task(RUNNING, seconds(batchIsAhead));
      world.runner(7, true, true);

      assertThat(poll(open(Goal.COMPLETION, started(batchIsAhead)), seconds(20))).isEmpty();
      assertThat(poll(open(Goal.COMPLETION), seconds(20))).isEmpty();
    }
  }

  @Nested
  class AMissingRegistration {

    private void running() {
      world.task(RUNNING, Duration.ZERO);
    }

    @Test
    void isGoneOnlyAfterItsExitAndWhenItsIdIsMissingToo() {
      running();
      Wait wait = open(Goal.COMPLETION);

      staysOpen(wait, 100, 115);
      assertThat(world.timesAsked("get runner 7")).isZero();
      assertThat(poll(wait, seconds(116)))
          .contains(new WaitResult.Gone(after(116), "the registration", true));
      assertThat(world.timesAsked("get runner 7")).isOne();
    }

    @Test
    void isNotGoneWhenItsIdIsThere() {
      running();
      world.runner(7, true, true);
      world.leftOutRunners.add(7L);
      Wait wait = open(Goal.COMPLETION);

      for (int second = 100; second < 400; second += 5) {
        assertThat(poll(wait, seconds(second))).isEmpty();
      }
    }

    @Test
    void isMissingAnewAfterItsIdWasThere() {
      running();
      world.runner(7, true, true);
      world.leftOutRunners.add(7L);
      Wait wait = open(Goal.COMPLETION);
      staysOpen(wait, 100, 120);
      world.runners.clear();

      staysOpen(wait, 125);
      assertThat(poll(wait, seconds(141))).isPresent();
    }

    @Test
    void isNotGoneWhileTheForgeDoesNotAnswerForItsId() {
      running();
      world.forgeByIdDown = true;
      Wait wait = open(Goal.COMPLETION);

      staysOpen(wait, 100);
      assertThat(poll(wait, Duration.ofDays(1))).isEmpty();
    }

    @Test
    void whoseIdIsUnknownNeedsTwoListings() {
      running();
      Wait wait = open(Goal.COMPLETION, FakeWorld.watch(null));

      assertThat(poll(wait, Duration.ofHours(1))).isEmpty();
      assertThat(poll(wait, Duration.ofHours(1).plusSeconds(16)))
          .contains(new WaitResult.Gone(after(3616), "the registration", true));
    }

    @Test
    void isForgottenWhenTheRunnerReappears() {
      running();
      Wait wait = open(Goal.COMPLETION);
      staysOpen(wait, 100);
      world.runner(7, true, true);
      staysOpen(wait, 110);
      world.runners.clear();

      staysOpen(wait, 120, 135);
      assertThat(poll(wait, seconds(136))).isPresent();
    }

    @Test
    void isAskedForByTheIdThatAListingHad() {
      running();
      Wait wait = open(Goal.COMPLETION, FakeWorld.watch(null));
      world.runner(9, true, false);
      staysOpen(wait, 100);
      world.leftOutRunners.add(9L);

      staysOpen(wait, 105, 121);
      assertThat(world.timesAsked("get runner 9")).isOne();
    }
  }

  @Nested
  class Other {

    private final Wait wait =
        new OtherRunnerWait(
            PendingActivity.takenOver(FakeWorld.ACTIVITY), FakeWorld.ref(NAME, null));

    @Test
    void goesOnWhileThatRunnerIsBusy() {
      world.runner(7, true, true);

      staysOpen(wait, 5);
      assertThat(poll(wait, Duration.ofDays(2))).isEmpty();
      assertThat(wait.status()).isEqualTo("busy");
    }

    @Test
    void needsTwoPollsInARowWithoutIt() {
      staysOpen(wait, 5);
      world.runner(7, true, true);
      staysOpen(wait, 10);
      world.runner(7, true, false);
      staysOpen(wait, 15);
      world.runners.clear();

      assertThat(poll(wait, seconds(20)))
          .contains(new WaitResult.Gone(after(20), "the runner", false));
    }

    @Test
    void decidesNothingWhileTheForgeCannotBeReached() {
      staysOpen(wait, 5);
      world.forgeDown = true;

      assertThat(poll(wait, Duration.ofDays(1))).isEmpty();
      assertThat(wait.status()).isEqualTo("the forge cannot be reached");
    }
  }
}
