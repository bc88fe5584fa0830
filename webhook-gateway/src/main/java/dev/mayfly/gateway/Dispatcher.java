package dev.mayfly.gateway;

import dev.mayfly.service.Dispatched;
import dev.mayfly.workflows.RoutingDecision;
import dev.mayfly.workflows.WorkflowJobEvent;

/** Carries out what the router decided. */
@FunctionalInterface
public interface Dispatcher {

  /**
   * Returns once Temporal has taken it; no worker is needed for that. Repeating it is harmless.
   *
   * @throws OverloadedException at once when too many wait already.
   * @throws TemporalUnavailableException when Temporal did not take it, or did not say so in time.
   */
  Dispatched dispatch(WorkflowJobEvent event, RoutingDecision decision);
}
