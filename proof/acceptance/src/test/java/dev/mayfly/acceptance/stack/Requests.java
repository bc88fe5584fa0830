package dev.mayfly.acceptance.stack;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/** The requests to a stand-in since a moment, counted by method and route. */
public final class Requests {

  private final Supplier<Map<String, Long>> counts;
  private final Map<String, Long> before;

  private Requests(Supplier<Map<String, Long>> counts) {
    this.counts = counts;
    this.before = counts.get();
  }

  /** Counts from now on. */
  public static Requests since(Supplier<Map<String, Long>> counts) {
    return new Requests(counts);
  }

  /** Returns how often each route was asked for since, without those that were not. */
  public Map<String, Long> now() {
    Map<String, Long> since = new TreeMap<>();
    counts
        .get()
        .forEach(
            (route, count) -> {
              long more = count - before.getOrDefault(route, 0L);
              if (more > 0) {
                since.put(route, more);
              }
            });
    return since;
  }
}
