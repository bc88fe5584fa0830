package dev.mayfly.workflows.simulator;

import com.google.protobuf.util.Durations;
import dev.mayfly.workflows.id.JobRef;
import dev.mayfly.workflows.id.TaskRef;
import dev.mayfly.workflows.pool.PoolPause;
import dev.mayfly.workflows.pool.Turn;
import dev.mayfly.workflows.simulator.LifeRun.Asked;
import dev.mayfly.workflows.step.RunnerRef;
import dev.mayfly.workflows.step.TaskRequest;
import dev.mayfly.workflows.step.WaitRequest;
import io.temporal.api.common.v1.Payloads;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.history.v1.ActivityTaskScheduledEventAttributes;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.history.v1.MarkerRecordedEventAttributes;
import io.temporal.api.history.v1.SignalExternalWorkflowExecutionInitiatedEventAttributes;
import io.temporal.api.history.v1.TimerStartedEventAttributes;
import io.temporal.common.converter.DataConverter;
import io.temporal.common.converter.DefaultDataConverter;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A history of Temporal in the words of the model: what a life asked for and heard. */
record LifeHistory(List<HistoryEvent> events) {

  private static final DataConverter JSON = DefaultDataConverter.STANDARD_INSTANCE;

  /** Returns what the life asked for, in order: its activities, timers and signals. */
  List<HistoryEvent> steps() {
    return events.stream().filter(event -> asked(event).isPresent()).toList();
  }

  static Optional<Asked> asked(HistoryEvent event) {
    return switch (event.getEventType()) {
      case EVENT_TYPE_ACTIVITY_TASK_SCHEDULED ->
          Optional.of(activity(event.getActivityTaskScheduledEventAttributes()));
      case EVENT_TYPE_TIMER_STARTED ->
          Optional.of(new Asked(summary(event), duration(event.getTimerStartedEventAttributes())));
      case EVENT_TYPE_SIGNAL_EXTERNAL_WORKFLOW_EXECUTION_INITIATED ->
          Optional.of(signal(event.getSignalExternalWorkflowExecutionInitiatedEventAttributes()));
      case EVENT_TYPE_MARKER_RECORDED -> local(event.getMarkerRecordedEventAttributes());
      default -> Optional.empty();
    };
  }

  /**
   * A local activity that notes something, which its marker names as the SDK's {@code
   * LocalActivityMarkerUtils} does. The marks of short steps do not say of what.
   */
  private static Optional<Asked> local(MarkerRecordedEventAttributes marker) {
    return Optional.ofNullable(marker.getDetailsMap().get("input"))
        .filter(input -> marker.getMarkerName().equals("LocalActivity"))
        .map(input -> new Asked("giveBackTurn", argument(input, 0, Turn.class)));
  }

  private static Asked signal(SignalExternalWorkflowExecutionInitiatedEventAttributes sent) {
    return new Asked(sent.getSignalName(), sent.getWorkflowExecution().getWorkflowId());
  }

  private static String summary(HistoryEvent timer) {
    return JSON.fromPayload(timer.getUserMetadata().getSummary(), String.class, String.class);
  }

  private static Duration duration(TimerStartedEventAttributes timer) {
    return Duration.ofMillis(Durations.toMillis(timer.getStartToFireTimeout()));
  }

  private static Asked activity(ActivityTaskScheduledEventAttributes scheduled) {
    Payloads input = scheduled.getInput();
    String type = scheduled.getActivityType().getName();
    return switch (type) {
      case "mintRunnerToken", "removeRunner", "awaitOther" ->
          new Asked(type, argument(input, 0, RunnerRef.class));
      case "ensureBatchJob" -> new Asked(type, argument(input, 0, String.class));
      case "createTask" -> new Asked(type, argument(input, 0, TaskRequest.class));
      case "lookAtJob" -> new Asked(type, argument(input, 0, JobRef.class));
      case "withdrawTask" -> new Asked(type, argument(input, 0, TaskRef.class));
      case "deleteTask" ->
          new Asked(
              type,
              List.of(
                  argument(input, 0, TaskRef.class),
                  argument(input, 1, RunnerRef.class),
                  argument(input, 2, Boolean.class)));
      case "awaitTurn" -> new Asked(type, argument(input, 0, Turn.class));
      case "pausePool" -> new Asked(type, argument(input, 1, PoolPause.class));
      case "awaitStart" ->
          new Asked(ModelWatcher.Stage.START.name(), argument(input, 0, WaitRequest.class));
      case "awaitOnline" ->
          new Asked(ModelWatcher.Stage.ONLINE.name(), argument(input, 0, WaitRequest.class));
      case "awaitCompletion" ->
          new Asked(ModelWatcher.Stage.COMPLETION.name(), argument(input, 0, WaitRequest.class));
      default -> throw new AssertionError("no recording asks for " + type);
    };
  }

  private static <T> T argument(Payloads input, int place, Class<T> type) {
    return JSON.fromPayloads(place, Optional.of(input), type, type);
  }

  long signals() {
    return events.stream()
        .filter(event -> event.getEventType() == EventType.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED)
        .count();
  }

  /** Returns whether the answer to this step has come. */
  boolean isAnswered(HistoryEvent step) {
    return step.hasMarkerRecordedEventAttributes()
        || events.stream().anyMatch(event -> answers(event) == step.getEventId());
  }

  private static long answers(HistoryEvent event) {
    return switch (event.getEventType()) {
      case EVENT_TYPE_ACTIVITY_TASK_COMPLETED ->
          event.getActivityTaskCompletedEventAttributes().getScheduledEventId();
      case EVENT_TYPE_ACTIVITY_TASK_FAILED ->
          event.getActivityTaskFailedEventAttributes().getScheduledEventId();
      case EVENT_TYPE_TIMER_FIRED -> event.getTimerFiredEventAttributes().getStartedEventId();
      case EVENT_TYPE_SIGNAL_EXTERNAL_WORKFLOW_EXECUTION_FAILED ->
          event.getSignalExternalWorkflowExecutionFailedEventAttributes().getInitiatedEventId();
      default -> -1;
    };
  }

  /** Returns whether the life's code has been told all of it. */
  boolean isAtRest() {
    boolean atRest = false;
    for (HistoryEvent event : events) {
      atRest =
          switch (event.getEventType()) {
            case EVENT_TYPE_WORKFLOW_TASK_COMPLETED, EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED ->
                true;
            case EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED, EVENT_TYPE_WORKFLOW_TASK_SCHEDULED ->
                false;
            default -> atRest && answers(event) < 0;
          };
    }
    return atRest;
  }
}
