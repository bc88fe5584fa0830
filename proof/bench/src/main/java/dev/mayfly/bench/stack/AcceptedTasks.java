package dev.mayfly.bench.stack;

import dev.mayfly.standin.batch.BatchStandIn;
import dev.mayfly.workflows.id.RunnerName;
import java.time.Instant;
import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.stream.Collectors;

/** When Batch accepted a task for each job. */
public final class AcceptedTasks {

  private static final long SECOND = 1_000_000_000L;

  private AcceptedTasks() {}

  /** By job, in nanoseconds of this JVM's clock; the first where a job has several. */
  public static Map<Long, Long> of(BatchStandIn batch) {
    long ahead = nanos(Instant.now()) - System.nanoTime();
    return batch.tasks().stream()
        .collect(
            Collectors.toMap(
                task -> job(task.id()),
                task -> nanos(task.created()) - ahead,
                BinaryOperator.minBy(Long::compare)));
  }

  private static long job(String task) {
    return RunnerName.parse(task).orElseThrow().life().jobId();
  }

  private static long nanos(Instant time) {
    return time.getEpochSecond() * SECOND + time.getNano();
  }
}
