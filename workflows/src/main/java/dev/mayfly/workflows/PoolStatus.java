package dev.mayfly.workflows;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the query {@code status} of a pool's entity answers.
 *
 * @param line the same in one sentence, as the Web UI shows it.
 * @param maxRunners the cap; absent: none.
 * @param running how many count against it.
 * @param waiting the runners that wait for their turn, the next one first.
 */
public record PoolStatus(
    String line,
    @Nullable PoolPause pause,
    @Nullable Integer maxRunners,
    int running,
    List<RunnerName> waiting) {}
