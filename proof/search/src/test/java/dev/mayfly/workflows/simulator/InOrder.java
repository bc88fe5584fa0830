package dev.mayfly.workflows.simulator;

import dev.mayfly.workflows.routing.WorkflowJobEvent.Action;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Delivers what happens to a fleet's first job in a given order: each event, by its place in the
 * truth, as soon as it has happened and all that come before it are delivered. One that the order
 * leaves out is lost, one that it has twice is repeated.
 */
final class InOrder implements FleetModel.Hooks {

  /** Stands in an order for a pause of three days. */
  static final int DAYS_LATER = -1;

  private static final long FIRST_JOB = 100;

  private static final Duration DAYS = Duration.ofDays(3);

  private record Happened(ModelJob job, Action action) {}

  private final FleetModel.Hooks gateway;
  private final BatonScheduler time;
  private final Deque<Integer> order;
  private final Duration gap;
  private final List<Happened> truth = new ArrayList<>();
  private boolean pausing;

  /**
   * @param gap between two deliveries.
   */
  InOrder(List<Integer> order, Duration gap, FleetModel.Hooks gateway, BatonScheduler time) {
    this.order = new ArrayDeque<>(order);
    this.gap = gap;
    this.gateway = gateway;
    this.time = time;
  }

  @Override
  public void happened(ModelJob job, Action action) {
    if (job.id == FIRST_JOB) {
      truth.add(new Happened(asItIs(job), action));
      deliver();
    } else {
      gateway.happened(job, action);
    }
  }

  private static ModelJob asItIs(ModelJob job) {
    ModelJob now = new ModelJob(job.id, job.script, job.createdAt);
    now.runner = job.runner;
    now.runnerId = job.runnerId;
    now.conclusion = job.conclusion;
    return now;
  }

  private void deliver() {
    if (pausing || order.isEmpty() || order.element() >= truth.size()) {
      return;
    }
    int place = order.remove();
    if (place != DAYS_LATER) {
      Happened next = truth.get(place);
      gateway.happened(next.job(), next.action());
    }
    pausing = true;
    time.after(
        (place == DAYS_LATER ? DAYS : gap).toMillis(),
        () -> {
          pausing = false;
          deliver();
        });
  }

  /** Returns whether all of the order was delivered. */
  boolean isDone() {
    return order.isEmpty();
  }
}
