package dev.mayfly.worker;

import com.codahale.metrics.health.HealthCheck;

/** Healthy once this process takes up lives and steps. */
final class WorkerHealthCheck extends HealthCheck {

  private final TemporalWorker worker;

  WorkerHealthCheck(TemporalWorker worker) {
    this.worker = worker;
  }

  @Override
  protected Result check() {
    return worker.health();
  }
}
