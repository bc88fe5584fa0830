package dev.mayfly.worker.watch;

import static dev.mayfly.worker.batch.TaskSnapshot.State.RUNNING;
import static dev.mayfly.worker.watch.FakeWorld.ACME;
import static dev.mayfly.worker.watch.FakeWorld.EXIT;
import static dev.mayfly.worker.watch.FakeWorld.T0;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.workflows.id.RunnerName;
import dev.mayfly.workflows.id.Scope;
import dev.mayfly.workflows.step.RunnerRef;
import dev.mayfly.workflows.step.WaitRequest;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** The cost of polling, however many wait. */
@Isolated("all classes of a JVM share a log")
class PollRoundTest {

  private static final String ACME_RUNNERS = "list runners of orgs/acme";
  private static final String TASKS = "list tasks of mayfly-ubuntu-1";

  private final FakeWorld world = new FakeWorld();
  private final OutageLog outages = new OutageLog();

  private void pollAt(List<Wait> waits, ListingThrottle throttle) {
    PollRound round = new PollRound(world, throttle, outages, world.clock());
    waits.forEach(wait -> WaitEvaluator.evaluate(wait, round));
  }

  private static Wait completion(long job, Scope scope) {
    RunnerName name = FakeWorld.name(job);
    RunnerRef runner = new RunnerRef(name, FakeWorld.job(scope), "ubuntu", job);
    WaitRequest watch =
        new WaitRequest(
            runner, FakeWorld.taskRef(name), T0, Duration.ofHours(5), null, EXIT, null, true);
    return new TaskWait(
        PendingActivity.takenOver(FakeWorld.ACTIVITY), TaskWait.Goal.COMPLETION, watch);
  }

  private List<Wait> thousandRunning() {
    LongStream.rangeClosed(1, 1000)
        .forEach(
            job -> {
              world.task(FakeWorld.name(job).toString(), RUNNING, Duration.ZERO, null, null);
              world.runner(job, FakeWorld.name(job).toString(), true, true);
            });
    return LongStream.rangeClosed(1, 1000).mapToObj(job -> completion(job, ACME)).toList();
  }

  @Test
  void aThousandWaitsCostOneListingOfTheScopeAndOneOfTheBatchJob() {
    List<Wait> waits = thousandRunning();

    pollAt(waits, new ListingThrottle(any -> 5000));

    assertThat(world.requests).containsExactlyInAnyOrder(TASKS, ACME_RUNNERS);
    assertThat(waits)
        .allSatisfy(wait -> assertThat(wait.status()).isEqualTo("the runner is online, busy"));
  }

  @Test
  void anHourOfPollsStaysWithinAFifthOfTheBudgetHoweverManyPages() {
    world.pages = 10;

    pollForAnHour();

    // 1,000 requests in the hour; a listing of ten pages is due every 36 s, so in every eighth
    // poll.
    assertThat(world.timesAsked(ACME_RUNNERS)).isEqualTo(90);
    assertThat(world.timesAsked(TASKS)).isEqualTo(720);
  }

  @Test
  void pagesThatHaveNotChangedCostAFifth() {
    world.pages = 10;
    world.confirmedPages = 10;

    pollForAnHour();

    // They weigh two requests together, which are paid for after 7.2 s: every second poll.
    assertThat(world.timesAsked(ACME_RUNNERS)).isEqualTo(360);
  }

  private void pollForAnHour() {
    ListingThrottle throttle = new ListingThrottle(any -> 5000);
    List<Wait> waits = List.of(completion(1, ACME));
    world.task(FakeWorld.name(1).toString(), RUNNING, Duration.ZERO, null, null);

    for (int second = 0; second < 3600; second += 5) {
      world.at(Duration.ofSeconds(second));
      pollAt(waits, throttle);
    }
  }

