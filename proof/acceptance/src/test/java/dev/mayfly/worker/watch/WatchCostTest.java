package dev.mayfly.worker.watch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.codahale.metrics.MetricRegistry;
import com.google.common.util.concurrent.MoreExecutors;
import dev.mayfly.acceptance.stack.Requests;
import dev.mayfly.service.batch.BatchCredentials;
import dev.mayfly.standin.batch.BatchStandIn;
import dev.mayfly.standin.batch.BatchStandInCommand;
import dev.mayfly.standin.forge.FakeRunner;
import dev.mayfly.standin.forge.GitHubStandIn;
import dev.mayfly.standin.forge.StandInSettings;
import dev.mayfly.standin.server.Eventually;
import dev.mayfly.worker.batch.AzureBatchClient;
import dev.mayfly.worker.batch.TaskSnapshot;
import dev.mayfly.worker.batch.TaskSpec;
import dev.mayfly.worker.forge.ForgeClient;
import dev.mayfly.worker.forge.RunnerListing;
import dev.mayfly.worker.forge.auth.TokenAuth;
import dev.mayfly.worker.pool.TurnClient;
import dev.mayfly.workflows.id.BatchJobId;
import dev.mayfly.workflows.id.JobRef;
import dev.mayfly.workflows.id.LifeId;
import dev.mayfly.workflows.id.RunnerName;
import dev.mayfly.workflows.id.Scope;
import dev.mayfly.workflows.id.TaskRef;
import dev.mayfly.workflows.step.RunnerRef;
import dev.mayfly.workflows.step.WaitRequest;
import io.temporal.client.ActivityCompletionClient;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The cost of waiting: the watcher and both clients as they are, over HTTP, against stand-ins that
 * count. A poll costs pages, however many runners wait on them.
 */
@Tag("server")
class WatchCostTest {

  private static final String LIST_RUNNERS = "GET api/v3/{scope}/actions/runners";
  private static final String LIST_TASKS = "GET jobs/{job}/tasks";
  private static final Scope ACME = Scope.ofOrganization("acme");
  private static final BatchJobId JOB = new BatchJobId("mayfly", "ubuntu", 1);
  private static final Duration LONG = Duration.ofDays(30);

  private final BatchStandIn batch =
      BatchStandIn.start(
          0,
          BatchStandInCommand.DEFAULT_ACCOUNT,
          BatchStandInCommand.DEFAULT_KEY,
          Map.of("runner", List.of()),
          new BatchStandIn.Settings(Set.of(), 10, 100, Duration.ZERO, Duration.ZERO));
  private final GitHubStandIn github = GitHubStandIn.start(StandInSettings.DEFAULT);
  private final AzureBatchClient tasks =
      new AzureBatchClient(
          new BatchCredentials(
              batch.url(), BatchStandInCommand.DEFAULT_ACCOUNT, BatchStandInCommand.DEFAULT_KEY),
          Duration.ofSeconds(60),
          InstantSource.system());
  private final ForgeClient forge =
      new ForgeClient(
          new OkHttpClient(),
          github.apiUrl(),
          new TokenAuth(StandInSettings.DEFAULT.token()),
          InstantSource.system());
  private final Instant begun = Instant.now();
  private Instant now = begun;
  private int runners;

  @AfterEach
  void close() {
    tasks.close();
    batch.close();
    github.close();
  }

  @Test
  void aPollForAThousandWaitingRunnersCostsTenPagesOfRunnersAndOneOfTasks() throws Exception {
    Watcher watcher = watcher(UnaryOperator.identity());
    provide(watcher, 1000);

    for (int poll = 1; poll <= 2; poll++) {
      pollCostsPages(watcher, 10);

      assertThat(watcher.size()).as("open waits").isEqualTo(1000);
    }
  }

  @Test
  void aPollForAHundredWaitingRunnersCostsWhatOneForTenDoes() throws Exception {
    Watcher watcher = watcher(UnaryOperator.identity());

    for (int more : List.of(10, 90)) {
      provide(watcher, more);

      pollCostsPages(watcher, 1);
    }
    assertThat(watcher.size()).as("open waits").isEqualTo(100);
  }

