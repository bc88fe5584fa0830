package dev.mayfly.bench.path;

import java.io.PrintStream;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The requests to a stand-in between two moments, by route: what lives asked, and shared polls. */
public record CallsByRoute(Map<String, Long> all) {

  /** The requests that watcher and sweep make for all runners together. */
  public static final Set<String> SHARED =
      Set.of(
          "GET api/v3/{scope}/actions/runners",
          "GET api/v3/orgs/{organization}/repos",
          "GET api/v3/repos/{repository}/actions/runs",
          "GET api/v3/repos/{repository}/actions/runs/{id}/jobs",
          "GET jobs",
          "GET jobs/{job}/tasks");

  private static final String OF_ONE_RUNNER = "GET api/v3/{scope}/actions/runners?name";

  public CallsByRoute {
    all = new TreeMap<>(all);
  }

  /**
   * @param before the counters at first.
   * @param after the same counters in the end.
   */
  public static CallsByRoute between(Map<String, Long> before, Map<String, Long> after) {
    Map<String, Long> more = new TreeMap<>();
    after.forEach((route, count) -> more.put(route, count - before.getOrDefault(route, 0L)));
    // How runners and people speak to a stand-in is nobody's cost.
    more.keySet().removeIf(route -> route.contains(" _"));
    more.values().removeIf(count -> count == 0);
    return new CallsByRoute(more);
  }

  /** All but the shared polls; refused ones too. */
  public long own() {
    return sum(false);
  }

  public long shared() {
    return sum(true);
  }

  private long sum(boolean shared) {
    return all.entrySet().stream()
        .filter(route -> isShared(route.getKey()) == shared)
        .mapToLong(Map.Entry::getValue)
        .sum();
  }

  private static boolean isShared(String route) {
    return SHARED.contains(route.replaceFirst("[?].*", "")) && !route.equals(OF_ONE_RUNNER);
  }

  /** A line for each route, so that a figure that is not as it should be explains itself. */
  public void print(PrintStream out, int lives) {
    all.forEach(
        (route, count) ->
            out.printf(
                Locale.ROOT,
                "  %,8d  %8.3f each  %s%s%n",
                count,
                (double) count / lives,
                route,
                isShared(route) ? " (shared)" : ""));
  }
}
