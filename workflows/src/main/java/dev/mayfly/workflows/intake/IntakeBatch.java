package dev.mayfly.workflows.intake;

import dev.mayfly.workflows.routing.RoutedEvent;
import java.util.List;
import java.util.stream.Stream;

/**
 * Events that are told, or carried out, by one call.
 *
 * @param events in the order in which they came.
 * @param characters about as many as they have: what Temporal takes at once is bounded.
 */
public record IntakeBatch(List<RoutedEvent> events, int characters) {

  /**
   * Two hundred starts are some seconds of one worker's time. Intakes under way depend on this
   * number, and on the next: another one needs a version marker.
   */
  public static final int MOST_EVENTS = 200;

  /**
   * Temporal takes 2 MB at once, and a character of JSON may need six bytes. Rule
   * temporal-two-megabytes.
   */
  public static final int MOST_CHARACTERS = 200_000;

  public IntakeBatch {
    events = List.copyOf(events);
  }

  /** Returns whether both go by one call. */
  boolean isJoinedBy(IntakeBatch next) {
    return events.size() + next.events.size() <= MOST_EVENTS
        && characters + next.characters <= MOST_CHARACTERS;
  }

  IntakeBatch and(IntakeBatch next) {
    return new IntakeBatch(
        Stream.concat(events.stream(), next.events.stream()).toList(),
        characters + next.characters);
  }
}
