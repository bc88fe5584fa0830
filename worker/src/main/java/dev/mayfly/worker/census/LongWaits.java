package dev.mayfly.worker.census;

import dev.mayfly.workflows.id.LifeId;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Tells lives that their jobs wait longer than is configured for their forge, each once. A worker
 * that was started since tells them again; a life heeds the first message. So a healthy life needs
 * no timer for it.
 */
final class LongWaits {

  private final Map<String, Duration> patience;
  private final Predicate<String> tell;
  private final Set<String> told = new HashSet<>();

  /**
   * @param patience by the forge's configured name; a forge without any has none that are told.
   * @param tell tells a life, by its id; returns whether it could be told.
   */
  LongWaits(Map<String, Duration> patience, Predicate<String> tell) {
    this.patience = Map.copyOf(patience);
    this.tell = tell;
  }

  void look(Census census) {
    Set<String> waiting =
        census
            .waiting()
            .filter(row -> isLong(census, row))
            .map(Census.Row::id)
            .collect(Collectors.toSet());
    told.retainAll(waiting);
    waiting.stream().filter(life -> !told.contains(life)).filter(tell).forEach(told::add);
  }

  private boolean isLong(Census census, Census.Row row) {
    @Nullable Duration most =
        LifeId.parse(row.id()).map(life -> patience.get(life.forge())).orElse(null);
    return most != null && census.age(row) >= most.toSeconds();
  }
}
