package dev.mayfly.bench.ack;

import static java.util.stream.Collectors.joining;

import dev.mayfly.bench.load.Sample;
import dev.mayfly.bench.load.Samples;
import dev.mayfly.bench.stack.TemporalServer;
import dev.mayfly.service.TemporalConnection;
import io.temporal.api.enums.v1.WorkflowIdConflictPolicy;
import io.temporal.api.enums.v1.WorkflowIdReusePolicy;
import io.temporal.client.WorkflowOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Temporal's own floor: signal-with-start calls by a client that does nothing else. */
public final class BareStarts {

  // About what a life's own start and signal carry.
  private static final String ARGUMENT =
      new Random(1).ints(400, 33, 126).mapToObj(Character::toString).collect(joining());

  private BareStarts() {}

  /** As many as so many threads get done, each waiting for its answer. */
  static Samples run(TemporalServer server, int threads, Duration lasts)
      throws InterruptedException {
    TemporalConnection temporal = server.connect();
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      long end = System.nanoTime() + lasts.toNanos();
      List<Future<List<Sample>>> parts = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        parts.add(pool.submit(() -> start(temporal, end)));
      }
      List<Sample> all = new ArrayList<>();
      for (Future<List<Sample>> part : parts) {
        all.addAll(part.get());
      }
      return new Samples(all);
    } catch (ExecutionException e) {
      throw new IllegalStateException("a bare start failed", e);
    } finally {
      pool.shutdownNow();
      temporal.stop();
    }
  }

  private static List<Sample> start(TemporalConnection temporal, long end) {
    List<Sample> samples = new ArrayList<>();
    while (System.nanoTime() < end) {
      long begin = System.nanoTime();
      var unused =
          temporal
              .client()
              .newUntypedWorkflowStub("Bare", options())
              .signalWithStart("queued", new Object[] {ARGUMENT}, new Object[] {ARGUMENT});
      samples.add(new Sample(0, 202, begin, begin, System.nanoTime()));
    }
    return samples;
  }

  private static WorkflowOptions options() {
    return WorkflowOptions.newBuilder()
        .setWorkflowId("bare-" + UUID.randomUUID())
        .setTaskQueue("bare")
        .setWorkflowIdConflictPolicy(
            WorkflowIdConflictPolicy.WORKFLOW_ID_CONFLICT_POLICY_USE_EXISTING)
        .setWorkflowIdReusePolicy(WorkflowIdReusePolicy.WORKFLOW_ID_REUSE_POLICY_REJECT_DUPLICATE)
        .build();
  }
}
