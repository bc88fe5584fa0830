package dev.mayfly.service.config;

import dev.mayfly.workflows.fleet.Pool;
import dev.mayfly.workflows.fleet.Pool.Elevation;
import dev.mayfly.workflows.fleet.Pool.OperatingSystem;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** The rules of a pool whose nodes run Windows: what its containers cannot be given. */
final class WindowsRules {

  private WindowsRules() {}

  static void check(String path, Pool pool, BiConsumer<String, String> error) {
    if (pool.os() != OperatingSystem.WINDOWS) {
      return;
    }
    // Azure's documentation, "Run container applications on Azure Batch", "Container settings for
    // the task". Rule batch-elevation-windows.
    if (pool.elevation() == Elevation.NONADMIN) {
      error.accept(
          path + ".elevation",
          "must be admin where os is windows: Batch runs Windows containers no other way");
    }
    // moby's daemon/daemon_windows.go refuses the first; the second is Linux's own file system.
    // Rule docker-windows-limits.
    absent(path + ".pidsLimit", pool.pidsLimit(), error);
    absent(path + ".shmSize", pool.shmSize(), error);
  }

  private static void absent(
      String path, @Nullable Object value, BiConsumer<String, String> error) {
    if (value != null) {
      error.accept(path, "must be left out where os is windows: only Linux containers have it");
    }
  }
}
