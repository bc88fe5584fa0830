package dev.mayfly.service.config;

import dev.mayfly.workflows.fleet.Fleet;
import dev.mayfly.workflows.fleet.Pool;
import dev.mayfly.workflows.fleet.ScalingSettings;
import dev.mayfly.workflows.fleet.ScalingSettings.Warm;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.function.BiConsumer;

/** The rules within a pool's scaling, and between those of pools that share their nodes. */
final class ScalingRules {

  private ScalingRules() {}

  static void check(String path, Fleet fleet, Pool pool, BiConsumer<String, String> error) {
    ScalingSettings scaling = pool.scaling();
    if (scaling == null) {
      return;
    }
    if (scaling.maximum() != null) {
      bounds(path, scaling, error);
    }
    for (int i = 0; i < scaling.warm().size(); i++) {
      hours(path + ".warm[" + i + "]", scaling.warm().get(i), error);
    }
    if (!isZone(scaling.timeZone())) {
      error.accept(path + ".timeZone", "expected a time zone such as Europe/Berlin, or UTC");
    }
    fleet.pools().stream()
        .filter(other -> other.scaling() != null && other.batchPool() != null)
        .filter(other -> other.batchPool().equalsIgnoreCase(pool.batchPool()))
        .findFirst()
        .filter(first -> !first.equals(pool))
        .ifPresent(
            first ->
                error.accept(
                    path,
                    "pool \"%s\" scales the nodes of batchPool \"%s\" already, for all pools there"
                        .formatted(first.name(), pool.batchPool())));
  }

  private static void bounds(
      String path, ScalingSettings scaling, BiConsumer<String, String> error) {
    if (scaling.minimum() > scaling.maximum()) {
      error.accept(path + ".minimum", "must be at most the maximum, " + scaling.maximum());
    }
    for (int i = 0; i < scaling.warm().size(); i++) {
      if (scaling.warm().get(i).nodes() > scaling.maximum()) {
        error.accept(
            path + ".warm[" + i + "].nodes", "must be at most the maximum, " + scaling.maximum());
      }
    }
  }

  private static void hours(String path, Warm warm, BiConsumer<String, String> error) {
    if (warm.from() != null && warm.until() != null && warm.from().compareTo(warm.until()) >= 0) {
      error.accept(path + ".until", "must be later than from; hours over midnight are two entries");
    }
  }

  private static boolean isZone(String name) {
    try {
      return !ZoneId.of(name).getId().isEmpty();
    } catch (DateTimeException unknown) {
      return false;
    }
  }
}
