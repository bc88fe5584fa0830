package dev.mayfly.workflows.pool;

import dev.mayfly.workflows.id.LifeId;
import dev.mayfly.workflows.id.PoolId;
import dev.mayfly.workflows.id.RunnerName;
import dev.mayfly.workflows.life.RunnerWorkflow;
import dev.mayfly.workflows.temporal.SearchAttributes;
import io.temporal.api.enums.v1.IndexedValueType;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.common.converter.DefaultDataConverter;
import io.temporal.failure.ApplicationFailure;
import io.temporal.testing.TestEnvironmentOptions;
import io.temporal.testing.TestWorkflowEnvironment;
import io.temporal.testing.WorkflowReplayer;
import io.temporal.worker.Worker;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A pool's entity on a time-skipping server of its own, beside a Batch account that tests set. */
public final class PoolOnTestServer implements PoolActivities, AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final String PHASE = SearchAttributes.PHASE.getName();

  static final PoolId ID = new PoolId("mayfly", "ubuntu");

  final Set<RunnerName> tasks = ConcurrentHashMap.newKeySet();
  final Set<RunnerName> closed = ConcurrentHashMap.newKeySet();
  final List<Integer> looks = new CopyOnWriteArrayList<>();
  volatile @Nullable public ApplicationFailure unseen;
  volatile @Nullable Integer cap;
  final ModelNodes nodes = new ModelNodes();
  private final TestWorkflowEnvironment server;
  private final PoolWorkflow pool;

  PoolOnTestServer(@Nullable Integer cap) {
    this(cap, TestEnvironmentOptions.newBuilder());
  }

  public PoolOnTestServer(@Nullable Integer cap, TestEnvironmentOptions.Builder options) {
    this.cap = cap;
    SearchAttributes.ALL.forEach(
        key ->
            options.registerSearchAttribute(
                key.getName(), IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD));
    server = TestWorkflowEnvironment.newInstance(options.build());
    Worker worker = server.newWorker(RunnerWorkflow.TASK_QUEUE);
    worker.registerWorkflowImplementationTypes(PoolWorkflowImpl.class);
    worker.registerActivitiesImplementations(this, nodes);
    server.start();
    pool = start();
  }

  private PoolWorkflow start() {
    PoolWorkflow started =
        server
            .getWorkflowClient()
            .newWorkflowStub(
                PoolWorkflow.class,
                WorkflowOptions.newBuilder()
                    .setWorkflowId(ID.toString())
                    .setTaskQueue(RunnerWorkflow.TASK_QUEUE)
                    .build());
    WorkflowStub.fromTyped(started).start(PoolState.of(ID));
    return server.getWorkflowClient().newWorkflowStub(PoolWorkflow.class, ID.toString());
  }

  /** The entity, whichever run of it is the current one. */
  public PoolWorkflow pool() {
    return pool;
  }

  @Override
  public AdmissionSnapshot lookAtPool(PoolId id, List<RunnerName> admitted) {
    looks.add(admitted.size());
    ApplicationFailure refusal = unseen;
    if (refusal != null) {
      throw refusal;
    }
    List<RunnerName> live = admitted.stream().filter(tasks::contains).toList();
    List<RunnerName> gone =
        admitted.stream().filter(r -> !tasks.contains(r) && closed.contains(r)).toList();
    return new AdmissionSnapshot(
        live, gone, tasks.size() - live.size(), cap, nodes.scaling != null);
  }

  @Override
  public void pausePool(PoolId id, PoolPause pause) {
    throw new AssertionError("an entity is told and tells nobody: " + pause);
  }

  public void want(int... jobs) {
    for (int job : jobs) {
      pool.want(
          new TurnRequest(
              new Turn(ID, runner(job), Instant.EPOCH.plusSeconds(job)),
              cap,
              nodes.scaling != null));
    }
  }

  /** Asks for a turn and waits until it is granted. */
  void admit(int job) {
    want(job);
    until("runner " + job + " is admitted", () -> turns(job).contains("admitted"));
  }

  /** Lets time pass, second by second, however long this machine takes for each. */
  public void until(String what, BooleanSupplier holds) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!holds.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("waited in vain until " + what + ": " + pool.status());
      }
      sleep(1);
    }
  }

  void leave(int job) {
    pool.leave(runner(job));
  }

  List<String> turns(int... jobs) {
    List<RunnerName> runners = IntStream.of(jobs).mapToObj(PoolOnTestServer::runner).toList();
    return pool.turns(runners).stream().map(TurnStatus::inWords).toList();
  }

  static RunnerName runner(int job) {
    return new RunnerName(new LifeId("mayfly", "github", job), "3fa91c", 1);
  }

  void sleep(int seconds) {
    server.sleep(Duration.ofSeconds(seconds));
  }

  Instant now() {
    return Instant.ofEpochMilli(server.currentTimeMillis());
  }

  String run() {
    return server
        .getWorkflowClient()
        .newUntypedWorkflowStub(ID.toString())
        .describe()
        .getExecution()
        .getRunId();
  }

  List<HistoryEvent> history() {
    return server.getWorkflowClient().fetchHistory(ID.toString()).getEvents();
  }

  /** Returns the values of the search attribute, in order. */
  List<String> phases() {
    return history().stream()
        .map(event -> event.getUpsertWorkflowSearchAttributesEventAttributes())
        .map(said -> said.getSearchAttributes().getIndexedFieldsMap().get(PHASE))
        .filter(Objects::nonNull)
        .map(
            value ->
                DefaultDataConverter.STANDARD_INSTANCE.fromPayload(
                    value, String.class, String.class))
        .toList();
  }

  void replay() throws Exception {
    WorkflowReplayer.replayWorkflowExecution(
        server.getWorkflowClient().fetchHistory(ID.toString()), PoolWorkflowImpl.class);
  }

  @Override
  public void close() {
    server.close();
  }
}
