package dev.mayfly.worker.watch;

import com.codahale.metrics.MetricRegistry;
import dev.mayfly.service.metrics.ListedGauges;
import dev.mayfly.worker.batch.TaskSnapshot;
import dev.mayfly.workflows.id.BatchJobId;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The tasks of the pools as metrics, {@code pools.<pool>.tasks.<state>}, as far as the watcher
 * lists them.
 */
final class TaskGauges {

  // The watcher lists no tasks that no life waits for.
  private static final Duration FRESH = Duration.ofMinutes(2);

  private final ListedGauges gauges;

  TaskGauges(MetricRegistry metrics, InstantSource clock) {
    gauges = new ListedGauges(metrics, clock, FRESH);
  }

  void saw(BatchJobId job, List<TaskSnapshot> tasks) {
    Map<String, Long> counts =
        Stream.of(TaskSnapshot.State.values())
            .collect(
                Collectors.toMap(
                    state -> state.name().toLowerCase(Locale.ROOT),
                    state -> tasks.stream().filter(task -> task.state() == state).count()));
    gauges.saw("pools." + job.pool() + ".tasks", counts);
  }
}
