package dev.mayfly.workflows.step;

import static java.util.Objects.requireNonNull;

import dev.mayfly.workflows.id.TaskRef;
import java.time.Duration;
import java.util.List;

/**
 * A task to be created: where, for which runner, with which sealed token; image and Batch pool are
 * the worker's.
 */
public record TaskRequest(
    TaskRef task, RunnerRef runner, List<String> labels, RunnerToken token, Duration maxWallClock) {

  public TaskRequest {
    requireNonNull(task, "task");
    requireNonNull(runner, "runner");
    labels = List.copyOf(labels);
    requireNonNull(token, "token");
  }
}