  @Test
  void anOutageIsToldOnceAndSoIsItsEnd() {
    ListingThrottle throttle = new ListingThrottle(any -> 1_000_000);
    List<Wait> waits = List.of(completion(1, ACME), completion(2, ACME));
    world.task(FakeWorld.name(1).toString(), RUNNING, Duration.ZERO, null, null);
    world.task(FakeWorld.name(2).toString(), RUNNING, Duration.ZERO, null, null);
    world.forgeDown = true;
    try (LogLines lines = new LogLines(OutageLog.class)) {
      for (int second = 0; second < 60; second += 5) {
        world.at(Duration.ofSeconds(second));
        pollAt(waits, throttle);
      }
      world.forgeDown = false;
      for (int second = 60; second < 120; second += 5) {
        world.at(Duration.ofSeconds(second));
        pollAt(waits, throttle);
      }

      assertThat(lines.told())
          .containsExactly(
              "WARN polling failed; its waits go on undecided until it succeeds again",
              "INFO polling succeeds again");
    }
  }

  @Test
  void theScopesOfAForgeShareItsBudgetAndTakeTurns() {
    ListingThrottle throttle = new ListingThrottle(any -> 5000);
    List<Wait> waits =
        List.of(
            completion(1, ACME),
            completion(2, Scope.ofOrganization("beta")),
            completion(3, Scope.ofRepository("gamma/app")));
    world.task(FakeWorld.name(1).toString(), RUNNING, Duration.ZERO, null, null);
    world.task(FakeWorld.name(2).toString(), RUNNING, Duration.ZERO, null, null);
    world.task(FakeWorld.name(3).toString(), RUNNING, Duration.ZERO, null, null);

    for (int second = 0; second < 3600; second++) {
      world.at(Duration.ofSeconds(second));
      pollAt(waits, throttle);
    }

    long acme = world.timesAsked(ACME_RUNNERS);
    long beta = world.timesAsked("list runners of orgs/beta");
    long gamma = world.timesAsked("list runners of repos/gamma/app");
    assertThat(acme + beta + gamma).isBetween(900L, 1003L);
    assertThat(List.of(acme, beta, gamma)).allSatisfy(n -> assertThat(n).isBetween(250L, 400L));
  }

  @Test
  void aScopeThatWasNotDueKeepsTheStatusOfTheLastPollThatHadIt() {
    ListingThrottle throttle = new ListingThrottle(any -> 5000);
    world.pages = 10;
    world.task(FakeWorld.name(1).toString(), RUNNING, Duration.ZERO, null, null);
    world.runner(1, FakeWorld.name(1).toString(), true, true);
    Wait wait = completion(1, ACME);
    pollAt(List.of(wait), throttle);

    world.at(Duration.ofSeconds(5));
    pollAt(List.of(wait), throttle);

    assertThat(world.timesAsked(ACME_RUNNERS)).isOne();
    assertThat(wait.status()).isEqualTo("the runner is online, busy");
  }

  @Test
  void aScopeThatDoesNotAnswerTakesAQuarterOfThePollingThreadAtMost() {
    ListingThrottle throttle = new ListingThrottle(any -> 5000);
    world.task(FakeWorld.name(1).toString(), RUNNING, Duration.ZERO, null, null);
    world.forgeDown = true;
    world.forgeTakes = Duration.ofSeconds(20);
    List<Wait> waits = List.of(completion(1, ACME));
    pollAt(waits, throttle);

    world.at(Duration.ofSeconds(79));
    pollAt(waits, throttle);
    assertThat(world.timesAsked(ACME_RUNNERS)).isOne();

    world.at(Duration.ofSeconds(80));
    pollAt(waits, throttle);
    assertThat(world.timesAsked(ACME_RUNNERS)).isEqualTo(2);
  }

  @Test
  void aForgeThatDoesNotAnswerForOneRunnerIsNotAskedForAThousand() {
    List<Wait> waits = thousandRunning();
    world.runners.clear();
    world.forgeByIdDown = true;
    ListingThrottle throttle = new ListingThrottle(any -> 1_000_000);
    pollAt(waits, throttle);

    world.at(Duration.ofSeconds(16));
    pollAt(waits, throttle);

    assertThat(world.requests.stream().filter(q -> q.startsWith("get runner"))).hasSize(1);
  }
}
