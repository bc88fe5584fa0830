package dev.mayfly.gateway.dispatch;

import dev.mayfly.gateway.http.OverloadedException;
import dev.mayfly.service.dispatch.DispatchResult;
import dev.mayfly.workflows.routing.RoutingDecision;
import dev.mayfly.workflows.routing.WorkflowJobEvent;

/** Carries out what the router decided. */
@FunctionalInterface
public interface Dispatcher {

  /**
   * Returns once Temporal has taken it; no worker is needed for that. Repeating it is harmless.
   *
   * @throws OverloadedException at once when too many wait already.
   * @throws TemporalUnavailableException when Temporal did not take it, or did not say so in time.
   */
  DispatchResult dispatch(WorkflowJobEvent event, RoutingDecision decision);
}
