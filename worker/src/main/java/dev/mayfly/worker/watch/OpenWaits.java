package dev.mayfly.worker.watch;

import com.google.protobuf.Timestamp;
import dev.mayfly.worker.watch.TaskWait.Goal;
import dev.mayfly.workflows.id.RunnerName;
import dev.mayfly.workflows.life.JobEvent;
import dev.mayfly.workflows.pool.Turn;
import dev.mayfly.workflows.step.RunnerRef;
import dev.mayfly.workflows.step.WaitRequest;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.temporal.api.common.v1.Payloads;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.enums.v1.PendingActivityState;
import io.temporal.api.filter.v1.StartTimeFilter;
import io.temporal.api.history.v1.ActivityTaskScheduledEventAttributes;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.workflow.v1.PendingActivityInfo;
import io.temporal.api.workflow.v1.WorkflowExecutionInfo;
import io.temporal.api.workflowservice.v1.ListOpenWorkflowExecutionsRequest;
import io.temporal.api.workflowservice.v1.ListWorkflowExecutionsRequest;
import io.temporal.api.workflowservice.v1.ListWorkflowExecutionsResponse;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowNotFoundException;
import io.temporal.client.WorkflowTargetOptions;
import io.temporal.common.converter.DataConverterException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The waits that Temporal has given to a worker, as Temporal itself tells. Every method asks it,
 * and throws the client's exception when there is no answer.
 */
public final class OpenWaits implements Signs {

  // Temporal Cloud answers 30 such questions a second for a namespace, so that its other workflows
  // are not paged through. Rule temporal-cloud-visibility.
  private static final String LIVES = "WorkflowType = 'RunnerLife' AND ExecutionStatus = 'Running'";
  private static final int PAGE = 1000;
  private static final String TAKEN = "in_progress";

  private final WorkflowClient client;

  public OpenWaits(WorkflowClient client) {
    this.client = client;
  }

  /** A wait, and the last sign of life, by Temporal's clock, of the worker that has it. */
  record OpenWait(Wait leftBehind, Instant lastSign) {}

  /**
   * Returns the open runs of lives; one begun moments ago may be missing. An in-process server has
   * no queries, and gives all that are open.
   */
  List<WorkflowExecution> runs() {
    try {
      return lives();
    } catch (StatusRuntimeException e) {
      if (e.getStatus().getCode() != Status.Code.UNIMPLEMENTED) {
        throw e;
      }
      return allRuns();
    }
  }

  private List<WorkflowExecution> lives() {
    List<WorkflowExecution> runs = new ArrayList<>();
    ListWorkflowExecutionsRequest.Builder request =
        ListWorkflowExecutionsRequest.newBuilder()
            .setNamespace(client.getOptions().getNamespace())
            .setQuery(LIVES)
            .setPageSize(PAGE);
    do {
      ListWorkflowExecutionsResponse page =
          client.getWorkflowServiceStubs().blockingStub().listWorkflowExecutions(request.build());
      page.getExecutionsList().stream().map(WorkflowExecutionInfo::getExecution).forEach(runs::add);
      request.setNextPageToken(page.getNextPageToken());
    } while (!request.getNextPageToken().isEmpty());
    return runs;
  }

  private List<WorkflowExecution> allRuns() {
    return client
        .getWorkflowServiceStubs()
        .blockingStub()
        .listOpenWorkflowExecutions(
            ListOpenWorkflowExecutionsRequest.newBuilder()
                .setNamespace(client.getOptions().getNamespace())
                .setStartTimeFilter(StartTimeFilter.getDefaultInstance())
                .build())
        .getExecutionsList()
        .stream()
        .map(WorkflowExecutionInfo::getExecution)
        .toList();
  }

