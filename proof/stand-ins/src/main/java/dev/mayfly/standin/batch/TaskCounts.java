package dev.mayfly.standin.batch;

import dev.mayfly.standin.runner.Death;
import java.util.List;
import java.util.stream.Stream;

/**
 * The outcomes of all tasks so far, removed ones included.
 *
 * @param created how many were accepted.
 * @param started how often a container began to run; more than once for a preempted task.
 * @param deaths those that {@link Mortality} brought about.
 */
public record TaskCounts(int created, int started, List<TaskDeath> deaths) {

  static final TaskCounts NONE = new TaskCounts(0, 0, List.of());

  /** A task, by its id, died. */
  public record TaskDeath(String task, Death when) {}

  public TaskCounts {
    deaths = List.copyOf(deaths);
  }

  TaskCounts oneCreated() {
    return new TaskCounts(created + 1, started, deaths);
  }

  TaskCounts oneStarted() {
    return new TaskCounts(created, started + 1, deaths);
  }

  TaskCounts oneDied(String task, Death when) {
    return new TaskCounts(
        created,
        started,
        Stream.concat(deaths.stream(), Stream.of(new TaskDeath(task, when))).toList());
  }
}
