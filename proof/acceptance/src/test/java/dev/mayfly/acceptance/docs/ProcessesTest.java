package dev.mayfly.acceptance.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.mayfly.acceptance.docs.ByHand.Part;
import dev.mayfly.acceptance.stack.Jobs;
import dev.mayfly.acceptance.stack.TemporalCli;
import dev.mayfly.local.stack.LifeQueries;
import dev.mayfly.service.batch.BatchCredentials;
import dev.mayfly.standin.batch.BatchStandInCommand;
import dev.mayfly.standin.server.Eventually;
import dev.mayfly.worker.batch.AzureBatchClient;
import dev.mayfly.workflows.id.BatchJobId;
import dev.mayfly.workflows.life.LifeStatus;
import dev.mayfly.workflows.life.Outcome;
import dev.mayfly.workflows.life.Phase;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * Mayfly as it is run: every part a process of its own, beside a real Temporal server, started by
 * the README's own commands. The tests share the processes, and start what an earlier one ended.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init") // prepare() sets them, before every test
@Tag("server")
class ProcessesTest {

  private static final Duration SOON = Duration.ofMinutes(3);
  // A killed worker's waits are adopted by the next one, in seconds; on a machine so loaded that
  // their heartbeat of two minutes is overdue first, Temporal gives them to it.
  private static final Duration AFTER_A_KILL = Duration.ofMinutes(4);
  private static final String HOOK = "/api/v3/orgs/acme/hooks/109948940/deliveries";

  private Path directory;
  private ByHand byHand;
  private LifeQueries lives;

  @BeforeAll
  void prepare(@TempDir Path folder) throws Exception {
    Optional<TemporalCli> temporal = TemporalCli.find();
    if (temporal.isPresent()) {
      directory = folder;
      byHand = new ByHand(folder, temporal.get());
    }
  }

  /** Skips here, since a class that is skipped as a whole is not even counted. */
  @BeforeEach
  void start() {
    TemporalCli.findOrSkip();
    byHand.start();
    lives = new LifeQueries(byHand.temporal());
  }

  @AfterEach
  void closeLives() {
    if (lives != null) {
      lives.close();
    }
  }

  @AfterAll
  void stop() throws Exception {
    if (byHand != null) {
      byHand.close();
    }
  }

  @Test
  void aQueuedJobIsDoneAndNothingIsLeft() throws Exception {
    long job = queue("echo done");

    awaitOver(job);

    assertThat(lives.outcome(job, SOON)).isInstanceOf(Outcome.Completed.class);
    nothingIsLeft();
  }

  @Test
  void aWorkerKilledWhileTheRunnerIsBusyCostsNothingButTime() throws Exception {
    Path go = directory.resolve("go");
    Path done = directory.resolve("done");
    long job = queue("echo x >> " + done + "; " + Jobs.until(go));
    Eventually.until("the runner is busy", SOON, () -> phase(job).equals(Optional.of(Phase.BUSY)));

    byHand.kill(Part.WORKER);
    Files.createFile(go);
    awaitOver(job);
    byHand.start(Part.WORKER);

    Outcome outcome = lives.outcome(job, AFTER_A_KILL);

    assertThat(outcome).isInstanceOf(Outcome.Completed.class);
    assertThat(((Outcome.Completed) outcome).conclusion()).isEqualTo("success");
    assertThat(Files.readAllLines(done)).containsExactly("x");
    assertThat(lives.status(job).orElseThrow().attempts()).hasSize(1);
    nothingIsLeft();
  }

  @Test
  void aWorkerToldToEndWhileARunnerIsBusyLeavesItToTheNextAndExitsWith0() throws Exception {
    Path go = directory.resolve("go-on");
    long job = queue(Jobs.until(go));
    Eventually.until("the runner is busy", SOON, () -> phase(job).equals(Optional.of(Phase.BUSY)));

    assertThat(byHand.terminate(Part.WORKER, Duration.ofSeconds(60))).isZero();
    byHand.start(Part.WORKER);
    Files.createFile(go);

    assertThat(lives.outcome(job, AFTER_A_KILL)).isInstanceOf(Outcome.Completed.class);
    assertThat(lives.status(job).orElseThrow().attempts()).hasSize(1);
    nothingIsLeft();
  }

