package dev.mayfly.bench.cost;

import dev.mayfly.bench.stack.Installation;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;

/**
 * The readings of all that a life costs, at a moment or between two.
 *
 * @param nanos of this JVM's clock.
 * @param actions that Temporal has counted, heartbeats included.
 */
record Meter(
    long nanos,
    double actions,
    double beats,
    Duration gateway,
    Duration worker,
    Duration temporal,
    long databaseBytes) {

  static Meter of(Installation mayfly) throws IOException, InterruptedException {
    Map<String, Double> actions = mayfly.temporal().actions();
    return new Meter(
        System.nanoTime(),
        sum(actions, ""),
        sum(actions, "Heartbeat"),
        mayfly.gateway().process().cpu(),
        mayfly.worker().process().cpu(),
        mayfly.temporal().process().cpu(),
        mayfly.databaseBytes());
  }

  private static double sum(Map<String, Double> actions, String kind) {
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
        actions - other.actions * times,
        beats - other.beats * times,
        gateway.minus(share(other.gateway, times)),
        worker.minus(share(other.worker, times)),
        temporal.minus(share(other.temporal, times)),
        databaseBytes - Math.round(other.databaseBytes * times));
  }

  private static Duration share(Duration time, double times) {
    return Duration.ofNanos(Math.round(time.toNanos() * times));
  }
}
