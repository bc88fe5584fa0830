package dev.mayfly.standin.forge.webhook;

import dev.mayfly.standin.forge.webhook.Delivery.Event;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Counts deliveries of {@code workflow_job}; others count nothing. Thread-safe. */
public final class DeliveryTally {

  private static final String COUNTED = "workflow_job";

  private final Map<Long, Long> newestSent = new HashMap<>();
  private final Set<Long> unheardOf = new HashSet<>();
  private int events;
  private int sent;
  private int repeated;
  private int renamed;
  private int lost;
  private int vanished;
  private int overtaken;
  private int refused;
  private int waiting;

  synchronized void lost(Event event) {
    if (event.name().equals(COUNTED)) {
      events++;
      lost++;
    }
  }

  synchronized void vanished(Event event) {
    if (event.name().equals(COUNTED)) {
      events++;
      vanished++;
      if ("queued".equals(event.action())) {
        unheardOf.add(event.jobId());
      }
    }
  }

  synchronized void made(Event event) {
    if (event.name().equals(COUNTED)) {
      events++;
    }
  }

  synchronized void repeated(Event event, boolean renames) {
    if (event.name().equals(COUNTED)) {
      repeated++;
      renamed += renames ? 1 : 0;
    }
  }

  synchronized void scheduled(Event event) {
    if (event.name().equals(COUNTED)) {
      waiting++;
    }
  }

  /**
   * @param ordinal grows from event to event; copies share it.
   */
  public synchronized void setOut(Event event, long ordinal) {
    if (event.name().equals(COUNTED)) {
      sent++;
      long newest = newestSent.merge(event.jobId(), ordinal, Math::max);
      overtaken += ordinal < newest ? 1 : 0;
    }
  }

  synchronized void answered(Event event, boolean accepted) {
    if (event.name().equals(COUNTED)) {
      waiting--;
      refused += accepted ? 0 : 1;
    }
  }

  /** The jobs whose {@code queued} has vanished. */
  synchronized Set<Long> unheardOf() {
    return Set.copyOf(unheardOf);
  }

  public synchronized DeliveryCounts counts() {
    return new DeliveryCounts(
        events, sent, repeated, renamed, lost, vanished, overtaken, refused, waiting);
  }
}
