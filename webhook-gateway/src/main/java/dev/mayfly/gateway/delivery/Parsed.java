package dev.mayfly.gateway.delivery;

import dev.mayfly.gateway.http.Answer;
import dev.mayfly.workflows.routing.RoutingDecision;
import dev.mayfly.workflows.routing.WorkflowJobEvent;

/** The meaning of a verified delivery. */
sealed interface Parsed {

  /** An event of a job, and what it means for this installation. */
  record Routed(WorkflowJobEvent event, RoutingDecision decision) implements Parsed {}

  /** Nothing that Temporal has to know of. */
  record Answered(Answer answer) implements Parsed {}
}
