package dev.mayfly.workflows.pool;

import static java.util.Objects.requireNonNullElse;

import dev.mayfly.workflows.explanation.PoolFacts;
import dev.mayfly.workflows.id.RunnerName;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The answer to the query {@code status} of a pool's entity.
 *
 * @param line the same in one sentence, as the Web UI shows it.
 * @param maxRunners the cap; absent: none.
 * @param running how many count against it.
 * @param waiting the runners that wait for their turn, the next one first, a thousand at most.
 * @param demand how many tasks its nodes are wanted for: those that run, and those that will when
 *     there is room.
 */
public record PoolStatus(
    String line,
    @Nullable PoolPause pause,
    @Nullable Integer maxRunners,
    int running,
    List<RunnerName> waiting,
    int demand,
    NodesState nodes) {

  public PoolStatus {
    waiting = List.copyOf(waiting);
    nodes = requireNonNullElse(nodes, NodesState.UNSCALED); // an older entity says nothing of them
  }

  /**
   * Returns what it says to the question why a job waits.
   *
   * @param name the pool's.
   * @param runner whose place is asked for; absent: of none.
   */
  public PoolFacts facts(String name, @Nullable RunnerName runner) {
    PoolFacts.Pause its =
        pause == null
            ? null
            : new PoolFacts.Pause(pause.by(), pause.cause(), pause.at(), pause.isFault());
    PoolFacts.Nodes trouble =
        nodes.trouble() == null
            ? null
            : new PoolFacts.Nodes(-1, demand, false, List.of(nodes.trouble()));
    int place = runner == null ? 0 : waiting.indexOf(runner) + 1;
    return new PoolFacts(
        name, its, maxRunners, running, place, waiting.size(), null, trouble, null, null);
  }

  PoolStatus with(String itsLine, NodesState itsNodes) {
    return new PoolStatus(itsLine, pause, maxRunners, running, waiting, demand, itsNodes);
  }
}
