package dev.mayfly.worker;

import com.codahale.metrics.health.HealthCheck.Result;
import com.google.common.util.concurrent.ThreadFactoryBuilder;
import dev.mayfly.service.crypto.PayloadEncryption;
import dev.mayfly.service.temporal.NamespaceAttributes;
import dev.mayfly.service.temporal.TemporalConnection;
import dev.mayfly.service.temporal.TemporalHealthCheck;
import dev.mayfly.worker.WorkerConfiguration.VersionSettings;
import dev.mayfly.workflows.cost.Prices;
import dev.mayfly.workflows.inquiry.InquiryWorkflowImpl;
import dev.mayfly.workflows.intake.EventIntakeImpl;
import dev.mayfly.workflows.intake.IntakeActivities;
import dev.mayfly.workflows.intake.IntakeWorkflowImpl;
import dev.mayfly.workflows.life.RunCancelWorkflowImpl;
import dev.mayfly.workflows.life.RunnerRequest;
import dev.mayfly.workflows.life.RunnerWorkflow;
import dev.mayfly.workflows.life.RunnerWorkflowImpl;
import dev.mayfly.workflows.pool.AutoUpgradedPool;
import dev.mayfly.workflows.pool.PoolWorkflowImpl;
import dev.mayfly.workflows.sweep.AutoUpgradedSweep;
import dev.mayfly.workflows.sweep.SweepWorkflowImpl;
import dev.mayfly.workflows.temporal.MessageGuard;
import io.dropwizard.lifecycle.Managed;
import io.grpc.StatusRuntimeException;
import io.temporal.common.VersioningBehavior;
import io.temporal.common.WorkerDeploymentVersion;
import io.temporal.common.interceptors.WorkerInterceptor;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerDeploymentOptions;
import io.temporal.worker.WorkerFactory;
import io.temporal.worker.WorkerFactoryOptions;
import io.temporal.worker.WorkerOptions;
import io.temporal.worker.WorkflowImplementationOptions;
import io.temporal.worker.tuning.PollerBehaviorAutoscaling;
import io.temporal.worker.tuning.WorkerTuner;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Temporal's worker: polls the one task queue for lives and their steps. The SDK's own start fails
 * while Temporal is down, so it is tried until it succeeds.
 */
final class TemporalWorker implements Managed {

  private static final Logger LOG = LoggerFactory.getLogger(TemporalWorker.class);
  // A life that is not cached replays some 60 events when it is woken; a cached one holds a thread
  // or more, whose stacks are beside the heap.
  private static final long HEAP_OF_A_LIFE = 4L << 20;
  private static final int FEWEST_CACHED = 200;
  private static final int MOST_CACHED = 1_000;
  private static final int THREADS_OF_A_LIFE = 4;
  // The SDK's one second takes a machine that is busy starting for a deadlock.
  private static final Duration LONGEST_WORKFLOW_TASK = Duration.ofSeconds(8);
  // The SDK would hold a beat back for 0.8 of its time-out. Rule temporal-heartbeat-throttle.
  private static final Duration CLOSEST_BEATS = Duration.ofSeconds(1);
  private static final Duration TRY_AGAIN = Duration.ofSeconds(2);
  private static final Duration LAST_START = Duration.ofSeconds(2);
  private static final Duration LAST_STEPS = Duration.ofSeconds(10);
  // It starts one life after the other, as soon as there is room (ADR 17).
  private static final int INTAKES_AT_ONCE = 1;

  private final TemporalConnection temporal;
  private final WorkerFactory factory;
  private final StepPulse pulse = new StepPulse();
  private final ScheduledExecutorService starter =
      Executors.newSingleThreadScheduledExecutor(
          new ThreadFactoryBuilder()
              .setNameFormat("temporal-worker-start")
              .setDaemon(true)
              .build());
  private final NamespaceAttributes attributes;
  private volatile String waitsFor = "Temporal has not been reached";
  // The factory's own claim waits for a start in progress.
  private volatile boolean polls;

