package dev.mayfly.worker.sweep;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The repositories that this worker has searched: which come first, and the cost of a search.
 * Another worker, or this one after a restart, learns it anew. Thread-safe.
 */
final class RepositoryRotation {

  private final Map<String, Searched> known = new ConcurrentHashMap<>();

  /**
   * @param unfinished whether runs were under way.
   * @param cost the expected cost of the next search.
   */
  private record Searched(boolean unfinished, int cost) {}

  /** One repository's turn, and where to go on should it not come. */
  record Visit(String repository, RepositoryCursor place) {}

  /**
   * Returns the order of a search: the active ones, then the others from where the last one
   * stopped.
   *
   * @param pushedLately which ones count as active although nothing was under way there.
   */
  List<Visit> order(
      Collection<String> all, Predicate<String> pushedLately, RepositoryCursor after) {
    List<String> sorted = all.stream().sorted().toList();
    Predicate<String> active = name -> isUnfinished(name) || pushedLately.test(name);
    List<Visit> order = new ArrayList<>();
    from(after.active(), sorted.stream().filter(active))
        .forEach(name -> order.add(new Visit(name, new RepositoryCursor(name, after.rest()))));
    from(after.rest(), sorted.stream().filter(active.negate()))
        .forEach(name -> order.add(new Visit(name, new RepositoryCursor(null, name))));
    return order;
  }

  private static Stream<String> from(@Nullable String first, Stream<String> sorted) {
    return sorted.filter(name -> first == null || name.compareTo(first) >= 0);
  }

  private boolean isUnfinished(String repository) {
    return known(repository).map(Searched::unfinished).orElse(false);
  }

  /**
   * Records a search. The very first one pays for everything; the next will pay only where runs are
   * under way, so only those count.
   */
  void seen(String repository, boolean unfinished, int cost) {
    boolean first = known(repository).isEmpty();
    known.put(repository, new Searched(unfinished, first && !unfinished ? 0 : cost));
  }

  int costOf(Collection<String> all) {
    return all.stream().flatMap(name -> known(name).stream()).mapToInt(Searched::cost).sum();
  }

  private Optional<Searched> known(String repository) {
    return Optional.ofNullable(known.get(repository));
  }

  void keepOnly(Collection<String> all) {
    known.keySet().retainAll(all);
  }
}
