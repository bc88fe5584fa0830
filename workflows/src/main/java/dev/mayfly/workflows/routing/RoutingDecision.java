package dev.mayfly.workflows.routing;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.mayfly.workflows.id.LifeId;
import dev.mayfly.workflows.life.JobEvent;
import dev.mayfly.workflows.life.RunnerRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;

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

  /**
   * Nothing to do; the reason is for the operator who reads the delivery log.
   *
   * @param why the same in a word, to count by; absent in intakes of earlier releases.
   */
  record Ignore(String reason, @Nullable Why why) implements RoutingDecision {}

  /** The rule by which an event means nothing. */
  enum Why {
    /** Its repository is in no scope. */
    SCOPE,
    /** No pool serves its labels. */
    LABELS,
    /** Nothing follows from such an action. */
    ACTION
  }
}
