package dev.mayfly.workflows.step;

import static java.util.Objects.requireNonNull;

import dev.mayfly.workflows.id.TaskRef;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A task to be created: where, for which runner, with which sealed token; image and Batch pool are
 * the worker's.
 *
 * @param jobCreatedAt when the runner's job was created, by the forge's clock, for people; absent
 *     where it is not known.
 */
public record TaskRequest(
    TaskRef task,
    RunnerRef runner,
    List<String> labels,
    RunnerToken token,
    Duration maxWallClock,
    @Nullable Instant jobCreatedAt) {

  public TaskRequest {
    requireNonNull(task, "task");
    requireNonNull(runner, "runner");
    labels = List.copyOf(labels);
    requireNonNull(token, "token");
  }
}
