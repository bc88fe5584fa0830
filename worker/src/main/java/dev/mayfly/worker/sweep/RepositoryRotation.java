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
 * What this worker remembers of the repositories it looked into: which to look into first, and what
 * looking costs. Another worker, or this one after a restart, learns it anew. Thread-safe.
 */
final class RepositoryRotation {

  private final Map<String, Known> known = new ConcurrentHashMap<>();

  /**
   * @param unfinished whether runs were under way.
   * @param cost what the next look is expected to cost.
   */
  private record Known(boolean unfinished, int cost) {}

  /** One repository's turn, and where to go on should it not come. */
  record Visit(String repository, RepositoryCursor place) {}

  /**
   * The order of a look: the active ones, then the others from where the look before stopped.
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
    return known(repository).map(Known::unfinished).orElse(false);
  }

  /**
   * Notes a look. The very first one pays for everything; the next will pay only where runs are
   * under way, so that is what it is taken for.
   */
  void seen(String repository, boolean unfinished, int cost) {
    boolean first = known(repository).isEmpty();
    known.put(repository, new Known(unfinished, first && !unfinished ? 0 : cost));
  }

  int costOf(Collection<String> all) {
    return all.stream().flatMap(name -> known(name).stream()).mapToInt(Known::cost).sum();
  }

  private Optional<Known> known(String repository) {
    return Optional.ofNullable(known.get(repository));
  }

  void keepOnly(Collection<String> all) {
    known.keySet().retainAll(all);
  }
}
