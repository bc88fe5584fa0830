package dev.mayfly.bench.cost;

import com.google.protobuf.util.Durations;
import com.google.protobuf.util.Timestamps;
import io.temporal.api.history.v1.ActivityTaskScheduledEventAttributes;
import io.temporal.api.history.v1.HistoryEvent;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The time that a life spent in waits, and how often the longest of them shows that it is alive.
 *
 * @param seconds from the first wait's beginning to the last one's end.
 * @param beatSeconds from one heartbeat to the next; infinite where waits have none.
 */
record Waits(double seconds, double beatSeconds) {

  // WaitActivities.HEARTBEAT_TIMEOUT says so; the time-out itself is in the history.
  private static final double OF_TIMEOUT = 0.6;

  /** Returns whether this step is a wait: only these are watched by their heartbeats. */
  static boolean isWait(ActivityTaskScheduledEventAttributes step) {
    return Durations.toMillis(step.getHeartbeatTimeout()) > 0;
  }

  static Waits of(List<HistoryEvent> events) {
    Map<Long, HistoryEvent> begun = new LinkedHashMap<>();
    double longest = 0;
    double beat = Double.POSITIVE_INFINITY;
    double all = 0;
    for (HistoryEvent event : events) {
      if (isWait(event.getActivityTaskScheduledEventAttributes())) {
        begun.put(event.getEventId(), event);
      }
      HistoryEvent wait =
          begun.get(event.getActivityTaskCompletedEventAttributes().getScheduledEventId());
      if (wait != null) {
        double took = seconds(wait, event);
        beat = took > longest ? beat(wait) : beat;
        longest = Math.max(longest, took);
        all = seconds(begun.values().iterator().next(), event);
      }
    }
    return new Waits(all, beat);
  }

  private static double beat(HistoryEvent wait) {
    ActivityTaskScheduledEventAttributes step = wait.getActivityTaskScheduledEventAttributes();
    return OF_TIMEOUT * Durations.toMillis(step.getHeartbeatTimeout()) / 1e3;
  }

  private static double seconds(HistoryEvent from, HistoryEvent to) {
    return Durations.toMillis(Timestamps.between(from.getEventTime(), to.getEventTime())) / 1e3;
  }
}
