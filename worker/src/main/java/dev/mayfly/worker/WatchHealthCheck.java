package dev.mayfly.worker;

import com.codahale.metrics.health.HealthCheck;
import dev.mayfly.worker.watch.Watcher;
import java.time.Duration;

/** Healthy while the watcher polls: no wait ends otherwise. */
final class WatchHealthCheck extends HealthCheck {

  private final Watcher watcher;
  private final Duration atMost;

  WatchHealthCheck(Watcher watcher, Duration every) {
    this.watcher = watcher;
    this.atMost = every.multipliedBy(3).plusMinutes(2);
  }

  @Override
  protected Result check() {
    Duration since = watcher.sinceLastPoll();
    return since.compareTo(atMost) < 0
        ? Result.healthy("%d waits, last poll %d s ago", watcher.size(), since.toSeconds())
        : Result.unhealthy(
            "no poll for %d s: waits do not end; forge or Batch may be hanging", since.toSeconds());
  }
}
