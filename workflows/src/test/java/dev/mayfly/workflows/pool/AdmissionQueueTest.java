package dev.mayfly.workflows.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.workflows.id.LifeId;
import dev.mayfly.workflows.id.PoolId;
import dev.mayfly.workflows.id.RunnerName;
import dev.mayfly.workflows.pool.TurnStatus.State;
import io.temporal.common.converter.DefaultDataConverter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AdmissionQueueTest {

  private static final PoolId POOL = new PoolId("mayfly", "ubuntu");
  private static final Instant NOON = Instant.parse("2026-11-24T12:00:00Z");

  private AdmissionQueue pool = new AdmissionQueue(PoolState.of(POOL));
  private Instant now = NOON;
  private @Nullable Integer cap;

  @Test
  void whoeverAsksOfAPoolWithoutACapIsAdmittedAtOnce() {
    want(1, null);
    want(2, null);

    assertThat(states(1, 2)).containsExactly(State.ADMITTED, State.ADMITTED);
    assertThat(pool.needsLook()).isFalse();
  }

  @Test
  void underACapNobodyIsAdmittedBeforeItIsKnownWhatRuns() {
    want(1, 1);
    assertThat(states(1)).containsExactly(State.WAITING);
    assertThat(pool.needsLook()).isTrue();

    look(List.of(), List.of(), 0);
    assertThat(states(1)).containsExactly(State.ADMITTED);
  }

  @Test
  void theOldestIsAdmittedFirstWhateverTheOrderOfAsking() {
    look(List.of(), List.of(), 1);
    want(3, 1);
    want(1, 1);
    want(2, 1);
    assertThat(pool.of(List.of(runner(3))).get(0).inWords()).isEqualTo("3rd of 3");

    look(List.of(), List.of(), 0);

    assertThat(states(1, 2, 3)).containsExactly(State.ADMITTED, State.WAITING, State.WAITING);
  }

  @Test
  void aPlaceIsGivenOnAtOnceWhenItsRunnerLeaves() {
    twoWantTheOnePlace();
    pool.leave(runner(1), now);
    pool.admit(now);

    assertThat(states(1, 2)).containsExactly(State.LEFT, State.ADMITTED);
  }

  @Test
  void thePaceIsTheTimeFromOneFreePlaceToTheNext() {
    look(List.of(), List.of(), 0);
    for (int i = 1; i <= 3; i++) {
      want(i, 3);
    }
    pool.leave(runner(1), NOON.plusSeconds(60));
    pool.leave(runner(2), NOON.plusSeconds(90));
    assertThat(pool.status().pace()).as("one time says little").isNull();

    pool.leave(runner(3), NOON.plusSeconds(180));
    pool.leave(runner(9), NOON.plusSeconds(900));

    assertThat(pool.status().pace()).as("who had no place frees none").hasToString("PT1M");
  }

  @Test
  void askingAgainChangesNothing() {
    look(List.of(), List.of(), 0);
    want(1, 1);
    want(1, 1);
    want(2, 1);
    want(2, 1);
    assertThat(pool.running()).isEqualTo(1);

    pool.leave(runner(1), now);
    want(1, 1);

    assertThat(states(1, 2)).containsExactly(State.LEFT, State.ADMITTED);
  }

  @Test
  void aGrantIsTakenBackWhenItsTaskHasBeenSeenAndIsGone() {
    twoWantTheOnePlace();
    lookAfter(Duration.ofSeconds(60), List.of(runner(1)), List.of());
    assertThat(states(1, 2)).containsExactly(State.ADMITTED, State.WAITING);

    lookAfter(Duration.ofSeconds(60), List.of(), List.of());
    assertThat(states(2)).containsExactly(State.ADMITTED);
  }

  @Test
  void aGrantIsTakenBackWhenItsLifeIsOver() {
    twoWantTheOnePlace();
    lookAfter(Duration.ofSeconds(60), List.of(), List.of(runner(1)));

    assertThat(states(2)).containsExactly(State.ADMITTED);
  }

  @Test
  void aGrantWithoutATaskIsTakenBackAfterAWhile() {
    twoWantTheOnePlace();
    lookAfter(AdmissionQueue.TO_CREATE_A_TASK, List.of(), List.of());
    assertThat(states(2)).containsExactly(State.WAITING);

    lookAfter(Duration.ofSeconds(1), List.of(), List.of());
    assertThat(states(2)).containsExactly(State.ADMITTED);
  }

  @Test
  void turnsThatWentToDeadLivesAreTakenBackOneLookAfterTheOther() {
    twoWantTheOnePlace();
    want(3, 1);

    assertThat(look(List.of(), List.of(runner(1)), 0)).isTrue();
    assertThat(look(List.of(), List.of(runner(2)), 0)).as("in the same instant").isTrue();
    assertThat(look(List.of(runner(3)), List.of(), 0)).isFalse();

    assertThat(states(1, 2, 3)).containsExactly(State.UNKNOWN, State.UNKNOWN, State.ADMITTED);
  }

  @Test
  void aLookTellsTheCapThatHoldsNow() {
    twoWantTheOnePlace();
    cap = 2;
    look(List.of(), List.of(), 0);

    assertThat(states(1, 2)).containsExactly(State.ADMITTED, State.ADMITTED);
    assertThat(pool.line()).isEqualTo("2 of 2 running, 0 waiting");
  }

  @Test
  void aCapThatWasLoweredTakesNothingFromWhoeverIsThere() {
    look(List.of(), List.of(), 0);
    want(1, 2);
    want(2, 2);
    want(3, 1);

    assertThat(states(1, 2, 3)).containsExactly(State.ADMITTED, State.ADMITTED, State.WAITING);
    pool.leave(runner(1), now);
    pool.admit(now);
    assertThat(states(3)).containsExactly(State.WAITING);
  }

  @Test
  void aFaultFromBeforeTheResumeSaysNothingOfTheMendedPool() {
    assertThat(pool.fault(fault(0))).isTrue();
    pool.resume(NOON.plusSeconds(60));

    assertThat(pool.fault(fault(59))).isFalse();
    assertThat(pool.fault(fault(60))).isFalse();
    assertThat(pool.isPaused()).isFalse();
    assertThat(pool.fault(fault(61))).isTrue();
  }

  private static PoolPause fault(int second) {
    return new PoolPause(runner(1).toString(), "403", NOON.plusSeconds(second));
  }

  @Test
  void whoLeftIsForgottenAfterAWhile() {
    look(List.of(), List.of(), 0);
    want(1, 1);
    pool.leave(runner(1), now);
    pool.leave(runner(2), now.plus(Duration.ofMinutes(15)));
    assertThat(states(1)).containsExactly(State.LEFT);

    pool.leave(runner(3), now.plus(Duration.ofMinutes(15)).plusSeconds(1));

    assertThat(states(1, 2, 3)).containsExactly(State.UNKNOWN, State.LEFT, State.LEFT);
  }

  @Test
  void aLookThatBeganBeforeAGrantSaysNothingOfIt() {
    look(List.of(), List.of(), 0);
    want(1, 1);
    pool.looked(
        new AdmissionSnapshot(List.of(), List.of(runner(1)), 0, 1, false), now.minusSeconds(1));

    assertThat(states(1)).containsExactly(State.ADMITTED);
  }

  @Test
  void tasksThatNobodyAskedForCount() {
    want(1, 2);
    look(List.of(), List.of(), 2);
    assertThat(states(1)).containsExactly(State.WAITING);

    look(List.of(), List.of(), 1);
    assertThat(states(1)).containsExactly(State.ADMITTED);
  }

  @Test
  void aPausedPoolAdmitsNobodyAndSaysWhy() {
    assertThat(pool.pause(new PoolPause("ada", "image is broken", NOON))).isTrue();
    assertThat(pool.pause(new PoolPause("bob", "again", NOON))).isFalse();
    want(1, null);

    assertThat(pool.of(List.of(runner(1))).get(0).inWords())
        .isEqualTo(
            "1st of 1; the pool is paused since 2026-11-24T12:00:00Z by ada: image is broken");
    assertThat(pool.resume(now)).isTrue();
    pool.admit(now);
    assertThat(states(1)).containsExactly(State.ADMITTED);
  }

  @Test
  void everythingIsCarriedFromRunToRun() {
    look(List.of(), List.of(), 1);
    want(1, 2);
    want(2, 2);
    want(3, 2);
    pool.leave(runner(3), now);
    pool.resume(now);
    PoolState state = pool.state();

    pool = new AdmissionQueue(state);

    assertThat(pool.state()).isEqualTo(state);
    assertThat(states(1, 2, 3)).containsExactly(State.ADMITTED, State.WAITING, State.LEFT);
  }

  /** Two megabytes is what Temporal takes; half of it is left for what comes while it is busy. */
  @Test
  void fiveThousandWaitingFitTwiceIntoOneMessage() {
    look(List.of(), List.of(), 0);
    for (int job = 1; job <= 5_050; job++) {
      want(job, 50);
    }
    for (int job = 10_000; job < 11_000; job++) {
      pool.leave(runner(job), now);
    }
    List<RunnerName> asked = pool.status().waiting().subList(0, 1000);
    pool.pause(new PoolPause("ada", "x".repeat(200), NOON));

    assertThat(size(pool.state())).isBetween(300_000, 1_000_000);
    assertThat(size(pool.of(asked))).isLessThan(1_000_000);
  }

  /** The longest names that there are, thirty thousand times each. */
  @Test
  void whatIsCarriedFitsIntoOneMessageHoweverManyThereAre() {
    look(List.of(), List.of(), 0);
    pool.pause(new PoolPause("a".repeat(5_000), "x".repeat(5_000), NOON));
    for (int job = 0; job < 30_000; job++) {
      longest("mayflymayfly", job, 1).ifPresent(runner -> pool.leave(runner, now));
      pool.want(
          new TurnRequest(
              new Turn(POOL, longest("mayflymayfly", job, 2).orElseThrow(), now.plusNanos(job)),
              cap,
              true));
    }
    PoolState carried = pool.state();

    pool = new AdmissionQueue(carried);

    assertThat(size(carried)).isLessThan(1_000_000);
    assertThat(pool.isPaused()).isTrue();
    assertThat(carried.waiting().get(0).runner())
        .isEqualTo(longest("mayflymayfly", 0, 2).orElseThrow());
    assertThat(carried.left().get(carried.left().size() - 1).runner())
        .isEqualTo(longest("mayflymayfly", 29_999, 1).orElseThrow());
  }

  @Test
  void placesOfVeryManyTasksStayTakenAndThoseWithoutATaskAreCarried() {
    look(List.of(), List.of(), 0);
    List<RunnerName> seen = new ArrayList<>();
    for (int job = 1; job <= 3_500; job++) {
      want(job, 10_000);
      seen.add(runner(job));
    }
    look(seen, List.of(), 0);
    want(9_999, 10_000);
    PoolState carried = pool.state();

    pool = new AdmissionQueue(carried);

    assertThat(size(carried)).isLessThan(1_000_000);
    assertThat(pool.status().running()).isEqualTo(3_501);
    assertThat(states(9_999)).containsExactly(State.ADMITTED);
  }

  private static Optional<RunnerName> longest(String name, int job, int attempt) {
    return RunnerName.parse(
        name + "-" + name + "-" + (Long.MAX_VALUE - job) + "-3fa91c-" + (9_990 + attempt));
  }

  private static int size(Object value) {
    return DefaultDataConverter.STANDARD_INSTANCE
        .toPayload(value)
        .orElseThrow()
        .getSerializedSize();
  }

  @Test
  void ordinalsReadAsInEnglish() {
    assertThat(words(1, 11, 12, 13, 21, 22, 23, 111, 112, 101))
        .containsExactly(
            "1st", "11th", "12th", "13th", "21st", "22nd", "23rd", "111th", "112th", "101st");
  }

  private static List<String> words(int... places) {
    return Arrays.stream(places)
        .mapToObj(p -> new TurnStatus(runner(1), State.WAITING, p, 200, null).inWords())
        .map(words -> words.substring(0, words.indexOf(' ')))
        .toList();
  }

  private void twoWantTheOnePlace() {
    look(List.of(), List.of(), 0);
    want(1, 1);
    want(2, 1);
  }

  private void want(int runner, @Nullable Integer cap) {
    Instant since = NOON.plus(Duration.ofSeconds(runner));
    this.cap = cap;
    pool.want(new TurnRequest(new Turn(POOL, runner(runner), since), cap, false));
    pool.admit(now);
  }

  private void lookAfter(Duration pause, List<RunnerName> live, List<RunnerName> closed) {
    now = now.plus(pause);
    look(live, closed, 0);
  }

  private boolean look(List<RunnerName> live, List<RunnerName> closed, int unasked) {
    boolean again = pool.looked(new AdmissionSnapshot(live, closed, unasked, cap, false), now);
    pool.admit(now);
    return again;
  }

  private List<State> states(Integer... runners) {
    return pool.of(List.of(runners).stream().map(AdmissionQueueTest::runner).toList()).stream()
        .map(TurnStatus::state)
        .toList();
  }

  private static RunnerName runner(int job) {
    return new RunnerName(new LifeId("mayfly", "github", job), "3fa91c", 1);
  }
}
