package dev.mayfly.worker.batch;

import dev.mayfly.workflows.fleet.Pool;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * The limits of a pool's containers as arguments of {@code docker create}, which is what Batch
 * makes of a task's {@code containerRunOptions} (Azure's documentation, "Run container applications
 * on Azure Batch", "Container task command line"; the options: Docker's documentation, "Resource
 * constraints" and "docker container create"). Rule batch-run-options.
 */
final class RunOptions {

  private final StringJoiner options = new StringJoiner(" ");

  private RunOptions() {}

  /** Returns them in one line; empty where the pool has no limits. */
  static String of(Pool pool) {
    RunOptions all = new RunOptions();
    all.add("--cpus", pool.cpus() == null ? null : pool.cpus().toPlainString());
    all.add("--memory", pool.memory());
    all.add("--pids-limit", pool.pidsLimit());
    all.add("--shm-size", pool.shmSize());
    return all.options.toString();
  }

  private void add(String option, @Nullable Object value) {
    if (value != null) {
      options.add(option + "=" + value);
    }
  }
}
