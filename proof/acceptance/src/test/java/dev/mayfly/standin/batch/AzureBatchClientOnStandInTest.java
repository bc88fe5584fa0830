package dev.mayfly.standin.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mayfly.service.batch.BatchCredentials;
import dev.mayfly.standin.batch.BatchFaults.Fault;
import dev.mayfly.standin.batch.BatchStandIn.Settings;
import dev.mayfly.standin.runner.Death;
import dev.mayfly.standin.server.Eventually;
import dev.mayfly.standin.server.Processes;
import dev.mayfly.standin.server.SeededRandom;
import dev.mayfly.worker.batch.AzureBatchClient;
import dev.mayfly.worker.batch.BatchException;
import dev.mayfly.worker.batch.BatchTransport;
import dev.mayfly.worker.batch.EndProof;
import dev.mayfly.worker.batch.TaskSnapshot;
import dev.mayfly.worker.batch.TaskSnapshot.State;
import dev.mayfly.worker.batch.TaskSpec;
import dev.mayfly.workflows.id.BatchJobId;
import dev.mayfly.workflows.id.RunnerName;
import dev.mayfly.workflows.id.TaskRef;
import dev.mayfly.workflows.step.Removal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The worker's client, by either transport, and the stand-in, over HTTP, with processes. */
@Tag("server")
@ParameterizedClass
@EnumSource(BatchTransport.class)
class AzureBatchClientOnStandInTest {

  private static final BatchJobId JOB = new BatchJobId("mayfly", "ubuntu", 1);
  private static final Map<String, List<String>> IMAGES =
      Map.of(
          "runner", List.of("sh", "-c", "echo $TOKEN; exit ${CODE:-0}"),
          "sleeper", List.of("sh", "-c", "sleep 300 & sleep 300"),
          "stubborn", List.of("sh", "-c", "trap '' TERM; (trap '' TERM; sleep 300) & wait; wait"),
          "deserter",
              List.of("sh", "-c", "(setsid sleep 300 &) ; until [ -e $GO ]; do sleep 0.1; done"),
          "dying", List.of("sh", "-c", "[ -z $STAND_IN_DEATH ] || exit 137"),
          "environment", List.of("env"),
          "nothing", List.of());

  private final BatchStandIn batch =
      TestAccount.start(
          IMAGES,
          new Settings(
              Set.of("ubuntu-pool", "other-pool"),
              1,
              2,
              Duration.ofMillis(20),
              Duration.ofMillis(100)));
  private final BatchTransport by;
  private final AzureBatchClient client;

  AzureBatchClientOnStandInTest(BatchTransport by) {
    this.by = by;
    this.client = WorkersClient.of(by, batch.url());
  }

  @AfterEach
  void close() {
    client.close();
    batch.close();
    assertThat(batch.runningProcesses()).isEmpty();
  }

  @Test
  void runsATaskWithoutACommandAndWithoutAProcessUntilItIsEnded() throws Exception {
    client.ensureJob(JOB, "ubuntu-pool");
    client.addTask(task(1), spec("nothing", Map.of()));
    client.addTask(task(2), spec("nothing", Map.of()));
    await(task(1), State.RUNNING);
    await(task(2), State.RUNNING);
    client.addTask(task(3), spec("nothing", Map.of()));

    Removal removal = client.delete(task(1), EndProof.byForce());

    await(task(3), State.RUNNING);
    assertThat(removal).isEqualTo(Removal.REMOVED);
    assertThat(client.task(task(1))).isEmpty();
    assertThat(batch.runningProcesses()).isEmpty();
  }

  @Test
  void runsATaskToItsEnd() throws Exception {
    client.ensureJob(JOB, "ubuntu-pool");
    client.addTask(task(1), spec("runner", Map.of("TOKEN", "T1")));

    TaskSnapshot ended = await(task(1), State.COMPLETED);

    assertThat(ended.exitCode()).isZero();
    assertThat(ended.failure()).isNull();
    assertThat(ended.startedAt()).isBeforeOrEqualTo(Objects.requireNonNull(ended.endedAt()));
    assertThat(ended.node()).startsWith("tvmps_");
    assertThat(ended.requeues()).isZero();
    assertThat(stdout(0)).isEqualTo("T1\n");
  }

  @Test
  void reportsAnExitCode() {
    client.ensureJob(JOB, "ubuntu-pool");
    client.addTask(task(1), spec("runner", Map.of("CODE", "7")));

    TaskSnapshot ended = await(task(1), State.COMPLETED);

    assertThat(ended.exitCode()).isEqualTo(7);
    assertThat(ended.failure()).startsWith("FailureExitCode: ");
  }

