package dev.mayfly.service.config;

import dev.mayfly.workflows.fleet.Fleet;
import dev.mayfly.workflows.fleet.Pool;
import dev.mayfly.workflows.fleet.Pool.Elevation;
import dev.mayfly.workflows.fleet.Pool.OperatingSystem;
import java.util.Locale;
import java.util.function.BiConsumer;

/**
 * The rules of a pool that gives its jobs Docker: each of its nodes serves one job and is removed,
 * so the nodes are its alone, and Mayfly asks for others. That a node has one slot is not in this
 * file; the worker asks Batch.
 */
final class DockerRules {

  private DockerRules() {}

  static void check(String path, Fleet fleet, Pool pool, BiConsumer<String, String> error) {
    if (!pool.usesUpNodes()) {
      return;
    }
    String where = " where docker is " + pool.docker().name().toLowerCase(Locale.ROOT);
    if (pool.os() == OperatingSystem.WINDOWS) {
      error.accept(path + ".docker", "must be none where os is windows");
    }
    if (pool.elevation() == Elevation.NONADMIN) {
      error.accept(
          path + ".elevation",
          "must be admin" + where + ": only root can make it usable for the runner's user");
    }
    if (pool.scaling() == null) {
      error.accept(
          path + ".scaling",
          "is required"
              + where
              + ": a node is removed after its job, and another must be asked for");
    }
    fleet.pools().stream()
        .filter(other -> !other.equals(pool) && pool.batchPool() != null)
        .filter(other -> pool.batchPool().equalsIgnoreCase(other.batchPool()))
        .findFirst()
        .ifPresent(
            other ->
                error.accept(
                    path + ".batchPool",
                    "must be this pool's alone%s: pool \"%s\" has it, too"
                        .formatted(where, other.name())));
  }
}
