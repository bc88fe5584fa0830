package dev.mayfly.worker.watch;

import com.google.common.collect.Lists;
import dev.mayfly.worker.pool.TurnClient;
import dev.mayfly.workflows.id.PoolId;
import dev.mayfly.workflows.id.RunnerName;
import dev.mayfly.workflows.pool.Turn;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * The runners that have left, until their pool has been told. What is lost with this process costs
 * a minute: the pool looks who is there.
 */
final class Leavers {

  private final TurnClient turns;
  private final Map<PoolId, Set<RunnerName>> untold = new ConcurrentHashMap<>();

  Leavers(TurnClient turns) {
    this.turns = turns;
  }

  void add(Turn turn) {
    untold.computeIfAbsent(turn.pool(), unused -> ConcurrentHashMap.newKeySet()).add(turn.runner());
  }

  /** Returns the pools that there is something to tell. */
  Set<PoolId> pools() {
    return untold.entrySet().stream()
        .filter(each -> !each.getValue().isEmpty())
        .map(Map.Entry::getKey)
        .collect(Collectors.toUnmodifiableSet());
  }

  /** Tells a pool; those of a message that is not taken are told again by the next one. */
  void tell(PoolId pool) {
    Set<RunnerName> gone = untold.getOrDefault(pool, Set.of());
    try {
      for (List<RunnerName> some : Lists.partition(List.copyOf(gone), TurnPoll.IN_ONE_MESSAGE)) {
        turns.leave(pool, some);
        some.forEach(gone::remove);
      }
    } catch (RuntimeException unanswered) {
      // As long as Temporal is away, no place goes to another runner either.
    }
  }
}
