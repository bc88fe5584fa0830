package dev.mayfly.worker;

import com.codahale.metrics.health.HealthCheck;
import dev.mayfly.worker.watch.Watcher;
import java.time.Duration;

/** Whether the watcher still looks: waits come true only when somebody looks. */
final class WatchHealthCheck extends HealthCheck {

  private final Watcher watcher;
  private final Duration atMost;

  WatchHealthCheck(Watcher watcher, Duration every) {
    this.watcher = watcher;
    this.atMost = every.multipliedBy(3).plusMinutes(2);
  }

  @Override
  protected Result check() {
    Duration since = watcher.sinceLastLook();
    return since.compareTo(atMost) < 0
        ? Result.healthy("%d waits, last look %d s ago", watcher.size(), since.toSeconds())
        : Result.unhealthy("no look for %d s; forge or Batch may be hanging", since.toSeconds());
  }
}
