package dev.mayfly.workflows.step;

import static java.util.Objects.requireNonNull;

import dev.mayfly.workflows.id.TaskRef;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A request to watch one runner and its task, from when on, and for how long at most.
 *
 * @param from when this stage began: task created, task started on a node, runner online.
 * @param patience how long the stage may take before {@link WaitResult.Overdue} (start, online) or
 *     {@link WaitResult.Idle} (completion).
 * @param jobLimit from {@code from} on, how long a busy runner may go on before {@link
 *     WaitResult.Overdue}; absent: for ever.
 * @param startTime the start of the task that the life knows, as Batch told it; absent where it
 *     knows none. It is compared with another start of this task only, never with a clock (ADR 23).
 * @param busyKnown whether the life already knows that the runner is busy; otherwise the wait tells
 *     it.
 */
public record WaitRequest(
    RunnerRef runner,
    TaskRef task,
    Instant from,
    Duration patience,
    @Nullable Duration jobLimit,
    Duration exit,
    @Nullable Instant startTime,
    boolean busyKnown) {

  public WaitRequest {
    requireNonNull(runner, "runner");
    requireNonNull(task, "task");
    requireNonNull(from, "from");
    requireNonNull(patience, "patience");
    requireNonNull(exit, "exit");
  }
}
