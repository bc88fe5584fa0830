package dev.mayfly.worker;

import dev.mayfly.service.TemporalConnection;
import dev.mayfly.workflows.RunnerWorkflowImpl;
import io.dropwizard.lifecycle.Managed;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerFactory;
import io.temporal.worker.WorkerFactoryOptions;
import java.util.concurrent.TimeUnit;

/** Temporal's worker: polls the one task queue for lives and their steps. */
final class TemporalWorker implements Managed {

  // A cached life holds a thread; one that is not cached replays some 60 events when it is woken.
  private static final int CACHED_LIVES = 200;
  private static final int MOST_THREADS = 800;

  private final WorkerFactory factory;

  TemporalWorker(TemporalConnection temporal, Object... activities) {
    factory =
        WorkerFactory.newInstance(
            temporal.client(),
            WorkerFactoryOptions.newBuilder()
                .setWorkflowCacheSize(CACHED_LIVES)
                .setMaxWorkflowThreadCount(MOST_THREADS)
                .build());
    Worker worker = factory.newWorker(temporal.taskQueue());
    worker.registerWorkflowImplementationTypes(RunnerWorkflowImpl.class);
    worker.registerActivitiesImplementations(activities);
  }

  @Override
  public void start() {
    factory.start();
  }

  /** Lets steps in progress finish; whatever does not is repeated by another worker. */
  @Override
  public void stop() {
    factory.shutdown();
    factory.awaitTermination(10, TimeUnit.SECONDS);
    factory.shutdownNow();
  }
}
