package dev.mayfly.workflows.sweep;

import static java.util.Objects.requireNonNull;

import dev.mayfly.workflows.id.SweepId;
import dev.mayfly.workflows.life.Removal;
import dev.mayfly.workflows.life.RunnerWorkflow;
import dev.mayfly.workflows.temporal.FailureType;
import dev.mayfly.workflows.temporal.SearchAttributes;
import dev.mayfly.workflows.temporal.StepFailed;
import io.temporal.api.enums.v1.EventType;
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
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A sweep on a time-skipping server of its own, in a world that tests set. */
final class SweepOnTestServer implements SweepActivities, AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final String PHASE = SearchAttributes.PHASE.getName();

  final ScriptedSweep world = new ScriptedSweep();

  /** The questions to the steps, in order. */
  final List<String> asked = new CopyOnWriteArrayList<>();

  private final TestWorkflowEnvironment server;
  private final SweepWorkflow sweep;

  /** The world is to be set before: the first round begins at once. */
  SweepOnTestServer() {
    TestEnvironmentOptions.Builder options = TestEnvironmentOptions.newBuilder();
    SearchAttributes.ALL.forEach(
        key ->
            options.registerSearchAttribute(
                key.getName(), IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD));
    server = TestWorkflowEnvironment.newInstance(options.build());
    Worker worker = server.newWorker(RunnerWorkflow.TASK_QUEUE);
    worker.registerWorkflowImplementationTypes(SweepWorkflowImpl.class);
    worker.registerActivitiesImplementations(this);
    sweep =
        server
            .getWorkflowClient()
            .newWorkflowStub(SweepWorkflow.class, ScriptedSweep.ID.toString());
  }

  void start() {
    server.start();
    SweepWorkflow started =
        server
            .getWorkflowClient()
            .newWorkflowStub(
                SweepWorkflow.class,
                WorkflowOptions.newBuilder()
                    .setWorkflowId(ScriptedSweep.ID.toString())
                    .setTaskQueue(RunnerWorkflow.TASK_QUEUE)
                    .build());
    WorkflowStub.fromTyped(started).start(SweepState.of(ScriptedSweep.ID));
  }

  /** The sweep, whichever run of it is the current one. */
  SweepWorkflow sweep() {
    return sweep;
  }

  @Override
  public DeliveriesSnapshot findFailedDeliveries(SweepId id, List<HookCursor> marks) {
    return step(() -> world.findFailedDeliveries(marks));
  }

  @Override
  public void redeliver(SweepId id, FailedDelivery delivery) {
    step(
        () -> {
          world.redeliver(delivery);
          return id;
        });
  }

  @Override
  public QueueSnapshot findQueued(SweepId id, @Nullable String after) {
    return step(() -> world.findQueued(after));
  }

  @Override
  public String provideFor(QueuedJob job) {
    return step(() -> world.provideFor(job));
  }

  @Override
  public OrphansSnapshot findOrphans(SweepId id) {
    return step(world::findOrphans);
  }

  @Override
  public Removal removeOrphan(SweepId id, Orphan orphan) {
    return step(() -> world.removeOrphan(orphan));
  }

  /** Runs a step: one that fails may succeed later, one that is refused never does. */
  private <T> T step(Supplier<T> of) {
    synchronized (world) {
      world.now = Instant.ofEpochMilli(server.currentTimeMillis());
      try {
        return of.get();
      } catch (StepFailed failed) {
        String why = requireNonNull(failed.getMessage());
        throw failed.mayWorkLater()
            ? ApplicationFailure.newFailure(why, FailureType.UNAVAILABLE)
            : ApplicationFailure.newNonRetryableFailure(why, FailureType.REFUSED);
      } finally {
        asked.addAll(world.asked);
        world.asked.clear();
      }
    }
  }

  /** Changes the world between two steps. */
  void set(Runnable change) {
    synchronized (world) {
      change.run();
    }
  }

  void untilRounds(long many) {
    until("round " + many, () -> sweep.status().counts().rounds() >= many);
  }

  /** Lets time pass, second by second, however long this machine takes for each. */
  void until(String what, BooleanSupplier holds) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!holds.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("waited in vain until " + what + ": " + sweep.status());
      }
      sleep(Duration.ofSeconds(1));
    }
  }

  void sleep(Duration time) {
    server.sleep(time);
  }

  Instant now() {
    return Instant.ofEpochMilli(server.currentTimeMillis());
  }

  WorkflowStub untyped() {
    return server.getWorkflowClient().newUntypedWorkflowStub(ScriptedSweep.ID.toString());
  }

  String run() {
    return untyped().describe().getExecution().getRunId();
  }

  List<HistoryEvent> history() {
    return server.getWorkflowClient().fetchHistory(ScriptedSweep.ID.toString()).getEvents();
  }

  long count(EventType type) {
    return history().stream().filter(event -> event.getEventType() == type).count();
  }

  /** The steps as the Web UI names them: activity and summary. */
  List<String> steps() {
    return history().stream()
        .filter(HistoryEvent::hasActivityTaskScheduledEventAttributes)
        .map(
            event ->
                event.getActivityTaskScheduledEventAttributes().getActivityType().getName()
                    + " • "
                    + DefaultDataConverter.STANDARD_INSTANCE.fromPayload(
                        event.getUserMetadata().getSummary(), String.class, String.class))
        .toList();
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
        server.getWorkflowClient().fetchHistory(ScriptedSweep.ID.toString()),
        SweepWorkflowImpl.class);
  }

  @Override
  public void close() {
    server.close();
  }
}
