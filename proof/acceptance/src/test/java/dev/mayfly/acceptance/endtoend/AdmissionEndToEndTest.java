package dev.mayfly.acceptance.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.acceptance.stack.TemporalCli;
import dev.mayfly.local.stack.LifeQueries;
import dev.mayfly.local.stack.LocalStack;
import dev.mayfly.standin.batch.BatchFaults.Fault;
import dev.mayfly.standin.batch.BatchStandIn;
import dev.mayfly.standin.batch.Operation;
import dev.mayfly.standin.forge.GitHubStandIn;
import dev.mayfly.standin.forge.JobView;
import dev.mayfly.standin.server.Eventually;
import dev.mayfly.workflows.life.Outcome;
import dev.mayfly.workflows.pool.PoolStatus;
import dev.mayfly.workflows.temporal.OperatorRequest;
import io.temporal.api.workflow.v1.PendingActivityInfo;
import io.temporal.client.WorkflowException;
import io.temporal.common.converter.DefaultDataConverter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pools that are full or paused, with the real gateway and worker on a real Temporal server. */
@SuppressWarnings("NullAway.Init") // every test begins with start()
class AdmissionEndToEndTest {

  // A heartbeat says where a life stands every 72 s, and a pool's entity looks once a minute.
  private static final Duration SOON = Duration.ofMinutes(3);

  @TempDir Path directory;

  private LocalStack stack;
  private GitHubStandIn github;
  private BatchStandIn batch;
  private LifeQueries lives;

  private void start(int maxRunners) throws Exception {
    String binary = TemporalCli.findOrSkip().binary().toString();
    stack =
        LocalStack.start(
            Files.createDirectory(directory.resolve("stack")),
            LocalStack.Settings.DEFAULT
                .withEnvironment(Map.of("TEMPORAL_CLI", binary))
                .withMaxRunners(maxRunners));
    github = stack.github();
    batch = stack.batch();
    lives = stack.lives();
  }

  @AfterEach
  void stop() throws Exception {
    if (stack != null) {
      stack.close();
    }
  }

  @Test
  void aLifeWithoutRoomShowsItsPlaceInTheQueueAndRunsWhenThereIs() throws Exception {
    start(1);
    long first = queueAndRun();

    long second = queue("true");

    Eventually.until("it shows its place", SOON, () -> waitsWith(second, "1st of 1"));
    assertThat(batch.faults().asked(Operation.ADD_TASK)).isEqualTo(1);
    assertThat(entity().line()).isEqualTo("1 of 1 running, 1 waiting");
    go();
    bothAreCompleted(first, second);
  }

  @Test
  void anEntityThatWasTerminatedIsReplacedAndTheCapHolds() throws Exception {
    start(1);
    long first = queueAndRun();
    long second = queue("true");
    Eventually.until("it waits", SOON, () -> waits(second));
    String terminated = run();

    lives.pool("ubuntu").terminate("a test of what then");

    Eventually.until("there is a new one", SOON, () -> !run().equals(terminated));
    Eventually.until("it knows of both", SOON, this::isOneRunningAndOneWaiting);
    assertThat(batch.faults().asked(Operation.ADD_TASK)).isEqualTo(1);
    go();
    bothAreCompleted(first, second);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 0})
  void aFaultOfThePoolPausesItOnceUntilAnOperatorResumes(int maxRunners) throws Exception {
    start(maxRunners);
    batch.faults().add(Fault.refusal(Operation.GET_JOB, 403, "AuthenticationFailed", null), 1000);
    long first = queue("true");
    Eventually.until(
        "it is paused", SOON, () -> asked().filter(s -> s.pause() != null).isPresent());
    long second = queue("true");
    Eventually.until("both wait", SOON, () -> waits(first) && waits(second));
    assertThat(entity().line()).contains("paused since", "403 AuthenticationFailed");

    batch.faults().clear();
    lives.pool("ubuntu").signal("resume", OperatorRequest.of("ada", "the key is right now"));

    bothAreCompleted(first, second);
    assertThat(log().filter(line -> line.contains("POOL PAUSED")).count()).isEqualTo(1);
  }

  private void bothAreCompleted(long first, long second) throws Exception {
    assertThat(lives.outcome(first, SOON)).isInstanceOf(Outcome.Completed.class);
    assertThat(lives.outcome(second, SOON)).isInstanceOf(Outcome.Completed.class);
    assertThat(batch.faults().asked(Operation.ADD_TASK)).isEqualTo(2);
    Eventually.until("nothing is left", () -> stack.leftovers().isEmpty());
    Eventually.until("nobody counts any more", SOON, () -> entity().waiting().isEmpty());
  }

  private Stream<String> log() throws IOException {
    return Files.readAllLines(directory.resolve("stack/mayfly.log")).stream();
  }

  /** A job that runs until {@link #go}. */
  private long queueAndRun() throws Exception {
    long job = queue("while [ ! -e " + directory.resolve("go") + " ]; do sleep 0.2; done");
    github.await("it runs", SOON, s -> job(job).status().equals("in_progress"));
    return job;
  }

  private void go() throws IOException {
    Files.createFile(directory.resolve("go"));
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

  private JobView job(long id) {
    return github.jobs().stream().filter(job -> job.id() == id).findFirst().orElseThrow();
  }

  private String run() {
    return lives.pool("ubuntu").describe().getExecution().getRunId();
  }

  private boolean isOneRunningAndOneWaiting() {
    return asked().filter(s -> s.running() == 1 && s.waiting().size() == 1).isPresent();
  }

  private PoolStatus entity() {
    return lives.pool("ubuntu").query("status", PoolStatus.class);
  }

  /** Empty while there is no entity, or it cannot answer. */
  private Optional<PoolStatus> asked() {
    try {
      return Optional.of(entity());
    } catch (WorkflowException none) {
      return Optional.empty();
    }
  }

  private boolean waits(long job) {
    return turn(job).isPresent();
  }

  private boolean waitsWith(long job, String words) {
    return turn(job)
        .filter(PendingActivityInfo::hasHeartbeatDetails)
        .map(
            turn ->
                DefaultDataConverter.STANDARD_INSTANCE.fromPayloads(
                    0, Optional.of(turn.getHeartbeatDetails()), String.class, String.class))
        .filter(words::equals)
        .isPresent();
  }

  private Optional<PendingActivityInfo> turn(long job) {
    try {
      return lives.stub(job).describe().getRawDescription().getPendingActivitiesList().stream()
          .filter(activity -> activity.getActivityType().getName().equals("awaitTurn"))
          .findFirst();
    } catch (WorkflowException notYet) {
      return Optional.empty();
    }
  }
}
