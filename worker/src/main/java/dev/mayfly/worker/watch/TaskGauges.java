package dev.mayfly.worker.watch;

import com.codahale.metrics.MetricRegistry;
import dev.mayfly.worker.batch.TaskSnapshot;
import dev.mayfly.workflows.id.BatchJobId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The tasks of the pools as metrics, {@code pools.<pool>.tasks.<state>}, as far as the watcher
 * lists them.
 */
final class TaskGauges {

  // The watcher lists no tasks that no life waits for.
  private static final Duration FRESH = Duration.ofMinutes(2);

  private final MetricRegistry metrics;
  private final InstantSource clock;
  private final Map<String, Listing> newest = new ConcurrentHashMap<>();

  private record Listing(List<TaskSnapshot> tasks, Instant at) {}

  TaskGauges(MetricRegistry metrics, InstantSource clock) {
    this.metrics = metrics;
    this.clock = clock;
  }

  void saw(BatchJobId job, List<TaskSnapshot> tasks) {
    if (newest.put(job.pool(), new Listing(tasks, clock.instant())) == null) {
      for (TaskSnapshot.State state : TaskSnapshot.State.values()) {
        metrics.gauge(
            MetricRegistry.name(
                "pools", job.pool(), "tasks", state.name().toLowerCase(Locale.ROOT)),
            () -> () -> count(job.pool(), state));
      }
    }
  }

  private long count(String pool, TaskSnapshot.State state) {
    Listing listing = newest.get(pool);
    return listing == null || clock.instant().isAfter(listing.at().plus(FRESH))
        ? 0
        : listing.tasks().stream().filter(task -> task.state() == state).count();
  }
}
