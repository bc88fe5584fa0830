package dev.mayfly.bench;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.bench.stack.Footprint;
import dev.mayfly.bench.stack.WorkerThreads;
import dev.mayfly.service.command.Commands;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Which measurements are a failure. */
class WaitingCostTest {

  private static final WaitingLivesOptions TWO =
      Commands.parse(new WaitingLivesOptions(), "--lives", "2", "--window", "10");
  private static final LivesSnapshot QUIET = new LivesSnapshot(List.of(40L, 41L), 2, 0);
  private static final WorkerThreads IDLE = new WorkerThreads(1, 1, 0, 50);
  private static final WorkerThreads FULL = new WorkerThreads(200, 200, 0, 82);

  @Test
  void twoLooksThatAgreeAndAFullCacheAreNone() {
    assertThat(cost(QUIET, QUIET, FULL).faults()).isEmpty();
  }

  @Test
  void oneEventMoreInOneHistoryIsOne() {
    LivesSnapshot grown = new LivesSnapshot(List.of(40L, 42L), 2, 0);

    assertThat(cost(QUIET, grown, FULL).faults()).containsExactly("histories grew");
  }

  @Test
  void aLifeThatDoesMoreThanWaitAndAWaitThatLostItsHeartbeatAreOne() {
    LivesSnapshot stirred = new LivesSnapshot(List.of(40L, 41L), 1, 1);

    assertThat(cost(QUIET, stirred, FULL).faults())
        .containsExactly("not every life waited to the end", "waits were begun anew");
  }

  @Test
  void everyThreadBeyondTheCacheIsOne() {
    assertThat(cost(QUIET, QUIET, new WorkerThreads(201, 201, 1, 83)).faults())
        .hasSize(4)
        .allMatch(fault -> fault.contains("inActivities=1"));
  }

  @Test
  void ratesArePerSecondOfTheWindow() {
    ByteArrayOutputStream said = new ByteArrayOutputStream();

    cost(QUIET, QUIET, FULL).print(new PrintStream(said, true, UTF_8), "a machine");

    assertThat(said.toString(UTF_8).lines().map(line -> line.replaceAll(" +", " ").strip()))
        .contains(
            "a machine",
            "events of a life, after 40 to 41 each the same",
            "calls to Temporal, per second 3.00",
            "Beat 2.50",
            "New 0.50",
            "requests to the forge, per second 0.20",
            "requests to Batch, per second 0.40",
            "cores used by the worker 0.10",
            "heap of the gateway, MB 60 512",
            "resident memory of the gateway, MB 200",
            "threads of the gateway 40",
            "threads of the worker 482",
            "all bounds hold");
  }

  @Test
  void threadsAreToldApartByNameAndStack() {
    WorkerThreads threads =
        WorkerThreads.of(
            """
            "workflow-method-mayfly-github-1-2c0e" id=62 state=WAITING
                at app//io.temporal.internal.sync.WorkflowThreadContext.yield

            "workflow[mayfly-github-1]-2" id=63 state=WAITING
                at app//io.temporal.internal.sync.WorkflowThreadContext.yield

            "workflow-thread-7" id=64 state=TIMED_WAITING

            "Activity Executor taskQueue="mayfly", namespace="default": 3" id=65 state=RUNNABLE
                at app//io.temporal.internal.activity.ActivityTaskHandlerImpl.handle(A.java:1)

            "Activity Executor taskQueue="mayfly", namespace="default": 4" id=66 state=WAITING

            "watcher" id=67 state=TIMED_WAITING
            """);

    assertThat(threads).isEqualTo(new WorkerThreads(1, 1, 1, 3));
  }

  private static WaitingCost cost(
      LivesSnapshot before, LivesSnapshot after, WorkerThreads threads) {
    return new WaitingCost(
        TWO,
        before,
        after,
        reading(0, Map.of("Beat", 5.0), 10, 20),
        reading(10, Map.of("Beat", 30.0, "New", 5.0), 12, 24),
        IDLE,
        List.of(threads),
        100,
        300,
        new Footprint(200, 60, 40),
        400);
  }

  private static Reading reading(long seconds, Map<String, Double> calls, long forge, long batch) {
    return new Reading(
        Duration.ofSeconds(seconds).toNanos(),
        calls,
        forge,
        batch,
        Duration.ofMillis(100 * seconds),
        Duration.ZERO);
  }
}
