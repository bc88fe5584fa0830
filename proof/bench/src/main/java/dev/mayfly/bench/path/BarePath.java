package dev.mayfly.bench.path;

import dev.mayfly.bench.path.BareWorkflow.BareActivities;
import dev.mayfly.bench.path.BareWorkflow.BareWorkflowImpl;
import dev.mayfly.bench.stack.BenchProgress;
import dev.mayfly.bench.stack.MeasuredTemporal;
import dev.mayfly.service.temporal.TemporalConnection;
import io.temporal.client.WorkflowOptions;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerFactory;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The floor: a workflow with as many steps, which do nothing, on the same server. */
final class BarePath implements AutoCloseable {

  private static final String QUEUE = "bare-path";
  private static final int THREADS = 64;
  private static final Duration A_WHILE = Duration.ofMinutes(5);

  private final TemporalConnection temporal;
  private final WorkerFactory factory;
  private final ExecutorService callers = Executors.newFixedThreadPool(THREADS);
  private final Map<String, Long> due = new ConcurrentHashMap<>();
  private final Map<String, Long> lastStep = new ConcurrentHashMap<>();

  BarePath(MeasuredTemporal server) {
    temporal = server.connect();
    factory = WorkerFactory.newInstance(temporal.client());
    Worker worker = factory.newWorker(QUEUE);
    worker.registerWorkflowImplementationTypes(BareWorkflowImpl.class);
    BareActivities activities =
        (id, step) -> {
          if (step == BareWorkflow.STEPS) {
            lastStep.putIfAbsent(id, System.nanoTime());
          }
        };
    worker.registerActivitiesImplementations(activities);
    factory.start();
  }

  double[] oneByOne(int count) throws IOException, InterruptedException {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String id = start();
      BenchProgress.until("a bare workflow is through", A_WHILE, () -> lastStep.containsKey(id));
      ids.add(id);
    }
    return times(ids);
  }

  double[] perSecond(int rate, int seconds) throws IOException, InterruptedException {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < rate * seconds; i++) {
      ids.add(start());
      Thread.sleep(1000 / rate);
    }
    return times(ids);
  }

  double[] atOnce(int count) throws IOException, InterruptedException {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      ids.add(start());
    }
    return times(ids);
  }

  @SuppressWarnings("FutureReturnValueIgnored") // one that fails is never through
  private String start() {
    String id = "bare-" + UUID.randomUUID();
    due.put(id, System.nanoTime());
    callers.submit(
        () ->
            temporal
                .client()
                .newUntypedWorkflowStub(
                    "BareWorkflow",
                    WorkflowOptions.newBuilder().setWorkflowId(id).setTaskQueue(QUEUE).build())
                .signalWithStart("queued", new Object[] {id}, new Object[] {id}));
    return id;
  }

  private double[] times(List<String> ids) throws IOException, InterruptedException {
    BenchProgress.until(
        "the bare workflows are through", A_WHILE, () -> lastStep.keySet().containsAll(ids));
    return ids.stream()
        .mapToDouble(id -> (lastStep.getOrDefault(id, 0L) - due.getOrDefault(id, 0L)) / 1e6)
        .sorted()
        .toArray();
  }

  @Override
  public void close() {
    callers.shutdownNow();
    factory.shutdownNow();
    temporal.stop();
  }
}