  private void pollCostsPages(Watcher watcher, long runnerPages) {
    Requests ofForge = Requests.since(github.server()::requests);
    Requests ofBatch = Requests.since(batch.server()::requests);

    poll(watcher);

    assertThat(ofForge.now()).containsExactly(Map.entry(LIST_RUNNERS, runnerPages));
    assertThat(ofBatch.now()).containsExactly(Map.entry(LIST_TASKS, 1L));
  }

  /** Its task is in no listing of that poll: each such wait would ask Batch for it by id. */
  @Test
  void aWaitThatBeginsDuringAPollCostsItNothing() throws Exception {
    Watcher[] it = new Watcher[1];
    Watcher watcher =
        watcher(
            world ->
                new Interrupted(
                    world,
                    () -> {
                      if (runners < 100) {
                        provide(it[0], 50);
                      }
                    }));
    it[0] = watcher;
    provide(watcher, 50);
    Requests ofBatch = Requests.since(batch.server()::requests);

    poll(watcher);

    assertThat(watcher.size()).isEqualTo(100);
    assertThat(ofBatch.now())
        .containsEntry(LIST_TASKS, 1L)
        .doesNotContainKey("GET jobs/{job}/tasks/{task}");
  }

  /** Listings are due again after an hour, whatever the budget. */
  private void poll(Watcher watcher) {
    now = now.plus(Duration.ofHours(1));
    watcher.poll();
  }

  private Watcher watcher(UnaryOperator<ObservedWorld> seenThrough) {
    return new Watcher(
        seenThrough.apply(
            new CloudWorld(Map.of("github", forge), tasks, new MetricRegistry(), () -> now)),
        unused(TurnClient.class),
        unused(ActivityCompletionClient.class),
        unused(Signs.class),
        new TemporalClock(() -> now),
        new Watcher.Settings(Duration.ofSeconds(5), 5000, Duration.ofMinutes(2)),
        new Watcher.Threads(
            MoreExecutors.newDirectExecutorService(),
            MoreExecutors.newDirectExecutorService(),
            MoreExecutors.directExecutor()));
  }

  private static <T> T unused(Class<T> role) {
    return role.cast(
        Proxy.newProxyInstance(
            role.getClassLoader(),
            new Class<?>[] {role},
            (proxy, method, arguments) -> {
              throw new IllegalStateException("no wait is over: " + method.getName());
            }));
  }

  /** So many runners more, online and idle, each with its running task and its wait. */
  private void provide(Watcher watcher, int count) {
    BatchJobId job = tasks.ensureJob(JOB, "ubuntu");
    String token = forge.registrationToken(ACME).token();
    for (int i = 0; i < count; i++) {
      RunnerName name = RunnerName.of(new LifeId("mayfly", "github", ++runners), "3fa91c", 1);
      TaskRef task = new TaskRef(job, name);
      tasks.addTask(task, new TaskSpec("runner", Map.of(), LONG));
      register(name, token);
      RunnerRef runner = new RunnerRef(name, job(runners), "ubuntu", null);
      WaitRequest request =
          new WaitRequest(runner, task, begun, LONG, null, Duration.ofSeconds(15), null, false);
      ActivityRef activity = new ActivityRef(name.life().toString(), "run", "1");
      byte[] taskToken = name.toString().getBytes(UTF_8);
      watcher.add(
          new TaskWait(
              PendingActivity.given(activity, taskToken), TaskWait.Goal.COMPLETION, request));
    }
    Eventually.until(
        "every task runs",
        Duration.ofSeconds(60),
        () -> batch.tasks().stream().allMatch(each -> each.state().equals("running")));
  }

  private void register(RunnerName name, String token) {
    try {
      new FakeRunner(github, token, "acme", name.toString(), "ubuntu").tell("heartbeat");
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static JobRef job(long id) {
    return new JobRef("github", id, 1, "acme/app", ACME, "build", null, null);
  }

  /** The world, in which something happens each time right after the tasks were listed. */
  private record Interrupted(ObservedWorld world, Runnable afterwards) implements ObservedWorld {

    @Override
    public RunnerListing runners(JobRef job) {
      return world.runners(job);
    }

    @Override
    public boolean isRegistered(JobRef job, long runnerId) {
      return world.isRegistered(job, runnerId);
    }

    @Override
    public List<TaskSnapshot> tasks(BatchJobId job) {
      List<TaskSnapshot> listed = world.tasks(job);
      afterwards.run();
      return listed;
    }

    @Override
    public Optional<TaskSnapshot> task(TaskRef task) {
      return world.task(task);
    }
  }
}