  @Test
  void whileTemporalIsDownDeliveriesAreRefusedAndRedeliveredOnesAreServed() throws Exception {
    byHand.terminate(Part.TEMPORAL, Duration.ofSeconds(30));
    long job = queue("echo done");
    JsonNode refused =
        Eventually.get("the delivery is answered", SOON, () -> delivery("queued", job));
    assertThat(refused.path("status_code").asInt()).isEqualTo(503);

    byHand.start(Part.TEMPORAL);
    Eventually.until(
        "a redelivery is taken",
        SOON,
        () -> {
          post(HOOK + "/" + refused.path("id").asLong() + "/attempts");
          return delivery("queued", job)
              .map(d -> d.path("status_code").asInt())
              .equals(Optional.of(202));
        });

    awaitOver(job);
    assertThat(lives.outcome(job, SOON)).isInstanceOf(Outcome.Completed.class);
    nothingIsLeft();
  }

  @Test
  void everyProcessEndsWhenItIsAskedTo() throws Exception {
    for (Part part : List.of(Part.WORKER, Part.GATEWAY, Part.BATCH, Part.GITHUB, Part.TEMPORAL)) {
      int code = byHand.terminate(part, Duration.ofSeconds(30));
      if (part == Part.WORKER || part == Part.GATEWAY) {
        assertThat(code).as("%s", part).isZero();
      } else {
        assertThat(code).as("%s", part).isIn(0, 143);
      }
    }
  }

  private long queue(String command) throws Exception {
    String run =
        byHand.http(
            "POST",
            byHand.github() + "/_queue?repo=acme/app",
            """
            jobs:
              build:
                runs-on: [self-hosted, linux, ubuntu-latest]
                steps: [{run: '%s'}]
            """
                .formatted(command));
    JsonNode jobs = json("/api/v3/repos/acme/app/actions/runs/" + run.strip() + "/jobs");
    return jobs.at("/jobs/0/id").asLong();
  }

  private void awaitOver(long job) {
    Eventually.until(
        "job " + job + " is over",
        SOON,
        () ->
            json("/api/v3/repos/acme/app/actions/jobs/" + job)
                .path("status")
                .asText()
                .equals("completed"));
  }

  private Optional<Phase> phase(long job) {
    return lives.status(job).map(LifeStatus::phase);
  }

  /** The newest attempt to deliver an action of a job, as GitHub's delivery log shows it. */
  private Optional<JsonNode> delivery(String action, long job) {
    for (JsonNode attempt : json(HOOK + "?per_page=100")) {
      if (attempt.path("action").asText().equals(action)
          && json(HOOK + "/" + attempt.path("id").asLong())
                  .at("/request/payload/workflow_job/id")
                  .asLong()
              == job) {
        return Optional.of(attempt);
      }
    }
    return Optional.empty();
  }

  private JsonNode json(String path) {
    try {
      return new ObjectMapper().readTree(byHand.http("GET", byHand.github() + path, ""));
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private void post(String path) {
    try {
      byHand.http("POST", byHand.github() + path, "");
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private void nothingIsLeft() {
    AzureBatchClient batch =
        new AzureBatchClient(
            new BatchCredentials(
                URI.create("http://127.0.0.1:" + byHand.port("8091")),
                BatchStandInCommand.DEFAULT_ACCOUNT,
                BatchStandInCommand.DEFAULT_KEY),
            Duration.ofSeconds(10),
            InstantSource.system());
    Eventually.until(
        "no task, runner or process is left",
        SOON,
        () ->
            batch.tasks(new BatchJobId("mayfly", "ubuntu", 1)).isEmpty()
                && json("/api/v3/orgs/acme/actions/runners").path("total_count").asInt(-1) == 0
                && byHand.children(Part.BATCH).isEmpty());
  }
}