  /**
   * @param told of this worker, as its identity where that is in no life's history.
   * @param version absent: any worker of the task queue takes any life, whatever it began on.
   * @param prices by which lives tell what they cost; absent: they do not.
   * @param slots how many tasks and steps of lives it has in hand at most.
   * @param losses look for what dead workers leave to this one.
   */
  TemporalWorker(
      TemporalConnection temporal,
      String told,
      Optional<VersionSettings> version,
      Optional<Prices> prices,
      WorkerTuner slots,
      List<WorkerInterceptor> losses,
      IntakeActivities intake,
      Object... activities) {
    this.temporal = temporal;
    this.attributes = new NamespaceAttributes(temporal);
    int cached = cachedLives(Runtime.getRuntime().maxMemory());
    factory =
        WorkerFactory.newInstance(
            temporal.client(),
            WorkerFactoryOptions.newBuilder()
                .setWorkerInterceptors(
                    Stream.concat(
                            Stream.of(new MessageGuard(), new StepLog(), pulse), losses.stream())
                        .toArray(WorkerInterceptor[]::new))
                .setWorkflowCacheSize(cached)
                .setMaxWorkflowThreadCount(cached * THREADS_OF_A_LIFE)
                .build());
    Worker worker =
        factory.newWorker(
            temporal.taskQueue(),
            options(version)
                .setWorkerTuner(slots)
                .setWorkflowTaskPollersBehavior(new PollerBehaviorAutoscaling())
                .setActivityTaskPollersBehavior(new PollerBehaviorAutoscaling())
                .build());
    boolean encrypted = PayloadEncryption.isOn(temporal.client());
    worker.registerWorkflowImplementationFactory(
        RunnerWorkflow.class,
        input -> new RunnerWorkflowImpl(input.get(0, RunnerRequest.class), encrypted, prices),
        WorkflowImplementationOptions.getDefaultInstance());
    worker.registerWorkflowImplementationTypes(
        EventIntakeImpl.class,
        IntakeWorkflowImpl.class,
        InquiryWorkflowImpl.class,
        RunCancelWorkflowImpl.class);
    worker.registerWorkflowImplementationTypes(
        version.isPresent() ? AutoUpgradedPool.class : PoolWorkflowImpl.class,
        version.isPresent() ? AutoUpgradedSweep.class : SweepWorkflowImpl.class);
    worker.registerActivitiesImplementations(activities);
    factory
        .newWorker(
            temporal.taskQueue() + IntakeActivities.QUEUE_SUFFIX,
            options(version)
                .setIdentity(told)
                .setMaxConcurrentActivityExecutionSize(INTAKES_AT_ONCE)
                .setMaxConcurrentActivityTaskPollers(1)
                .build())
        .registerActivitiesImplementations(intake);
  }

  /** Returns how many lives a heap of this many bytes keeps between two of their tasks. */
  static int cachedLives(long heap) {
    return (int) Math.max(FEWEST_CACHED, Math.min(MOST_CACHED, heap / HEAP_OF_A_LIFE));
  }

  private static WorkerOptions.Builder options(Optional<VersionSettings> version) {
    WorkerOptions.Builder options =
        WorkerOptions.newBuilder()
            .setDefaultDeadlockDetectionTimeout(LONGEST_WORKFLOW_TASK.toMillis())
            .setMaxHeartbeatThrottleInterval(CLOSEST_BEATS);
    version.ifPresent(
        it ->
            options.setDeploymentOptions(
                WorkerDeploymentOptions.newBuilder()
                    .setUseVersioning(true)
                    .setVersion(new WorkerDeploymentVersion(it.deployment(), it.buildId()))
                    // A life is over in days at most, so its worker can wait for it.
                    .setDefaultVersioningBehavior(VersioningBehavior.PINNED)
                    .build()));
    return options;
  }

  @Override
  public void start() {
    starter.execute(this::tryToStart);
  }

  private void tryToStart() {
    try {
      List<String> missing = attributes.missing();
      if (missing.isEmpty()) {
        poll();
      } else {
        tryAgain(attributes.told(missing));
      }
    } catch (StatusRuntimeException e) {
      tryAgain(TemporalHealthCheck.told(temporal, e));
    } catch (RuntimeException e) {
      tryAgain(String.valueOf(e.getMessage()));
    }
  }

  private void poll() {
    factory.start();
    polls = true;
    LOG.atInfo()
        .addKeyValue("temporal", temporal.address())
        .addKeyValue("taskQueue", temporal.taskQueue())
        .log("worker polls");
  }

  @SuppressWarnings("FutureReturnValueIgnored") // the attempt itself never throws
  private void tryAgain(String why) {
    if (starter.isShutdown()) {
      return;
    }
    if (!why.equals(waitsFor)) {
      LOG.atWarn()
          .addKeyValue("cause", why)
          .log("the worker does not poll yet; trying again until it can");
    }
    waitsFor = why;
    starter.schedule(this::tryToStart, TRY_AGAIN.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Returns whether lives and steps are polled for, and can go on; otherwise why they are not. */
  Result health() {
    if (!polls) {
      return Result.unhealthy("does not poll yet: %s", waitsFor);
    }
    try {
      List<String> missing = attributes.missing();
      return missing.isEmpty()
          ? Result.healthy("polls %s", temporal.taskQueue())
          : Result.unhealthy("%s", attributes.told(missing));
    } catch (StatusRuntimeException unknown) {
      return Result.healthy("polls %s", temporal.taskQueue()); // The check of Temporal says it.
    }
  }

  /**
   * Lets steps in progress finish; another worker repeats those that do not.
   *
   * @throws IllegalStateException when something did not.
   */
  @Override
  public void stop() throws InterruptedException {
    starter.shutdownNow();
    if (!starter.awaitTermination(LAST_START.toMillis(), TimeUnit.MILLISECONDS) || !polls) {
      return; // The factory runs nothing yet, and its shutdown would ask the silent Temporal first.
    }
    factory.shutdown();
    factory.awaitTermination(LAST_STEPS.toMillis(), TimeUnit.MILLISECONDS);
    boolean finished = factory.isTerminated();
    factory.shutdownNow();
    pulse.close();
    if (!finished) {
      throw new IllegalStateException(
          "steps took longer than " + LAST_STEPS.toSeconds() + " s; another worker repeats them");
    }
  }
}
