package dev.mayfly.bench.cost;

import static io.temporal.api.enums.v1.EventType.EVENT_TYPE_WORKFLOW_TASK_SCHEDULED;

import io.temporal.api.common.v1.Payloads;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.history.v1.ActivityTaskScheduledEventAttributes;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.history.v1.MarkerRecordedEventAttributes;
import io.temporal.common.converter.DefaultDataConverter;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The cost of one life by its causes, read from its history. A workflow task counts for the event
 * that it was scheduled after. What a cause is called comes from the history alone, so that a life
 * of whatever steps has a table.
 */
final class CausesOfLife {

  static final String START = "signal-with-start";
  static final String ATTRIBUTES = "search attributes";
  private static final String VERSIONS = "mark of a version";
  private static final String VERSION_ATTRIBUTE = "TemporalChangeVersion";
  // The start, the signal that came with it, and between or after them the first workflow task.
  private static final long BEGUN_WITH = 3;

  private final Map<String, Cost> costs = new LinkedHashMap<>();
  private final Map<Long, String> steps = new HashMap<>();
  private final Set<Long> tasksWithMarks = new HashSet<>();
  private String last = START;
  private String task = START;

  private CausesOfLife() {}

  /** Returns them in the order in which they come first. */
  static Map<String, Cost> of(List<HistoryEvent> events) {
    CausesOfLife life = new CausesOfLife();
    events.forEach(life::add);
    return life.costs;
  }

  private void add(HistoryEvent event) {
    if (isOfWorkflowTask(event)) {
      boolean begins = event.getEventType() == EVENT_TYPE_WORKFLOW_TASK_SCHEDULED;
      task = begins ? last : task;
      add(task, new Cost(0, 1, begins ? 1 : 0, event.getSerializedSize()));
    } else {
      last = cause(event);
      add(last, new Cost(actions(event), 1, 0, event.getSerializedSize()));
    }
  }

  private void add(String cause, Cost cost) {
    costs.merge(cause, cost, Cost::plus);
  }

  private static boolean isOfWorkflowTask(HistoryEvent event) {
    return event.getEventType().name().startsWith("EVENT_TYPE_WORKFLOW_TASK_");
  }

  private String cause(HistoryEvent event) {
    return switch (event.getEventType()) {
      case EVENT_TYPE_WORKFLOW_EXECUTION_STARTED -> START;
      case EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED ->
          cameWithStart(event)
              ? START
              : "signal " + event.getWorkflowExecutionSignaledEventAttributes().getSignalName();
      case EVENT_TYPE_ACTIVITY_TASK_SCHEDULED -> scheduled(event);
      case EVENT_TYPE_ACTIVITY_TASK_STARTED ->
          step(event.getActivityTaskStartedEventAttributes().getScheduledEventId());
      case EVENT_TYPE_ACTIVITY_TASK_COMPLETED ->
          step(event.getActivityTaskCompletedEventAttributes().getScheduledEventId());
      case EVENT_TYPE_ACTIVITY_TASK_FAILED ->
          step(event.getActivityTaskFailedEventAttributes().getScheduledEventId());
      case EVENT_TYPE_ACTIVITY_TASK_TIMED_OUT ->
          step(event.getActivityTaskTimedOutEventAttributes().getScheduledEventId());
      case EVENT_TYPE_TIMER_STARTED, EVENT_TYPE_TIMER_FIRED, EVENT_TYPE_TIMER_CANCELED -> "timer";
      case EVENT_TYPE_MARKER_RECORDED -> mark(event.getMarkerRecordedEventAttributes());
      case EVENT_TYPE_UPSERT_WORKFLOW_SEARCH_ATTRIBUTES ->
          isOfVersions(event) ? VERSIONS : ATTRIBUTES;
      case EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED -> "end";
      default -> inWords(event.getEventType());
    };
  }

  private static boolean cameWithStart(HistoryEvent event) {
    return event.getEventId() <= BEGUN_WITH;
  }

  private String scheduled(HistoryEvent event) {
    ActivityTaskScheduledEventAttributes step = event.getActivityTaskScheduledEventAttributes();
    String kind = Waits.isWait(step) ? "wait " : "step ";
    String name = kind + step.getActivityType().getName();
    steps.put(event.getEventId(), name);
    return name;
  }

  private String step(long scheduled) {
    return steps.getOrDefault(scheduled, "step");
  }

  /** A local activity's is the only one that says what was done. */
  private static String mark(MarkerRecordedEventAttributes mark) {
    if (mark.getMarkerName().equals("Version")) {
      return VERSIONS;
    }
    Payloads type = mark.getDetailsOrDefault("type", Payloads.getDefaultInstance());
    return type.getPayloadsCount() == 0
        ? "mark " + mark.getMarkerName()
        : "mark of "
            + DefaultDataConverter.STANDARD_INSTANCE.fromPayload(
                type.getPayloads(0), String.class, String.class);
  }

  private static boolean isOfVersions(HistoryEvent event) {
    return event
        .getUpsertWorkflowSearchAttributesEventAttributes()
        .getSearchAttributes()
        .containsIndexedFields(VERSION_ATTRIBUTE);
  }

  private static String inWords(EventType type) {
    return type.name().replace("EVENT_TYPE_", "").replace('_', ' ').toLowerCase(Locale.ROOT);
  }

  /** Rule temporal-actions; heartbeats leave no event. */
  private int actions(HistoryEvent event) {
    return switch (event.getEventType()) {
      case EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED -> cameWithStart(event) ? 0 : 1;
      case EVENT_TYPE_WORKFLOW_EXECUTION_STARTED,
          EVENT_TYPE_ACTIVITY_TASK_SCHEDULED,
          EVENT_TYPE_TIMER_STARTED,
          EVENT_TYPE_SIGNAL_EXTERNAL_WORKFLOW_EXECUTION_INITIATED,
          EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_ACCEPTED,
          EVENT_TYPE_WORKFLOW_EXECUTION_OPTIONS_UPDATED,
          EVENT_TYPE_WORKFLOW_PROPERTIES_MODIFIED,
          EVENT_TYPE_WORKFLOW_EXECUTION_CONTINUED_AS_NEW ->
          1;
      case EVENT_TYPE_START_CHILD_WORKFLOW_EXECUTION_INITIATED -> 2;
      case EVENT_TYPE_ACTIVITY_TASK_STARTED ->
          event.getActivityTaskStartedEventAttributes().getAttempt() - 1;
      case EVENT_TYPE_MARKER_RECORDED ->
          tasksWithMarks.add(
                  event.getMarkerRecordedEventAttributes().getWorkflowTaskCompletedEventId())
              ? 1
              : 0;
      case EVENT_TYPE_UPSERT_WORKFLOW_SEARCH_ATTRIBUTES -> isOfVersions(event) ? 0 : 1;
      default -> 0;
    };
  }
}
