package dev.mayfly.worker.census;

import dev.mayfly.worker.census.Census.Row;
import dev.mayfly.workflows.id.LifeId;
import dev.mayfly.workflows.life.LifeStatus;
import dev.mayfly.workflows.life.Phase;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The lives whose jobs may not run yet. No search attribute tells them from those that wait, so
 * lives are asked, as few as will do: of each pool the oldest, until one only waits.
 */
final class HeldLives {

  // Younger ones alert nobody.
  private static final Duration YOUNG = Duration.ofMinutes(5);
  private static final Duration ASKED_AGAIN = Duration.ofMinutes(5);
  private static final int MOST_QUESTIONS = 20;

  private final Function<LifeId, Optional<LifeStatus>> ask;
  private final Map<String, Instant> known = new HashMap<>();

  /**
   * @param ask empty: it does not answer.
   */
  HeldLives(Function<LifeId, Optional<LifeStatus>> ask) {
    this.ask = ask;
  }

  /** Returns the ids of those among the waiting ones. */
  Set<String> among(List<Row> waiting, Instant now) {
    known.keySet().retainAll(waiting.stream().map(Row::id).collect(Collectors.toSet()));
    Set<String> settled = new HashSet<>();
    int questions = 0;
    for (Row life : waiting.stream().sorted(Comparator.comparing(Row::begun)).toList()) {
      boolean isDue =
          !settled.contains(life.pool())
              && life.begun().plus(YOUNG).isBefore(now)
              && !known.getOrDefault(life.id(), Instant.MIN).isAfter(now.minus(ASKED_AGAIN));
      if (isDue && questions++ < MOST_QUESTIONS && !isHeld(life, now)) {
        settled.add(life.pool());
      }
    }
    return Set.copyOf(known.keySet());
  }

  private boolean isHeld(Row life, Instant now) {
    boolean is =
        LifeId.parse(life.id())
            .flatMap(ask)
            .filter(status -> status.phase() == Phase.HELD)
            .isPresent();
    if (is) {
      known.put(life.id(), now);
    } else {
      known.remove(life.id());
    }
    return is;
  }
}