  @Test
  void givesATaskItsEnvironmentAndLittleElse() throws Exception {
    client.ensureJob(JOB, "ubuntu-pool");
    client.addTask(task(1), spec("environment", Map.of("ActionsRunner_TOKEN", "T1")));
    await(task(1), State.COMPLETED);

    List<String> names = stdout(0).lines().map(line -> line.replaceAll("=.*", "")).toList();

    assertThat(names)
        .contains("ActionsRunner_TOKEN", "AZ_BATCH_TASK_ID", "AZ_BATCH_POOL_ID", "PATH")
        .isSubsetOf(
            "ActionsRunner_TOKEN",
            "AZ_BATCH_ACCOUNT_NAME",
            "AZ_BATCH_JOB_ID",
            "AZ_BATCH_NODE_ID",
            "AZ_BATCH_POOL_ID",
            "AZ_BATCH_TASK_DIR",
            "AZ_BATCH_TASK_ID",
            "AZ_BATCH_TASK_WORKING_DIR",
            "HOME",
            "JAVA_HOME",
            "PATH",
            "PWD",
            "SHLVL",
            "_");
  }

  @Test
  void failsAnImageThatIsNotThere() {
    client.ensureJob(JOB, "ubuntu-pool");
    client.addTask(task(1), spec("nonesuch", Map.of()));

    TaskSnapshot ended = await(task(1), State.COMPLETED);
    assertThat(ended.failure()).startsWith("ContainerInvalidImage: ");
    assertThat(ended.poolFault()).isTrue();
  }

  @Test
  void failsTheNextPull() {
    batch.faults().failPulls(1);

    assertThat(firstOfTwo().poolFault()).isTrue();
  }

  /** Returns how a task ended, after which the next one has ended well. */
  private TaskSnapshot firstOfTwo() {
    client.ensureJob(JOB, "ubuntu-pool");
    client.addTask(task(1), spec("runner", Map.of()));
    TaskSnapshot first = await(task(1), State.COMPLETED);
    client.addTask(task(2), spec("runner", Map.of()));
    assertThat(await(task(2), State.COMPLETED).failure()).isNull();
    return first;
  }

  @Test
  void keepsTasksActiveUntilThereIsRoom() {
    client.ensureJob(JOB, "ubuntu-pool");
    for (int i = 1; i <= 3; i++) {
      client.addTask(task(i), spec("sleeper", Map.of()));
    }
    await(task(1), State.RUNNING);
    await(task(2), State.RUNNING);
    assertThat(state(task(3))).isEqualTo(State.ACTIVE);

    client.delete(task(1), EndProof.byForce());

    await(task(3), State.RUNNING);
  }

  @Test
  void endsTheWholeTreeOfADeletedTask() {
    runs("sleeper");
    Eventually.until("its children run", () -> batch.runningProcesses().size() >= 3);
    Path directory = Objects.requireNonNull(batch.tasks().get(0).directory());

    assertThat(client.delete(task(1), EndProof.byForce())).isEqualTo(Removal.REMOVED);

    assertThat(client.task(task(1))).isEmpty();
    assertThat(client.delete(task(1), EndProof.byForce())).isEqualTo(Removal.ALREADY_GONE);
    Eventually.until("all of them are gone", () -> batch.runningProcesses().isEmpty());
    Eventually.until("its files are gone", () -> !Files.exists(directory));
  }

  @Test
  void killsATaskThatIgnoresSigterm() {
    runs("stubborn");
    Eventually.until("its child runs", () -> batch.runningProcesses().size() >= 2);
    List<ProcessHandle> processes = batch.runningProcesses();

    client.delete(task(1), EndProof.byForce());

    Eventually.until("all of them are gone", () -> processes.stream().allMatch(Processes::isGone));
  }

  @Test
  void leavesNothingBehindThatATaskPutInASessionOfItsOwn(@TempDir Path files) throws Exception {
    Path go = files.resolve("go");
    client.ensureJob(JOB, "ubuntu-pool");
    client.addTask(task(1), spec("deserter", Map.of("GO", go.toString())));
    List<ProcessHandle> processes =
        Eventually.get(
            "the deserter runs",
            () ->
                Optional.of(batch.runningProcesses())
                    .filter(
                        seen ->
                            seen.stream()
                                .anyMatch(
                                    p -> p.info().commandLine().orElse("").contains("sleep 300"))));

    Files.createFile(go);
    await(task(1), State.COMPLETED);

    Eventually.until("all of them are gone", () -> processes.stream().allMatch(Processes::isGone));
  }

