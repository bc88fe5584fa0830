package dev.mayfly.acceptance.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.acceptance.stack.TemporalCli;
import dev.mayfly.local.stack.LifeQueries;
import dev.mayfly.local.stack.LocalStack;
import dev.mayfly.standin.batch.BatchStandIn;
import dev.mayfly.standin.batch.BatchStandInCommand;
import dev.mayfly.standin.batch.Operation;
import dev.mayfly.standin.forge.GitHubStandIn;
import dev.mayfly.standin.forge.JobView;
import dev.mayfly.standin.server.Eventually;
import dev.mayfly.worker.WorkerApplication;
import dev.mayfly.worker.batch.AzureBatchClient;
import dev.mayfly.worker.batch.BatchCredentials;
import dev.mayfly.worker.batch.PoolSnapshot;
import dev.mayfly.worker.batch.PoolSnapshot.Allocation;
import dev.mayfly.workflows.fleet.ScalingSettings.Kind;
import dev.mayfly.workflows.life.Outcome;
import dev.mayfly.workflows.pool.PoolStatus;
import io.temporal.client.WorkflowException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Nodes that follow the queue, with the real gateway and worker on a real Temporal server. */
@SuppressWarnings("NullAway.Init") // every test begins with start()
@Timeout(600)
class ScalingEndToEndTest {

  private static final Duration SOON = Duration.ofMinutes(4);
  private static final int SLOTS = 2;
  private static final BatchStandIn.Settings EMPTY =
      new BatchStandIn.Settings(Set.of(), 0, SLOTS, Duration.ofMillis(200), Duration.ofMillis(500))
          .withNodeBoot(Duration.ofSeconds(6));

  @TempDir Path directory;

  private LocalStack stack;
  private GitHubStandIn github;
  private BatchStandIn batch;
  private LifeQueries lives;
  private AzureBatchClient client;

  private void start() throws Exception {
    String binary = TemporalCli.findOrSkip().binary().toString();
    stack =
        LocalStack.start(
            Files.createDirectory(directory.resolve("stack")),
            LocalStack.Settings.DEFAULT
                .withEnvironment(Map.of("TEMPORAL_CLI", binary))
                .withBatch(EMPTY)
                .withScaling("{maximum: 4, gather: 1s, idle: 5s}"));
    github = stack.github();
    batch = stack.batch();
    lives = stack.lives();
    client =
        new AzureBatchClient(
            new BatchCredentials(
                batch.url(), BatchStandInCommand.DEFAULT_ACCOUNT, BatchStandInCommand.DEFAULT_KEY),
            Duration.ofSeconds(15));
  }

  @AfterEach
  void stop() throws Exception {
    if (client != null) {
      client.close();
    }
    if (stack != null) {
      stack.close();
    }
  }

  @Test
  void aBurstOnAnEmptyPoolIsServedAndThePoolGoesBackWithoutTakingABusyNode() throws Exception {
    start();
    assertThat(pool().current()).isZero();

    long longest = queue("while [ ! -e " + directory.resolve("go") + " ]; do sleep 0.2; done");
    List<Long> others = IntStream.range(0, 6).mapToObj(i -> queue("sleep 2")).toList();

    // Their lives may still look after the runner that took the longest one.
    for (long job : others) {
      isDone(job);
    }
    Eventually.until("only the busy one is there", SOON, () -> isSteadyWith(1));
    assertThat(job(longest).status()).isEqualTo("in_progress");
    Files.createFile(directory.resolve("go"));
    isCompleted(longest);
    for (long job : others) {
      isCompleted(job);
    }
    Eventually.until("the pool is empty again", SOON, () -> isSteadyWith(0));
    assertThat(batch.faults().asked(Operation.ADD_TASK)).as("none ran twice").isEqualTo(7);
    assertThat(log("POOL DOES NOT SCALE")).isZero();
  }

  @Test
  void autoscaleHasTheNodesWhileThereIsNoWorkerAndWhenAnOperatorSaysSo() throws Exception {
    start();
    Eventually.until("it scales", SOON, () -> asked().filter(s -> s.nodes().scaled()).isPresent());

    stack.stopWorker();

    assertThat(pool().autoscale()).as("as soon as the worker is gone").isTrue();
    stack.startWorker();
    Eventually.until("it is taken over", SOON, () -> !pool().autoscale());

    worker("hand-back");

    Eventually.until("it is known", SOON, () -> asked().filter(this::isHandedBack).isPresent());
    assertThat(pool().autoscale()).isTrue();
    worker("take-over");
    Eventually.until("it is taken over", SOON, () -> !pool().autoscale());
  }

  @Test
  void whatBatchCannotGiveAlertsOnceAndWhatThereIsServesAll() throws Exception {
    start();
    batch.faults().limitNodes(1, "AccountCoreQuotaReached");

    long[] jobs =
        LongStream.range(0, 2 * SLOTS)
            .map(i -> queue("while [ ! -e " + directory.resolve("go") + " ]; do sleep 0.2; done"))
            .toArray();

    Eventually.until("it alerts", SOON, () -> log("POOL DOES NOT SCALE") > 0);
    assertThat(asked().orElseThrow().line())
        .contains("1 of 2 nodes, which do not scale as they should: AccountCoreQuotaReached");
    Files.createFile(directory.resolve("go"));
    for (long job : jobs) {
      isCompleted(job);
    }
    Eventually.until("the pool is empty again", SOON, () -> isSteadyWith(0));
    assertThat(log("POOL DOES NOT SCALE")).isEqualTo(1);
  }

  private void isDone(long id) {
    Eventually.until("job " + id + " is over", SOON, () -> job(id).status().equals("completed"));
  }

  private void isCompleted(long id) throws Exception {
    isDone(id);
    assertThat(lives.outcome(id, SOON)).isInstanceOf(Outcome.Completed.class);
  }

  private void worker(String command) throws Exception {
    new WorkerApplication().run(command, directory.resolve("stack/worker.yml").toString());
  }

  private PoolSnapshot pool() {
    return client.pools().pool("ubuntu", Kind.DEDICATED);
  }

  private boolean isSteadyWith(int nodes) {
    PoolSnapshot pool = pool();
    return pool.allocation() == Allocation.STEADY && pool.current() == nodes;
  }

  private long log(String words) {
    try {
      return Files.readAllLines(directory.resolve("stack/mayfly.log")).stream()
          .filter(line -> line.contains(words))
          .count();
    } catch (IOException unreadable) {
      throw new IllegalStateException(unreadable);
    }
  }

  private boolean isHandedBack(PoolStatus status) {
    return status.nodes().autoscales();
  }

  /** Empty while there is no entity, or it cannot answer. */
  private Optional<PoolStatus> asked() {
    try {
      return Optional.of(lives.pool("ubuntu").query("status", PoolStatus.class));
    } catch (WorkflowException none) {
      return Optional.empty();
    }
  }

  private JobView job(long id) {
    return github.jobs().stream().filter(job -> job.id() == id).findFirst().orElseThrow();
  }

  private long queue(String command) {
    long run =
        github.queue(
            """
            jobs:
              build:
                runs-on: [self-hosted, ubuntu-latest]
                steps: [{run: '%s'}]
            """
                .formatted(command),
            "acme/app");
    return github.jobs().stream().filter(job -> job.runId() == run).findFirst().orElseThrow().id();
  }
}
