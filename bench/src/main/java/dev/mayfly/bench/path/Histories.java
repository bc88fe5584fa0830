package dev.mayfly.bench.path;

import dev.mayfly.bench.load.Sample;
import dev.mayfly.bench.stack.Progress;
import dev.mayfly.bench.stack.TemporalServer;
import dev.mayfly.service.TemporalConnection;
import dev.mayfly.workflows.LifeId;
import io.temporal.api.enums.v1.WorkflowExecutionStatus;
import io.temporal.api.workflow.v1.WorkflowExecutionInfo;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;

/** How large the histories of lives are once they are over. */
final class Histories implements AutoCloseable {

  private final TemporalConnection temporal;
  private final List<Long> jobs;
  private final List<WorkflowExecutionInfo> ended = new ArrayList<>();

  Histories(TemporalServer server, List<Sample> queued) {
    this.temporal = server.connect();
    this.jobs = queued.stream().map(Sample::job).toList();
  }

  /**
   * Waits until all are over.
   *
   * @throws IllegalStateException when they do not come to it.
   */
  void awaitEnds(Duration atMost) throws IOException, InterruptedException {
    for (long job : jobs) {
      Progress.until(
          "the life of job " + job + " is over",
          atMost,
          () ->
              describe(job).getStatus()
                  != WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_RUNNING);
      ended.add(describe(job));
    }
  }

  private WorkflowExecutionInfo describe(long job) {
    return temporal
        .client()
        .newUntypedWorkflowStub(new LifeId("mayfly", "github", job).toString())
        .describe()
        .getRawDescription()
        .getWorkflowExecutionInfo();
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
