package dev.mayfly.workflows.routing;

import dev.mayfly.workflows.fleet.Pool;
import dev.mayfly.workflows.temporal.OneLine;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The pool that comes nearest to serving a job that none serves, and what keeps it from that.
 *
 * @param absent what the pool requires, and the job does not ask for.
 * @param alien what the job asks for, and the pool does not offer.
 */
record NearestPool(Pool pool, Set<String> absent, Set<String> alien) {

  private static final int LONGEST = 100;

  /** Returns what to change, in words; empty where no pool has a label in common with the job. */
  static Optional<String> of(List<Pool> pools, List<String> labels) {
    return pools.stream()
        .filter(pool -> without(pool.labels(), labels).size() < set(pool.labels()).size())
        .map(
            pool ->
                new NearestPool(
                    pool, without(pool.require(), labels), without(labels, pool.labels())))
        .filter(near -> near.distance() == 0 || !near.pool.retired())
        .min(Comparator.comparingInt(NearestPool::distance))
        .map(NearestPool::inWords);
  }

  private int distance() {
    return absent.size() + alien.size();
  }

  private String inWords() {
    String name = "pool " + pool.name();
    if (distance() == 0) {
      return name + " would, but it is retired";
    }
    List<String> differs = new ArrayList<>();
    if (!absent.isEmpty()) {
      differs.add("requires " + absent + " in runs-on as well");
    }
    if (!alien.isEmpty()) {
      differs.add("does not offer " + OneLine.of(alien.toString(), LONGEST));
    }
    return name + " comes nearest, but it " + String.join(" and ", differs);
  }

  private static Set<String> without(List<String> these, List<String> those) {
    Set<String> left = set(these);
    left.removeAll(set(those));
    return left;
  }

  private static Set<String> set(List<String> labels) {
    Set<String> all = new TreeSet<>();
    labels.forEach(label -> all.add(label.toLowerCase(Locale.ROOT)));
    return all;
  }
}
