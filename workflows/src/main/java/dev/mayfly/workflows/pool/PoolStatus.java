package dev.mayfly.workflows.pool;

import static java.util.Objects.requireNonNullElse;

import dev.mayfly.workflows.explanation.PoolFacts;
import dev.mayfly.workflows.id.LifeId;
import dev.mayfly.workflows.id.RunnerName;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The answer to the query {@code status} of a pool's entity.
 *
 * @param line the same in one sentence, as the Web UI shows it.
 * @param maxRunners the cap; absent: none.
 * @param running how many count against it.
 * @param waiting the runners that wait for their turn, the next one first, a thousand at most.
 * @param pace the time from one free place to the next, of late; absent: not known.
 * @param demand how many tasks its nodes are wanted for: those that run, and those that will when
 *     there is room.
 * @param counted its nodes as they were last listed; absent: they were not.
 */
public record PoolStatus(
    String line,
    @Nullable PoolPause pause,
    @Nullable Integer maxRunners,
    int running,
    List<RunnerName> waiting,
    @Nullable Duration pace,
    int demand,
    NodesState nodes,
    @Nullable NodesCount counted) {

  /**
   * Nodes of a pool.
   *
   * @param target that were asked for.
   * @param moves whether Batch is resizing them.
   */
  public record NodesCount(int current, int target, boolean moves) {}

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
    int place = runner == null ? 0 : waiting.indexOf(runner) + 1;
    return new PoolFacts(name, its, maxRunners, running, place, waiting.size(), pace, nodeFacts());
  }

  /** Says in a few words why a job of it waits, as {@link PoolFacts#headline} does. */
  public String headline(String name, LifeId life) {
    RunnerName runner =
        waiting.stream().filter(it -> it.life().equals(life)).findFirst().orElse(null);
    return facts(name, runner).headline();
  }

  private PoolFacts.@Nullable Nodes nodeFacts() {
    List<String> errors = nodes.trouble() == null ? List.of() : List.of(nodes.trouble());
    if (counted != null) {
      return new PoolFacts.Nodes(counted.current(), counted.target(), counted.moves(), errors);
    }
    return errors.isEmpty() ? null : new PoolFacts.Nodes(-1, demand, false, errors);
  }

  PoolStatus with(String itsLine, NodesState itsNodes, @Nullable NodesCount itsCount) {
    return new PoolStatus(
        itsLine, pause, maxRunners, running, waiting, pace, demand, itsNodes, itsCount);
  }
}
