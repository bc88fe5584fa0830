package dev.mayfly.workflows.sweep;

import static java.util.Objects.requireNonNull;

import dev.mayfly.workflows.id.LifeId;
import dev.mayfly.workflows.id.SweepId;
import dev.mayfly.workflows.life.RunnerWorkflow;
import dev.mayfly.workflows.step.Removal;
import dev.mayfly.workflows.temporal.EntityOnTestServer;
import dev.mayfly.workflows.temporal.FailureType;
import dev.mayfly.workflows.temporal.StepFailed;
import io.temporal.api.common.v1.ActivityType;
import io.temporal.api.common.v1.Payload;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.common.converter.DefaultDataConverter;
import io.temporal.failure.ApplicationFailure;
import io.temporal.testing.TestEnvironmentOptions;
import io.temporal.worker.Worker;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A sweep on a time-skipping server of its own, in a world that tests set. */
final class SweepOnTestServer extends EntityOnTestServer<SweepWorkflow> implements SweepActivities {

  final ScriptedSweep world = new ScriptedSweep();

  /** The questions to the steps, in order. */
  final List<String> asked = new CopyOnWriteArrayList<>();

  /** The first look for queued jobs takes until there is another. */
  volatile boolean firstTakesLong;

  private final CountDownLatch another = new CountDownLatch(2);
  private final SweepWorkflow sweep;

  /** The world is to be set before: the first round begins at once. */
  SweepOnTestServer() {
    super(
        TestEnvironmentOptions.newBuilder(),
        ScriptedSweep.ID,
        RunnerWorkflow.TASK_QUEUE,
        SweepWorkflow.class,
        SweepWorkflowImpl.class);
    Worker worker = server.newWorker(RunnerWorkflow.TASK_QUEUE);
    worker.registerWorkflowImplementationTypes(SweepWorkflowImpl.class);
    worker.registerActivitiesImplementations(this);
    sweep = entity();
  }

  void start() {
    start(SweepState.of(ScriptedSweep.ID));
  }

  SweepWorkflow sweep() {
    return sweep;
  }

  @Override
  protected Object status() {
    return sweep.status();
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
    if (firstTakesLong) {
      another.countDown();
      awaitAnother();
    }
    return step(() -> world.findQueued(after));
  }

  private void awaitAnother() {
    try {
      another.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public String provideFor(QueuedJob job) {
    return step(() -> world.provideFor(job));
  }

  @Override
  public void askAfterJob(LifeId life) {
    step(
        () -> {
          world.askAfterJob(life);
          return life;
        });
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

  void sleep(Duration time) {
    server.sleep(time);
  }

  long count(EventType type) {
    return history().stream().filter(event -> event.getEventType() == type).count();
  }

  /** The steps as the Web UI names them, activity and summary; looks at once among them. */
  List<String> steps() {
    return history().stream().map(SweepOnTestServer::taken).flatMap(Optional::stream).toList();
  }

  private static Optional<String> taken(HistoryEvent event) {
    return event.hasActivityTaskScheduledEventAttributes()
        ? Optional.of(
            named(event, event.getActivityTaskScheduledEventAttributes().getActivityType()))
        : atOnce(event).map(type -> named(event, type));
  }

  private static String named(HistoryEvent event, ActivityType type) {
    return type.getName() + " • " + text(event.getUserMetadata().getSummary());
  }

  /** As the SDK's {@code LocalActivityMarkerUtils} names it. */
  private static Optional<ActivityType> atOnce(HistoryEvent event) {
    return Optional.ofNullable(event.getMarkerRecordedEventAttributes().getDetailsMap().get("type"))
        .map(type -> ActivityType.newBuilder().setName(text(type.getPayloads(0))).build());
  }

  private static String text(Payload payload) {
    return DefaultDataConverter.STANDARD_INSTANCE.fromPayload(payload, String.class, String.class);
  }
}