  @Test
  void holdsATaskToItsWallClock() {
    client.ensureJob(JOB, "ubuntu-pool");
    client.addTask(task(1), new TaskSpec("sleeper", Map.of(), Duration.ofMillis(300)));

    TaskSnapshot ended = await(task(1), State.COMPLETED);

    assertThat(ended.failure()).startsWith("TaskEnded: ");
    assertThat(ended.exitCode()).isNull();
  }

  @Test
  void movesTheWallClockOfARunningTask() {
    client.ensureJob(JOB, "ubuntu-pool");
    client.addTask(task(1), new TaskSpec("sleeper", Map.of(), Duration.ofMinutes(10)));
    await(task(1), State.RUNNING);

    assertThat(client.extend(task(1), Duration.ofHours(3), Duration.ofHours(1))).isTrue();
    assertThat(batch.tasks().get(0).maxWallClock()).isEqualTo(Duration.ofHours(3));
    assertThat(client.extend(task(1), Duration.ofMillis(1), Duration.ofHours(1))).isTrue();

    assertThat(await(task(1), State.COMPLETED).failure()).startsWith("TaskEnded: ");
    assertThat(client.extend(task(1), Duration.ofHours(3), Duration.ofHours(1))).isFalse();
    assertThat(client.extend(task(2), Duration.ofHours(3), Duration.ofHours(1))).isFalse();
  }

  @Test
  void keepsANodeForTheTaskThatRunsOnItUntilItIsReleased() {
    client.ensureJob(JOB, "ubuntu-pool");
    client.addTask(task(1), spec("sleeper", Map.of()));
    TaskSnapshot kept = await(task(1), State.RUNNING);

    assertThat(client.keepNode("ubuntu-pool", task(1))).contains(kept.node());
    assertThat(client.keepNode("ubuntu-pool", task(1))).contains(kept.node());

    assertThat(batch.closedNodes()).containsExactly(kept.node());
    client.addTask(task(2), spec("sleeper", Map.of()));
    assertThat(state(task(2))).isEqualTo(State.ACTIVE);
    assertThat(client.task(task(1))).contains(kept);

    client.releaseNode("ubuntu-pool", Objects.requireNonNull(kept.node()));
    client.releaseNode("ubuntu-pool", kept.node());

    assertThat(batch.closedNodes()).isEmpty();
    assertThat(await(task(2), State.RUNNING).node()).isEqualTo(kept.node());
  }

  @Test
  void keepsNoNodeThatHasGone() {
    client.ensureJob(JOB, "ubuntu-pool");
    assertThat(client.keepNode("ubuntu-pool", task(1))).isEmpty();
    client.addTask(task(1), spec("sleeper", Map.of()));
    await(task(1), State.RUNNING);

    assertThat(client.keepNode("other-pool", task(1))).isEmpty();

    client.releaseNode("ubuntu-pool", "tvm-none");
    client.releaseNode("nonesuch", "tvm-none");
    assertThat(batch.closedNodes()).isEmpty();
  }

  @Test
  void runsAPreemptedTaskAgainWithTheSameEnvironmentAndCountsNoRequeue() {
    client.ensureJob(JOB, "ubuntu-pool");
    client.addTask(task(1), spec("sleeper", Map.of("TOKEN", "T1")));
    TaskSnapshot before = await(task(1), State.RUNNING);

    assertThat(batch.preempt(JOB.toString(), task(1).task().toString())).isTrue();

    TaskSnapshot after =
        Eventually.get(
            "the task runs again",
            () ->
                client
                    .task(task(1))
                    .filter(now -> now.state() == State.RUNNING)
                    .filter(now -> !Objects.equals(now.startedAt(), before.startedAt())));
    assertThat(after.node()).isNotEqualTo(before.node());
    assertThat(after.requeues()).isZero();
    assertThat(batch.tasks().get(0).environment()).containsEntry("TOKEN", "T1");
  }

  @Test
  void createsATaskOnceThoughTheAnswerWasA500() {
    client.ensureJob(JOB, "ubuntu-pool");
    batch.faults().add(Fault.afterCommit(Operation.ADD_TASK), 1);

    assertThatThrownBy(() -> client.addTask(task(1), spec("runner", Map.of())))
        .isInstanceOf(BatchException.class)
        .hasMessageContaining("500 InternalError");
    client.addTask(task(1), spec("runner", Map.of()));

    assertThat(batch.tasks()).hasSize(1);
  }

  @Test
  void saysHowLongToWaitWhenItIsThrottled() {
    batch
        .faults()
        .add(Fault.refusal(Operation.GET_JOB, 503, "ServerBusy", Duration.ofSeconds(7)), 1);

    assertThatThrownBy(() -> client.ensureJob(JOB, "ubuntu-pool"))
        .isInstanceOfSatisfying(
            BatchException.class,
            e -> assertThat(e.toFailure().getNextRetryDelay()).isEqualTo(Duration.ofSeconds(7)));
    assertThat(client.ensureJob(JOB, "ubuntu-pool")).isEqualTo(JOB);
  }

