package dev.mayfly.bench.cost;

import dev.mayfly.bench.stack.Installation;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/**
 * The readings of all that a life costs, at a moment or between two.
 *
 * @param nanos of this JVM's clock.
 * @param actions that Temporal has counted, by type; heartbeats are among them.
 */
record Meter(
    long nanos,
    Map<String, Double> actions,
    Duration gateway,
    Duration worker,
    Duration temporal,
    long databaseBytes) {

  // Seen on 1.29.1: what happened within the last second is not in the server's counters yet.
  private static final Duration UNTIL_COUNTED = Duration.ofSeconds(2);

  /** Reads all of them, once what happened is counted. */
  static Meter of(Installation mayfly) throws IOException, InterruptedException {
    Thread.sleep(UNTIL_COUNTED.toMillis());
    return new Meter(
        System.nanoTime(),
        mayfly.temporal().actions(),
        mayfly.gateway().process().cpu(),
        mayfly.worker().process().cpu(),
        mayfly.temporal().process().cpu(),
        mayfly.databaseBytes());
  }

  double allActions() {
    return sum("");
  }

  double beats() {
    return sum("Heartbeat");
  }

  private double sum(String kind) {
    return actions.entrySet().stream()
        .filter(action -> action.getKey().contains(kind))
        .mapToDouble(Map.Entry::getValue)
        .sum();
  }

  Meter since(Meter before) {
    return minus(before, 1);
  }

  /** The same without what would have been used anyway, which another reading tells. */
  Meter without(Meter idle) {
    return minus(idle, (double) nanos / idle.nanos);
  }

  private Meter minus(Meter other, double times) {
    return new Meter(
        nanos - Math.round(other.nanos * times),
        minus(actions, other.actions, times),
        gateway.minus(share(other.gateway, times)),
        worker.minus(share(other.worker, times)),
        temporal.minus(share(other.temporal, times)),
        databaseBytes - Math.round(other.databaseBytes * times));
  }

  private static Map<String, Double> minus(
      Map<String, Double> all, Map<String, Double> others, double times) {
    Map<String, Double> left = new TreeMap<>(all);
    left.replaceAll((type, count) -> count - times * others.getOrDefault(type, 0.0));
    return left;
  }

  private static Duration share(Duration time, double times) {
    return Duration.ofNanos(Math.round(time.toNanos() * times));
  }
}
