package dev.mayfly.workflows.routing;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.mayfly.workflows.id.LifeId;
import dev.mayfly.workflows.life.JobEvent;
import dev.mayfly.workflows.life.RunnerRequest;
import java.util.List;

/** The meaning of an event: a life starts, lives are told, or nothing happens, for a reason. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "decision")
@JsonSubTypes({
  @JsonSubTypes.Type(value = RoutingDecision.Start.class, name = "start"),
  @JsonSubTypes.Type(value = RoutingDecision.Signal.class, name = "signal"),
  @JsonSubTypes.Type(value = RoutingDecision.Ignore.class, name = "ignore")
})
public sealed interface RoutingDecision {

  /** Start the life of a queued job, or tell it {@code queued} again if it is open. */
  record Start(LifeId life, RunnerRequest request, JobEvent queued) implements RoutingDecision {}

  /** Tell these lives, by the signal of the event's name; an unknown or closed life is normal. */
  record Signal(List<LifeId> lives, String signal, JobEvent event) implements RoutingDecision {}

  /** Nothing to do; the reason is for the operator who reads the delivery log. */
  record Ignore(String reason) implements RoutingDecision {}
}
