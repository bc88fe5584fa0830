package dev.mayfly.workflows.simulator;

import static dev.mayfly.workflows.simulator.Script.fleet;
import static dev.mayfly.workflows.simulator.Script.hook;
import static dev.mayfly.workflows.simulator.Script.job;
import static dev.mayfly.workflows.simulator.SearchAssertions.good;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.workflows.simulator.FleetRun.Around;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every order in which a job's events can come, with repetitions and losses, while the truth of the
 * forge goes its own way: the job is announced as queued and waiting, queued again once it is
 * approved, taken by a runner of ours, completed.
 */
@Tag("search")
@Execution(ExecutionMode.CONCURRENT)
class EventOrderTest {

  // By their places in the truth.
  private static final int QUEUED = 0;
  private static final int WAITING = 1;
  private static final int APPROVED = 2;
  private static final int IN_PROGRESS = 3;
  private static final int COMPLETED = 4;
  private static final List<Integer> ALL =
      List.of(QUEUED, WAITING, APPROVED, IN_PROGRESS, COMPLETED);

  private static final int MOST_SHOWN = 10;
  private static final Duration A_SECOND = Duration.ofSeconds(1);

  // The second job's runner serves the first one where nobody has been told of that.
  private static final Script GATED = fleet(job(0).opens(300), job(310));

  @Test
  void everyOrderOfTheFiveEvents() throws Exception {
    List<List<Integer>> orders = orders(ALL);

    assertThat(orders).hasSize(120);
    assertAllGood(GATED, orders, A_SECOND);
  }

  @Test
  void everyOrderInABurstAndAtLeisure() throws Exception {
    assertAllGood(GATED, orders(ALL), Duration.ofMillis(1));
    assertAllGood(GATED, orders(ALL), Duration.ofSeconds(40));
  }

  @Test
  void everyOrderWithOneEventRepeated() throws Exception {
    List<List<Integer>> orders =
        ALL.stream().flatMap(twice -> orders(with(ALL, twice)).stream()).toList();

    assertThat(orders).hasSize(1_800);
    assertAllGood(GATED, orders, A_SECOND);
  }

  @Test
  void everyOrderWithTwoEventsRepeated() throws Exception {
    List<List<Integer>> orders =
        ALL.stream()
            .flatMap(
                one ->
                    ALL.stream()
                        .filter(other -> other > one)
                        .flatMap(other -> orders(with(with(ALL, one), other)).stream()))
            .toList();

    assertThat(orders).hasSize(12_600);
    assertAllGood(GATED, orders, A_SECOND);
  }

  @Test
  void everyOrderOfWhatIsLeftWhereSomeAreLost() throws Exception {
    List<List<Integer>> orders =
        IntStream.range(0, 1 << ALL.size())
            .mapToObj(kept -> ALL.stream().filter(event -> (kept >> event & 1) == 1).toList())
            .flatMap(kept -> orders(kept).stream())
            .toList();

    assertThat(orders).hasSize(326).contains(List.of(COMPLETED), List.of());
    assertAllGood(GATED, orders, A_SECOND);
  }

  @Test
  void aRedeliveryOfEverythingDaysLaterMakesNoRunner() {
    int made = played(GATED, ALL).made();

    for (List<Integer> again : orders(ALL)) {
      List<Integer> order =
          Stream.of(ALL, List.of(InOrder.DAYS_LATER), again).flatMap(List::stream).toList();

      assertThat(played(GATED, order).made()).as("%s", again).isEqualTo(made);
    }
  }

  @Test
  void aCompletedAloneMakesNoLifeAndInProgressBeforeQueuedMakesNoRunner() {
    FleetRun.Result alone = played(GATED, List.of(COMPLETED));
    FleetRun.Result before =
        played(GATED, List.of(IN_PROGRESS, QUEUED, WAITING, APPROVED, COMPLETED));

    assertThat(alone.lives()).isEqualTo(1);
    assertThat(alone.made()).isEqualTo(2);
    assertThat(before.lives()).isEqualTo(2);
    assertThat(before.made()).isEqualTo(2);
  }

  /** The runner is online after half a minute, busy for one, and cleaned up within ten seconds. */
  @ParameterizedTest
  @MethodSource("seconds")
  void aQueuedThatComesAgainAtAnySecondOfALifeMakesNoRunner(int second) {
    FleetRun.Result result = good(fleet(job(0).hooks(hook(0, second))));

    assertThat(result.made()).isEqualTo(1);
  }

  @ParameterizedTest
  @MethodSource("seconds")
  void aRerunAtAnySecondOfTheCleanUpGetsOneRunner(int second) {
    assertThat(good(fleet(job(0).rerun(second))).made()).isEqualTo(2);
    assertThat(good(fleet(job(0).rerunSame(second))).made()).isEqualTo(2);
  }

  static IntStream seconds() {
    return IntStream.rangeClosed(1, 120);
  }

  @Test
  void everyOrderOfTheEventsOfARunAndOfItsRerunUnderTheSameId() throws Exception {
    assertAllGood(
        fleet(job(0).rerunSame(5), job(3), job(1000)), orders(List.of(0, 1, 2, 3, 4, 5)), A_SECOND);
  }

  // Threads of its own: one that waits for a parallel stream spins as long as a fleet is played.
  private static void assertAllGood(Script script, List<List<Integer>> orders, Duration gap)
      throws Exception {
    List<Callable<Optional<String>>> plays =
        orders.stream()
            .map(order -> (Callable<Optional<String>>) () -> wrongs(script, order, gap))
            .toList();
    List<String> wrongs = new ArrayList<>();
    ExecutorService pool = Executors.newFixedThreadPool(SearchAssertions.THREADS);
    try {
      for (Future<Optional<String>> played : pool.invokeAll(plays)) {
        played.get().ifPresent(wrongs::add);
      }
    } finally {
      pool.shutdownNow();
    }

    assertThat(wrongs.stream().limit(MOST_SHOWN))
        .as("%s wrong in %s", wrongs.size(), script)
        .isEmpty();
  }

  private static Optional<String> wrongs(Script script, List<Integer> order, Duration gap) {
    InOrder[] post = new InOrder[1];
    FleetRun.Result result =
        FleetRun.of(
            script,
            Around.with((gateway, time) -> post[0] = new InOrder(order, gap, gateway, time)));
    return wrongs(order, post[0], result);
  }

  private static Optional<String> wrongs(
      List<Integer> order, InOrder post, FleetRun.Result result) {
    return result.isGood() && post.isDone()
        ? Optional.empty()
        : Optional.of(order + ": " + (post.isDone() ? result.wrongs() : "not all happened"));
  }

  private static FleetRun.Result played(Script script, List<Integer> order) {
    InOrder[] post = new InOrder[1];
    FleetRun.Result result =
        FleetRun.of(
            script,
            Around.with((gateway, time) -> post[0] = new InOrder(order, A_SECOND, gateway, time)));
    assertThat(wrongs(order, post[0], result)).isEmpty();
    return result;
  }

  private static List<Integer> with(List<Integer> events, int more) {
    return Stream.concat(events.stream(), Stream.of(more)).toList();
  }

  /** Each distinct order of these events once. */
  private static List<List<Integer>> orders(List<Integer> events) {
    if (events.isEmpty()) {
      return List.of(List.of());
    }
    List<List<Integer>> all = new ArrayList<>();
    for (Integer first : events.stream().distinct().toList()) {
      List<Integer> rest = new ArrayList<>(events);
      rest.remove(first);
      orders(rest)
          .forEach(order -> all.add(Stream.concat(Stream.of(first), order.stream()).toList()));
    }
    return all;
  }
}
