package dev.mayfly.workflows.routing;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/**
 * An event after its routing, as the dispatcher needs it.
 *
 * @param decision what it means for this installation.
 * @param told when it happened, as far as the event says: a life that has ended for good begins
 *     again for something newer only.
 */
public record RoutedEvent(RoutingDecision decision, Instant told) {

  public RoutedEvent {
    requireNonNull(decision, "decision");
    requireNonNull(told, "told");
  }
}
