package dev.mayfly.workflows.temporal;

import static java.util.Objects.requireNonNullElse;

import io.temporal.api.enums.v1.IndexedValueType;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.common.WorkflowExecutionHistory;
import io.temporal.common.converter.DefaultDataConverter;
import io.temporal.testing.TestEnvironmentOptions;
import io.temporal.testing.TestWorkflowEnvironment;
import io.temporal.testing.WorkflowReplayer;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerFactoryOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.junit.jupiter.api.TestInfo;

/**
 * An entity, that is a workflow without an end, on a time-skipping server of its own.
 *
 * @param <W> its interface.
 */
public abstract class EntityOnTestServer<W> implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final String PHASE = SearchAttributes.PHASE.getName();

  protected final TestWorkflowEnvironment server;
  private final String id;
  private final String taskQueue;
  private final Class<W> type;
  private final Class<? extends W> code;

  protected EntityOnTestServer(
      TestEnvironmentOptions.Builder options,
      Object id,
      String taskQueue,
      Class<W> type,
      Class<? extends W> code) {
    this.server = server(options);
    this.id = id.toString();
    this.taskQueue = taskQueue;
    this.type = type;
    this.code = code;
  }

  /** A server that knows the search attributes, with workers that guard as the product's do. */
  public static TestWorkflowEnvironment server(TestEnvironmentOptions.Builder options) {
    SearchAttributes.ALL.forEach(
        key ->
            options.registerSearchAttribute(
                key.getName(), IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD));
    WorkerFactoryOptions workers =
        requireNonNullElse(
            options.build().getWorkerFactoryOptions(), WorkerFactoryOptions.getDefaultInstance());
    return TestWorkflowEnvironment.newInstance(
        options
            .setWorkflowClientOptions(
                WorkflowClientOptions.newBuilder()
                    .setDataConverter(PayloadJson.converter())
                    .build())
            .setWorkerFactoryOptions(
                WorkerFactoryOptions.newBuilder(workers)
                    .setWorkerInterceptors(new MessageGuard())
                    .build())
            .build());
  }

  /** Replays a history as a worker of the product would, guard included. */
  public static void replay(WorkflowExecutionHistory history, Class<?>... code) throws Exception {
    try (TestWorkflowEnvironment elsewhere = server(TestEnvironmentOptions.newBuilder())) {
      Worker worker = elsewhere.newWorker("replay");
      worker.registerWorkflowImplementationTypes(code);
      WorkflowReplayer.replayWorkflowExecution(history, worker);
    }
  }

  protected void start(Object state) {
    server.start();
    WorkflowOptions options =
        WorkflowOptions.newBuilder().setWorkflowId(id).setTaskQueue(taskQueue).build();
    WorkflowStub.fromTyped(server.getWorkflowClient().newWorkflowStub(type, options)).start(state);
  }

  /** The entity, whichever run of it is the current one. */
  protected W entity() {
    return server.getWorkflowClient().newWorkflowStub(type, id);
  }

  /** Its status, for the message of a test that fails. */
  protected abstract Object status();

  /** Lets time pass, second by second, however long this machine takes for each. */
  public void until(String what, BooleanSupplier holds) {
    until(server, what, holds, this::status);
  }

  /** The same on any such server, whose entity has this status. */
  public static void until(
      TestWorkflowEnvironment server, String what, BooleanSupplier holds, Supplier<?> status) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!holds.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("waited in vain until " + what + ": " + status.get());
      }
      server.sleep(Duration.ofSeconds(1));
    }
  }

  public Instant now() {
    return Instant.ofEpochMilli(server.currentTimeMillis());
  }

  public WorkflowStub untyped() {
    return server.getWorkflowClient().newUntypedWorkflowStub(id);
  }

  public String run() {
    return untyped().describe().getExecution().getRunId();
  }

  public List<HistoryEvent> history() {
    return server.getWorkflowClient().fetchHistory(id).getEvents();
  }

  /** Returns the values of the search attribute, in order. */
  public List<String> phases() {
    return phases(history());
  }

  /** Returns the values that the search attribute has had in a history. */
  public static List<String> phases(List<HistoryEvent> history) {
    return history.stream()
        .map(event -> event.getUpsertWorkflowSearchAttributesEventAttributes())
        .map(said -> said.getSearchAttributes().getIndexedFieldsMap().get(PHASE))
        .filter(Objects::nonNull)
        .map(
            value ->
                DefaultDataConverter.STANDARD_INSTANCE.fromPayload(
                    value, String.class, String.class))
        .toList();
  }

  /** Replays the history, whatever happened, records it where the test says so, and closes. */
  public void replayAndClose(TestInfo test) throws Exception {
    try {
      replay(server.getWorkflowClient().fetchHistory(id), code);
      if (test.getTags().contains(Histories.RECORDED)) {
        Histories.record(test.getDisplayName().replace("()", ""), id, history());
      }
    } finally {
      close();
    }
  }

  @Override
  public void close() {
    server.close();
  }
}
