package dev.mayfly.acceptance.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.acceptance.stack.Stack;
import dev.mayfly.standin.batch.BatchStandIn;
import dev.mayfly.standin.server.Eventually;
import dev.mayfly.worker.WorkerApplication;
import dev.mayfly.worker.batch.AzureBatchClient;
import dev.mayfly.worker.batch.PoolSnapshot;
import dev.mayfly.worker.batch.PoolSnapshot.Allocation;
import dev.mayfly.workflows.fleet.ScalingSettings.Kind;
import dev.mayfly.workflows.pool.PoolStatus;
import io.temporal.client.WorkflowException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Nodes that follow the queue, with the real gateway and worker on a real Temporal server. */
@SuppressWarnings("NullAway.Init") // every test begins with start()
@Tag("server")
class ScalingEndToEndTest {

  private static final Duration SOON = Duration.ofMinutes(4);
  private static final int SLOTS = 2;
  private static final BatchStandIn.Settings EMPTY =
      new BatchStandIn.Settings(Set.of(), 0, SLOTS, Duration.ofMillis(200), Duration.ofMillis(500))
          .withNodeBoot(Duration.ofSeconds(6));

  @RegisterExtension final Stack stack = new Stack(SOON);

  private AzureBatchClient client;

  private void start() throws Exception {
    stack.start(
        Stack.onRealTemporal().withBatch(EMPTY).withScaling("{maximum: 4, gather: 1s, idle: 5s}"));
    client = stack.open(stack.batchClient());
  }

  @Test
  void aBurstOnAnEmptyPoolIsServedAndThePoolGoesBackWithoutTakingABusyNode() throws Exception {
    start();
    assertThat(pool().current()).isZero();

    long longest = stack.queueUntilGo();
    List<Long> others = IntStream.range(0, 6).mapToObj(i -> stack.queue("sleep 2")).toList();

    // Their lives may still look after the runner that took the longest one.
    for (long job : others) {
      isDone(job);
    }
    stack.until("only the busy one is there", () -> isSteadyWith(1));
    assertThat(stack.job(longest).status()).isEqualTo("in_progress");
    stack.go();
    isDoneAndCompleted(longest);
    for (long job : others) {
      isDoneAndCompleted(job);
    }
    stack.until("the pool is empty again", () -> isSteadyWith(0));
    assertThat(stack.tasksAdded()).as("none ran twice").isEqualTo(7);
    assertThat(alerts()).isZero();
  }

  @Test
  void autoscaleHasTheNodesWhileThereIsNoWorkerAndWhenAnOperatorSaysSo() throws Exception {
    start();
    stack.until("it scales", () -> asked().filter(s -> s.nodes().scaled()).isPresent());

    stack.local().stopWorker();

    assertThat(pool().autoscale()).as("as soon as the worker is gone").isTrue();
    stack.local().startWorker();
    stack.until("it is taken over", () -> !pool().autoscale());

    worker("hand-back");

    stack.until("it is known", () -> asked().filter(this::isHandedBack).isPresent());
    assertThat(pool().autoscale()).isTrue();
    worker("take-over");
    stack.until("it is taken over", () -> !pool().autoscale());
  }

  @Test
  void whatBatchCannotGiveAlertsOnceAndWhatThereIsServesAll() throws Exception {
    start();
    stack.batch().faults().limitNodes(1, "AccountCoreQuotaReached");

    long[] jobs = LongStream.range(0, 2 * SLOTS).map(i -> stack.queueUntilGo()).toArray();

    stack.until("it alerts", () -> alerts() > 0);
    String line = "1 of 2 nodes, which do not scale as they should: AccountCoreQuotaReached";
    stack.until(
        "its status says so", () -> asked().filter(s -> s.line().contains(line)).isPresent());
    stack.go();
    for (long job : jobs) {
      isDoneAndCompleted(job);
    }
    stack.until("the pool is empty again", () -> isSteadyWith(0));
    assertThat(alerts()).isEqualTo(1);
  }

  private void isDone(long id) {
    Eventually.until(
        "job " + id + " is over", SOON, () -> stack.job(id).status().equals("completed"));
  }

  private void isDoneAndCompleted(long id) throws Exception {
    isDone(id);
    stack.isCompleted(id);
  }

  private void worker(String command) throws Exception {
    new WorkerApplication().run(command, stack.folder().resolve("worker.yml").toString());
  }

  private PoolSnapshot pool() {
    return client.pools().pool("ubuntu", Kind.DEDICATED);
  }

  private boolean isSteadyWith(int nodes) {
    PoolSnapshot pool = pool();
    return pool.allocation() == Allocation.STEADY && pool.current() == nodes;
  }

  private long alerts() {
    return stack.log().stream().filter(line -> line.contains("POOL DOES NOT SCALE")).count();
  }

  private boolean isHandedBack(PoolStatus status) {
    return status.nodes().autoscales();
  }

  /** Empty while there is no entity, or it cannot answer. */
  private Optional<PoolStatus> asked() {
    try {
      return Optional.of(stack.lives().pool("ubuntu").query("status", PoolStatus.class));
    } catch (WorkflowException none) {
      return Optional.empty();
    }
  }
}
