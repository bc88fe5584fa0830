package dev.mayfly.worker.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.mayfly.worker.batch.TaskSnapshot.State;
import dev.mayfly.worker.seal.Sealer;
import dev.mayfly.workflows.fleet.Fleet;
import dev.mayfly.workflows.fleet.Forge;
import dev.mayfly.workflows.fleet.Pool.Elevation;
import dev.mayfly.workflows.fleet.Pool.Registration;
import dev.mayfly.workflows.id.BatchJobId;
import dev.mayfly.workflows.id.JobRef;
import dev.mayfly.workflows.id.RunnerName;
import dev.mayfly.workflows.id.Scope;
import dev.mayfly.workflows.id.TaskRef;
import dev.mayfly.workflows.step.Removal;
import dev.mayfly.workflows.step.RunnerRef;
import dev.mayfly.workflows.step.RunnerToken;
import dev.mayfly.workflows.step.SealedSecret;
import dev.mayfly.workflows.step.TaskRequest;
import dev.mayfly.workflows.temporal.FailureType;
import io.temporal.failure.ApplicationFailure;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

class BatchActivitiesImplTest {

  private static final BatchJobId JOB = new BatchJobId("mayfly", "ubuntu", 1);
  private static final RunnerName RUNNER =
      RunnerName.parse("mayfly-github-1-3fa91c-1").orElseThrow();
  private static final TaskRef TASK = new TaskRef(JOB, RUNNER);
  private static final Sealer SEALER =
      new Sealer(Map.of("a", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="));

  private final FakeBatch batch = new FakeBatch();
  private long nanos;
  private Removal registration = Removal.ALREADY_GONE;
  private final BatchActivitiesImpl activities =
      new BatchActivitiesImpl(
          new Fleet(
              "mayfly",
              Map.of(
                  "github",
                  new Forge(null, URI.create("https://ghe.acme.example"), List.of(scope("acme")))),
              List.of(
                  YamlPool.named("ubuntu", ""),
                  YamlPool.named("grouped", "runnerGroup: night shift"),
                  YamlPool.with("elevation: nonAdmin\ncpus: 2\nmemory: 4g"),
                  YamlPool.named("docker", "docker: socket"))),
          batch,
          SEALER,
          runner -> {
            batch.done.add("unregister " + runner.name());
            return registration;
          },
          new SetupInfo(life -> Optional.of("https://ui/" + life)),
          pool -> batch.done.add("used up in " + pool),
          new FoundJobs(() -> nanos));

  @Test
  void givesARunnerExactlyWhatTheImagesReadAndWhatItsJobsLogSays() {
    activities.createTask(order("ubuntu", Registration.TOKEN, "TOKEN1"));

    assertThat(batch.specs.get(0).environment())
        .containsExactly(
            Map.entry("ActionsRunner_URL", "https://ghe.acme.example/acme"),
            Map.entry("ActionsRunner_TOKEN", "TOKEN1"),
            Map.entry("ActionsRunner_LABELS", "self-hosted,Linux"),
            Map.entry("ActionsRunner_DISPOSE", "true"),
            Map.entry("ActionsRunner_AGENT", "mayfly-github-1-3fa91c-1"),
            Map.entry(
                "MAYFLY_SETUP_INFO",
                """
                Pool: ubuntu
                Image: runner:1
                Life: https://ui/mayfly-github-1
                Task: mayfly-github-1-3fa91c-1 in mayfly-ubuntu-1
                Explained in: docs/explain.md of Mayfly
                Made for: job 1 of github, created at 2026-01-01T00:00:01Z by its clock, \
                though a forge may give its runner another one"""
                    .replace("\n", " | ")),
            Map.entry("MAYFLY_JOB_CREATED", "1767225601"));
    assertThat(batch.specs.get(0).image()).isEqualTo("runner:1");
    assertThat(batch.specs.get(0).maxWallClock()).isEqualTo(Duration.ofHours(2));
  }

  @Test
  void givesAContainerTheUserAndTheLimitsOfItsPool() {
    activities.createTask(order("ubuntu", Registration.TOKEN, "TOKEN1"));
    activities.createTask(order("limited", Registration.TOKEN, "TOKEN1"));

    assertThat(batch.specs)
        .extracting(TaskSpec::elevation)
        .containsExactly(Elevation.ADMIN, Elevation.NONADMIN);
    assertThat(batch.specs)
        .extracting(TaskSpec::runOptions)
        .containsExactly("", "--cpus=2 --memory=4g");
  }

  @Test
  void tellsTheContainerWhichDockerItsJobsGet() {
    assertThat(environmentOf(order("docker", Registration.JIT, "e30K")))
        .containsEntry("MAYFLY_DOCKER", "socket");
  }

  @Test
  void makesNothingWhereJobsWithDockerWouldShareANode() {
    batch.slots = 2;

    ApplicationFailure refused =
        catchThrowableOfType(ApplicationFailure.class, () -> activities.ensureBatchJob("docker"));

    assertThat(refused.getType()).isEqualTo(FailureType.POOL_FAULT);
    assertThat(refused.getOriginalMessage())
        .contains("docker: socket", "batchPool docker-pool has taskSlotsPerNode 2");
    assertThat(batch.ensured).isEmpty();
    assertThat(activities.ensureBatchJob("ubuntu")).isNotNull();
  }

  @Test
  void aJobWithDockerUsesItsNodeUp() {
    TaskRef task = new TaskRef(new BatchJobId("mayfly", "docker", 1), RUNNER);
    batch.state = State.COMPLETED;

    activities.useUpNode(task);
    activities.deleteTask(task, null, null);
    activities.releaseNode("docker", "node-1");

    String closed = "keep the node of " + RUNNER + " in docker-pool";
    assertThat(batch.done)
        .containsExactly(closed, closed, "delete " + RUNNER, "used up in mayfly-pool-docker");
  }

  @Test
  void theNodeOfAnyOtherJobGoesOn() {
    batch.state = State.COMPLETED;

    activities.useUpNode(TASK);
    activities.deleteTask(TASK, null, null);

    assertThat(batch.done).containsExactly("delete " + RUNNER);
  }

  @Test
  void namesTheRunnerGroupWhereThePoolHasOne() {
    assertThat(environmentOf(order("grouped", Registration.TOKEN, "TOKEN1")))
        .containsEntry("ActionsRunner_POOL", "night shift");
  }

  private Map<String, String> environmentOf(TaskRequest order) {
    activities.createTask(order);
    return batch.specs.get(0).environment();
  }

  @Test
  void givesAJustInTimeRunnerItsConfigurationAndItsName() {
    activities.createTask(order("ubuntu", Registration.JIT, "e30K"));

    Map<String, String> environment = batch.specs.get(0).environment();
    assertThat(environment)
        .containsEntry("ACTIONS_RUNNER_INPUT_JITCONFIG", "e30K")
        .containsOnlyKeys(
            "ACTIONS_RUNNER_INPUT_JITCONFIG",
            "ActionsRunner_AGENT",
            "MAYFLY_SETUP_INFO",
            "MAYFLY_JOB_CREATED");
  }

  @ParameterizedTest
  @CsvSource({
    "409, JobCompleted",
    "409, JobDisabled",
    "409, JobNotActive",
    "409, JobBeingTerminated",
    "409, JobBeingDeleted",
    "404, JobNotFound"
  })
  void leavesAJobThatTakesNoTasksToTheNextAttempt(int status, String code) {
    batch.failure = new BatchException("create task", "t", status, code, null, null, null);

    ApplicationFailure failure =
        refused(() -> activities.createTask(order("ubuntu", Registration.TOKEN, "TOKEN1")));

    assertThat(failure.getType()).isEqualTo(FailureType.REFUSED);
    assertThat(failure.isNonRetryable()).isTrue();
    assertThat(failure.getOriginalMessage()).contains(code);
  }

  @Test
  void refusesATokenThatItCannotOpenAndDoesNotShowIt() {
    TaskRequest order = order("ubuntu", Registration.TOKEN, "TOKEN1");
    RunnerToken broken =
        new RunnerToken(Registration.TOKEN, new SealedSecret("lost", "AAAA"), null, null, null);

    ApplicationFailure failure =
        refused(
            () ->
                activities.createTask(
                    new TaskRequest(
                        order.task(),
                        order.runner(),
                        order.labels(),
                        broken,
                        order.maxWallClock(),
                        null)));

    assertThat(failure.getType()).isEqualTo(FailureType.REFUSED);
    assertThat(failure.getOriginalMessage())
        .isEqualTo("cannot open the token of mayfly-github-1-3fa91c-1");
  }

  @Test
  void leavesAPoolThatIsNotConfiguredToAnotherWorker() {
    ApplicationFailure failure = refused(() -> activities.ensureBatchJob("gone"));

    assertThat(failure.getType()).isEqualTo(FailureType.UNAVAILABLE);
    assertThat(failure.isNonRetryable()).isFalse();
    assertThat(failure.getOriginalMessage())
        .isEqualTo("pool gone is not configured on this worker");
  }

  @Test
  void beginsAtTheLastGoodGenerationAndStillAsksWhenItHasNotSeenItForAWhile() {
    batch.takesTasks = 3;

    activities.ensureBatchJob("ubuntu");
    nanos += Duration.ofSeconds(31).toNanos();
    activities.ensureBatchJob("ubuntu");

    assertThat(batch.ensured).containsExactly(JOB, new BatchJobId("mayfly", "ubuntu", 3));
  }

  @Test
  void aJobThatTookATaskAMomentAgoIsNotAskedFor() {
    activities.ensureBatchJob("ubuntu");
    nanos += Duration.ofSeconds(29).toNanos();
    activities.createTask(order("ubuntu", Registration.TOKEN, "TOKEN1"));
    nanos += Duration.ofSeconds(29).toNanos();

    assertThat(activities.seenJob("ubuntu")).contains(JOB);
    assertThat(activities.ensureBatchJob("ubuntu")).isEqualTo(JOB);
    assertThat(batch.ensured).containsExactly(JOB);
    nanos += Duration.ofSeconds(2).toNanos();
    assertThat(activities.seenJob("ubuntu")).isEmpty();
  }

  @Test
  void aJobThatTakesNoTaskIsAskedForAgain() {
    activities.ensureBatchJob("ubuntu");
    batch.failure = new BatchException("create task", "t", 409, "JobCompleted", null, null, null);
    ApplicationFailure refused =
        refused(() -> activities.createTask(order("ubuntu", Registration.TOKEN, "TOKEN1")));
    batch.failure = null;
    batch.takesTasks = 2;

    assertThat(refused.getType()).isEqualTo(FailureType.REFUSED);
    assertThat(activities.ensureBatchJob("ubuntu"))
        .isEqualTo(new BatchJobId("mayfly", "ubuntu", 2));
  }

  @Test
  void aTaskInAnOlderGenerationDoesNotBringThatBack() {
    activities.ensureBatchJob("ubuntu");
    batch.takesTasks = 2;
    nanos += Duration.ofSeconds(31).toNanos();
    activities.ensureBatchJob("ubuntu");

    activities.createTask(order("ubuntu", Registration.TOKEN, "TOKEN1"));

    assertThat(activities.ensureBatchJob("ubuntu").generation()).isEqualTo(2);
  }

  @Test
  void whetherThePoolWouldTakeATaskIsAlwaysAsked() {
    activities.ensureBatchJob("ubuntu");
    batch.failure =
        new BatchException("get job", "j", 403, "AuthenticationFailed", null, null, null);

    assertThat(activities.refusal("ubuntu")).isPresent();
  }

  @Test
  void reportsWhatBatchMayDoLaterAsRetryable() {
    batch.failure =
        new BatchException("ensure job", "j", 429, null, null, null, Duration.ofSeconds(9));

    ApplicationFailure failure = refused(() -> activities.ensureBatchJob("ubuntu"));

    assertThat(failure.getType()).isEqualTo(FailureType.UNAVAILABLE);
    assertThat(failure.getNextRetryDelay()).isEqualTo(Duration.ofSeconds(9));
  }

  @ParameterizedTest
  @CsvSource({
    "ACTIVE, IN_USE",
    "COMPLETED, IN_USE",
    "PREPARING, IN_USE",
    "RUNNING, IN_USE",
    ", ALREADY_GONE"
  })
  void withdrawsNothing(@Nullable State state, Removal expected) {
    batch.state = state;

    assertThat(activities.withdrawTask(TASK)).isEqualTo(expected);
    assertThat(batch.deleted).isEmpty();
  }

  @Test
  void deletesATaskThatIsOverWithoutAWordToTheForge() {
    batch.state = State.COMPLETED;

    assertThat(activities.deleteTask(TASK, ref("ubuntu"), false)).isEqualTo(Removal.REMOVED);

    assertThat(batch.done).containsExactly("delete mayfly-github-1-3fa91c-1");
  }

  @Test
  void deletesATaskByForceWhateverRunsInIt() {
    batch.state = State.RUNNING;
    registration = Removal.IN_USE;

    assertThat(activities.deleteTask(TASK, ref("ubuntu"), true)).isEqualTo(Removal.REMOVED);
  }

  @ParameterizedTest
  @EnumSource(value = State.class, mode = Mode.EXCLUDE, names = "COMPLETED")
  void leavesATaskOfALifeOfBeforeAloneUnlessItIsOver(State state) {
    batch.state = state;

    assertThat(activities.deleteTask(TASK, null, null)).isEqualTo(Removal.IN_USE);

    assertThat(batch.done).isEmpty();
  }

  @Test
  void findsATaskGone() {
    assertThat(activities.deleteTask(TASK, ref("ubuntu"), false)).isEqualTo(Removal.ALREADY_GONE);
  }

  @ParameterizedTest
  @EnumSource(value = State.class, mode = Mode.EXCLUDE, names = "COMPLETED")
  void deletesATaskThatMayHaveTakenAJobOnlyOnceItsRegistrationIsGone(State state) {
    batch.state = state;

    assertThat(activities.deleteTask(TASK, ref("ubuntu"), false)).isEqualTo(Removal.REMOVED);

    assertThat(batch.done)
        .containsExactly("unregister mayfly-github-1-3fa91c-1", "delete mayfly-github-1-3fa91c-1");
  }

  @Test
  void leavesATaskAloneWhoseRunnerHasAJob() {
    batch.state = State.RUNNING;
    registration = Removal.IN_USE;

    assertThat(activities.deleteTask(TASK, ref("ubuntu"), false)).isEqualTo(Removal.IN_USE);

    assertThat(batch.done).containsExactly("unregister mayfly-github-1-3fa91c-1");
  }

  @Test
  void asksTheForgeAgainAtEveryTryToDeleteATask() {
    batch.state = State.RUNNING;
    batch.failure = new BatchException("delete task", "t", 503, null, null, null, null);
    refused(() -> activities.deleteTask(TASK, ref("ubuntu"), false));
    batch.failure = null;
    registration = Removal.IN_USE;

    assertThat(activities.deleteTask(TASK, ref("ubuntu"), false)).isEqualTo(Removal.IN_USE);
  }

  @Test
  void movesTheLimitsOfATask() {
    batch.isThere = true;

    assertThat(activities.extendTask(TASK, Duration.ofHours(9), Duration.ofHours(2))).isTrue();

    assertThat(batch.done).containsExactly("extend mayfly-github-1-3fa91c-1 to PT9H, PT2H");
  }

  @Test
  void keepsAndReleasesANodeOfTheBatchPoolThatThePoolIsConfiguredWith() {
    assertThat(activities.keepNode(TASK).id()).isEqualTo("node-1");
    activities.releaseNode("ubuntu", "node-1");

    assertThat(batch.done)
        .containsExactly(
            "keep the node of mayfly-github-1-3fa91c-1 in ubuntu-pool",
            "release node-1 in ubuntu-pool");
  }

  @Test
  void reportsANodeThatReboots() {
    batch.failure =
        new BatchException("enable scheduling on", "n", 409, "NodeBeingRebooted", null, null, null);

    ApplicationFailure failure = refused(() -> activities.releaseNode("ubuntu", "node-1"));

    assertThat(failure.getType()).isEqualTo(FailureType.UNAVAILABLE);
  }

  private static TaskRequest order(String pool, Registration registration, String token) {
    return new TaskRequest(
        new TaskRef(new BatchJobId("mayfly", pool, 1), RUNNER),
        ref(pool),
        List.of("self-hosted", "Linux"),
        new RunnerToken(registration, SEALER.seal(token, RUNNER), null, null, null),
        Duration.ofHours(2),
        Instant.parse("2026-01-01T00:00:01.5Z"));
  }

  private static RunnerRef ref(String pool) {
    JobRef job = new JobRef("github", 1, 2, "acme/app", scope("acme"), "build", null, null);
    return new RunnerRef(RUNNER, job, pool, null);
  }

  private static Scope scope(String organization) {
    return Scope.ofOrganization(organization);
  }

  private static ApplicationFailure refused(Runnable step) {
    ApplicationFailure failure = catchThrowableOfType(ApplicationFailure.class, step::run);
    assertThat(failure).as("the step fails").isNotNull();
    return failure;
  }

  /** Remembers what it was asked. */
  private static final class FakeBatch implements BatchClient {

    final List<BatchJobId> ensured = new ArrayList<>();
    final List<TaskSpec> specs = new ArrayList<>();
    final List<TaskRef> deleted = new ArrayList<>();
    int takesTasks = 1;
    int slots = 1;
    final List<String> done = new ArrayList<>();
    boolean isThere;
    @Nullable State state;
    @Nullable BatchException failure;

    @Override
    public URI address(TaskRef task) {
      return URI.create("https://batch.example/tasks/" + task.task());
    }

    @Override
    public int slotsPerNode(String batchPool) {
      return slots;
    }

    @Override
    public BatchJobId ensureJob(BatchJobId first, String batchPool) {
      fail();
      ensured.add(first);
      return new BatchJobId(first.installation(), first.pool(), takesTasks);
    }

    @Override
    public void addTask(TaskRef task, TaskSpec spec) {
      fail();
      specs.add(spec);
    }

    @Override
    public Optional<TaskSnapshot> task(TaskRef task) {
      return Optional.ofNullable(state)
          .map(
              known ->
                  new TaskSnapshot(
                      task.task().toString(), known, null, null, null, null, null, false, 0, null));
    }

    @Override
    public List<BatchJobId> jobs(String installation, String pool) {
      return List.of();
    }

    @Override
    public List<TaskSnapshot> tasks(BatchJobId job) {
      return List.of();
    }

    @Override
    public Removal delete(TaskRef task, EndProof proof) {
      fail();
      done.add("delete " + task.task());
      deleted.add(task);
      return Removal.REMOVED;
    }

    @Override
    public boolean extend(TaskRef task, Duration maxWallClock, Duration retention) {
      done.add("extend " + task.task() + " to " + maxWallClock + ", " + retention);
      return isThere;
    }

    @Override
    public Optional<String> keepNode(String batchPool, TaskRef task) {
      done.add("keep the node of " + task.task() + " in " + batchPool);
      return Optional.of("node-1");
    }

    @Override
    public void releaseNode(String batchPool, String node) {
      fail();
      done.add("release " + node + " in " + batchPool);
    }

    private void fail() {
      if (failure != null) {
        throw failure;
      }
    }
  }
}