  @Test
  void failsTheNextStart() {
    batch.faults().failStarts(1);

    assertThat(firstOfTwo().failure()).isNotNull();
  }

  @Test
  void countsTheTasksThatItLetDie() {
    client.ensureJob(JOB, "ubuntu-pool");
    batch.faults().kill(new Mortality(new SeededRandom(7), 100, 0));
    for (int job = 1; job <= 20; job++) {
      client.addTask(task(job), spec("dying", Map.of()));
      await(task(job), State.COMPLETED);
    }

    TaskCounts counts = batch.counts();

    assertThat(counts.created()).isEqualTo(20);
    assertThat(counts.deaths()).hasSize(20);
    long unstarted =
        counts.deaths().stream().filter(death -> death.when() == Death.UNSTARTED).count();
    assertThat(unstarted).isBetween(1L, 19L);
    assertThat(counts.started()).isEqualTo(20 - unstarted);
  }

  @Test
  void refusesAPoolThatDoesNotExist() {
    assertThatThrownBy(() -> client.ensureJob(JOB, "nonesuch"))
        .hasMessageContaining("404 PoolNotFound");
  }

  @Test
  void takesTheNextGenerationForAnotherPool() {
    client.ensureJob(JOB, "other-pool");

    assertThat(client.ensureJob(JOB, "ubuntu-pool")).isEqualTo(JOB.next());
  }

  @Test
  void listsAPoolsJobsWithoutThoseThatAreOver() throws Exception {
    client.ensureJob(JOB, "ubuntu-pool");
    client.ensureJob(JOB.next(), "ubuntu-pool");
    client.ensureJob(new BatchJobId("mayfly", "ubuntularge", 1), "other-pool");
    client.ensureJob(new BatchJobId("other", "ubuntu", 1), "ubuntu-pool");
    SignedHttp http = TestAccount.http(batch);
    http.send("POST", "/jobs/" + JOB + "/terminate?" + SignedHttp.VERSION, null);
    batch.advance(Duration.ofSeconds(1));

    assertThat(client.jobs("mayfly", "ubuntu")).containsExactly(JOB.next());
  }

  @Test
  void listsTasksPageByPage() throws Exception {
    client.ensureJob(JOB, "ubuntu-pool");
    SignedHttp http = TestAccount.http(batch);
    for (int page = 0; page < 11; page++) {
      String tasks =
          IntStream.range(page * 91, page * 91 + 91)
              .mapToObj("{\"id\":\"T%d\",\"commandLine\":\"\"}"::formatted)
              .collect(Collectors.joining(",", "{\"value\":[", "]}"));
      http.send("POST", "/jobs/" + JOB + "/addtaskcollection?" + SignedHttp.VERSION, tasks);
    }

    assertThat(client.tasks(JOB)).hasSize(1001);
    assertThat(batch.faults().asked(Operation.LIST_TASKS)).isEqualTo(2);
  }

  @Test
  void refusesAWrongKeyAndSaysWhy() {
    try (AzureBatchClient stranger =
        new AzureBatchClient(
            by,
            new BatchCredentials(batch.url(), "acme", "d3Jvbmc="),
            Duration.ofSeconds(60),
            InstantSource.system())) {
      assertThatThrownBy(() -> stranger.tasks(JOB))
          .isInstanceOfSatisfying(
              BatchException.class,
              e -> {
                assertThat(e.status()).isEqualTo(403);
                assertThat(e.toFailure().getType()).isEqualTo("PoolFault");
              })
          .hasMessageContaining("AuthenticationFailed");
    }
  }

  private TaskSnapshot await(TaskRef task, State state) {
    return Eventually.get(
        task.task() + " is " + state,
        () -> client.task(task).filter(found -> found.state() == state));
  }

  private void runs(String image) {
    client.ensureJob(JOB, "ubuntu-pool");
    client.addTask(task(1), spec(image, Map.of()));
    await(task(1), State.RUNNING);
  }

  private State state(TaskRef task) {
    return client.task(task).orElseThrow().state();
  }

  private String stdout(int index) throws Exception {
    Path directory = Objects.requireNonNull(batch.tasks().get(index).directory());
    return Files.readString(directory.resolve("stdout.txt"));
  }

  private static TaskRef task(int job) {
    return new TaskRef(JOB, RunnerName.parse("mayfly-github-" + job + "-3fa91c-1").orElseThrow());
  }

  private static TaskSpec spec(String image, Map<String, String> environment) {
    return new TaskSpec(image, environment, Duration.ofHours(1));
  }
}
