package dev.mayfly.bench.cost;

import dev.mayfly.bench.stack.BenchProgress;
import dev.mayfly.bench.stack.MeasuredTemporal;
import dev.mayfly.service.temporal.TemporalConnection;
import dev.mayfly.workflows.id.LifeId;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.enums.v1.WorkflowExecutionStatus;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.workflow.v1.WorkflowExecutionInfo;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.DoubleStream;

/** The histories of lives once they are over. */
final class Histories implements AutoCloseable {

  private final TemporalConnection temporal;
  private final List<Long> jobs;
  private final List<WorkflowExecutionInfo> ended = new ArrayList<>();
  private int asked;

  Histories(MeasuredTemporal server, List<Long> jobs) {
    this.temporal = server.connect();
    this.jobs = List.copyOf(jobs);
  }

  /**
   * Waits until all are over.
   *
   * @throws IllegalStateException when they do not come to it.
   */
  void awaitEnds(Duration atMost) throws IOException, InterruptedException {
    for (long job : jobs) {
      BenchProgress.until(
          "the life of job " + job + " is over",
          atMost,
          () ->
              describe(job).getStatus()
                  != WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_RUNNING);
      ended.add(describe(job));
    }
  }

  private WorkflowExecutionInfo describe(long job) {
    asked++;
    return temporal
        .client()
        .newUntypedWorkflowStub(new LifeId("mayfly", "github", job).toString())
        .describe()
        .getRawDescription()
        .getWorkflowExecutionInfo();
  }

  /** Returns how many calls to Temporal this has been so far. */
  int asked() {
    return asked;
  }

  /** The activities of the life with the most events, in their order. */
  List<String> stepsOfTheLongest() {
    WorkflowExecutionInfo longest =
        ended.stream()
            .max(Comparator.comparing(WorkflowExecutionInfo::getHistoryLength))
            .orElseThrow();
    return events(longest.getExecution()).stream()
        .filter(HistoryEvent::hasActivityTaskScheduledEventAttributes)
        .map(event -> event.getActivityTaskScheduledEventAttributes().getActivityType().getName())
        .toList();
  }

  /** The events of each, in the order of the jobs. */
  List<List<HistoryEvent>> all() {
    return ended.stream().map(life -> events(life.getExecution())).toList();
  }

  private List<HistoryEvent> events(WorkflowExecution life) {
    asked++;
    return temporal.client().fetchHistory(life.getWorkflowId(), life.getRunId()).getEvents();
  }

  DoubleStream events() {
    return ended.stream().mapToDouble(WorkflowExecutionInfo::getHistoryLength);
  }

  DoubleStream bytes() {
    return ended.stream().mapToDouble(WorkflowExecutionInfo::getHistorySizeBytes);
  }

  @Override
  public void close() {
    temporal.stop();
  }
}