  /**
   * Returns the waits of a run; reads its history only if there are any.
   *
   * @param known those that need not be among them.
   */
  List<OpenWait> of(WorkflowExecution run, Predicate<ActivityRef> known) {
    Map<String, PendingActivityInfo> given =
        given(run.getWorkflowId(), run.getRunId())
            .filter(activity -> WaitKind.of(activity.getActivityType().getName()).isPresent())
            .filter(activity -> !known.test(ref(run, activity.getActivityId())))
            .collect(Collectors.toMap(PendingActivityInfo::getActivityId, Function.identity()));
    if (given.isEmpty()) {
      return List.of();
    }
    List<OpenWait> waits = new ArrayList<>();
    for (HistoryEvent event :
        client.fetchHistory(run.getWorkflowId(), run.getRunId()).getEvents()) {
      // Of any other event these attributes are empty, and no activity has an empty id.
      ActivityTaskScheduledEventAttributes step = event.getActivityTaskScheduledEventAttributes();
      PendingActivityInfo activity = given.get(step.getActivityId());
      if (activity != null) {
        waits.add(new OpenWait(read(run, step), sign(activity)));
      }
    }
    return waits;
  }

  /** By its history: no action, as a query would be, and it tells of which runner. */
  @Override
  public boolean hasHeardOf(ActivityRef wait, RunnerName runner) {
    return client.fetchHistory(wait.workflowId(), wait.runId()).getEvents().stream()
        .filter(HistoryEvent::hasWorkflowExecutionSignaledEventAttributes)
        .map(HistoryEvent::getWorkflowExecutionSignaledEventAttributes)
        .filter(signal -> signal.getSignalName().equals(TAKEN))
        .anyMatch(signal -> isOf(signal.getInput(), runner));
  }

  /** An input that cannot be read is no event of a forge, and told the life nothing. */
  private boolean isOf(Payloads input, RunnerName runner) {
    try {
      String name = read(input, JobEvent.class).runner();
      return name != null && RunnerName.parse(name).filter(runner::equals).isPresent();
    } catch (DataConverterException unreadable) {
      return false;
    }
  }

  /** Returns the last sign of life of the worker that has this wait; empty if none has it. */
  @Override
  public Optional<Instant> lastSign(ActivityRef wait) {
    return given(wait.workflowId(), wait.runId())
        .filter(activity -> activity.getActivityId().equals(wait.activityId()))
        .map(OpenWaits::sign)
        .findFirst();
  }

  private Stream<PendingActivityInfo> given(String workflowId, String runId) {
    WorkflowTargetOptions target =
        WorkflowTargetOptions.newBuilder().setWorkflowId(workflowId).setRunId(runId).build();
    try {
      return client
          .newUntypedWorkflowStub(target)
          .describe()
          .getRawDescription()
          .getPendingActivitiesList()
          .stream()
          .filter(a -> a.getState() == PendingActivityState.PENDING_ACTIVITY_STATE_STARTED);
    } catch (WorkflowNotFoundException over) {
      return Stream.empty();
    }
  }

  private static Instant sign(PendingActivityInfo activity) {
    Instant started = instant(activity.getLastStartedTime());
    Instant heartbeat = instant(activity.getLastHeartbeatTime());
    return heartbeat.isAfter(started) ? heartbeat : started;
  }

  private static ActivityRef ref(WorkflowExecution run, String activity) {
    return new ActivityRef(run.getWorkflowId(), run.getRunId(), activity);
  }

  private static Instant instant(Timestamp time) {
    return Instant.ofEpochSecond(time.getSeconds(), time.getNanos());
  }

  private Wait read(WorkflowExecution run, ActivityTaskScheduledEventAttributes step) {
    ActivityRef activity = ref(run, step.getActivityId());
    Duration heartbeatTimeout = Duration.ofSeconds(step.getHeartbeatTimeout().getSeconds());
    PendingActivity pending = PendingActivity.takenOver(activity, heartbeatTimeout);
    Payloads input = step.getInput();
    return switch (WaitKind.of(step.getActivityType().getName()).orElseThrow()) {
      case TURN -> TurnWait.takenOver(pending, read(input, Turn.class));
      case START -> new TaskWait(pending, Goal.START, read(input, WaitRequest.class));
      case ONLINE -> new TaskWait(pending, Goal.ONLINE, read(input, WaitRequest.class));
      case COMPLETION -> new TaskWait(pending, Goal.COMPLETION, read(input, WaitRequest.class));
      case OTHER -> new OtherRunnerWait(pending, read(input, RunnerRef.class));
    };
  }

  private <T> T read(Payloads input, Class<T> type) {
    return client.getOptions().getDataConverter().fromPayloads(0, Optional.of(input), type, type);
  }
}
