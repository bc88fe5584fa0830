package dev.mayfly.acceptance.canary;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import dev.mayfly.acceptance.stack.Leaks;
import dev.mayfly.service.temporal.TemporalConnection;
import dev.mayfly.service.temporal.TemporalSettings;
import io.grpc.StatusRuntimeException;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.query.v1.WorkflowQuery;
import io.temporal.api.workflow.v1.WorkflowExecutionInfo;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.GetWorkflowExecutionHistoryRequest;
import io.temporal.api.workflowservice.v1.GetWorkflowExecutionHistoryResponse;
import io.temporal.api.workflowservice.v1.ListWorkflowExecutionsRequest;
import io.temporal.api.workflowservice.v1.ListWorkflowExecutionsResponse;
import io.temporal.api.workflowservice.v1.QueryWorkflowRequest;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc.WorkflowServiceBlockingStub;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * All that Temporal tells of a namespace: every run's visibility record (search attributes, memo),
 * description, whole history, and answer to {@code status}.
 */
final class TemporalPlace implements Place {

  private static final String NAMESPACE = "default";

  private final String address;

  TemporalPlace(String address) {
    this.address = address;
  }

  @Override
  public List<String> search(Leaks leaks) {
    List<String> found = new ArrayList<>();
    TemporalConnection temporal =
        new TemporalConnection(
            new TemporalSettings(address, null, null, null, null),
            Map.of(),
            Duration.ofSeconds(30));
    try {
      WorkflowServiceBlockingStub service = temporal.service().blockingStub();
      for (WorkflowExecutionInfo run : runs(service)) {
        look(service, run)
            .forEach((part, said) -> leaks.in(said).forEach(it -> found.add(part + it)));
      }
    } finally {
      temporal.stop();
    }
    return found;
  }

  /** The types of all workflows that there are, to see that each kind is searched. */
  private static List<WorkflowExecutionInfo> runs(WorkflowServiceBlockingStub service) {
    List<WorkflowExecutionInfo> runs = new ArrayList<>();
    eachPage(
        page -> {
          ListWorkflowExecutionsResponse some =
              service.listWorkflowExecutions(
                  ListWorkflowExecutionsRequest.newBuilder()
                      .setNamespace(NAMESPACE)
                      .setNextPageToken(page)
                      .build());
          runs.addAll(some.getExecutionsList());
          return some.getNextPageToken();
        });
    return runs;
  }

  /**
   * @param reads one page, by its token, and returns the next one's.
   */
  private static void eachPage(UnaryOperator<ByteString> reads) {
    ByteString page = ByteString.EMPTY;
    do {
      page = reads.apply(page);
    } while (!page.isEmpty());
  }

  private static Map<String, Message> look(
      WorkflowServiceBlockingStub service, WorkflowExecutionInfo run) {
    WorkflowExecution execution = run.getExecution();
    Map<String, Message> said = new TreeMap<>();
    said.put("visibility", run);
    said.put(
        "description",
        service.describeWorkflowExecution(
            DescribeWorkflowExecutionRequest.newBuilder()
                .setNamespace(NAMESPACE)
                .setExecution(execution)
                .build()));
    eachPage(
        page -> {
          GetWorkflowExecutionHistoryResponse some =
              service.getWorkflowExecutionHistory(
                  GetWorkflowExecutionHistoryRequest.newBuilder()
                      .setNamespace(NAMESPACE)
                      .setExecution(execution)
                      .setNextPageToken(page)
                      .build());
          said.put("history " + said.size(), some.getHistory());
          return some.getNextPageToken();
        });
    try {
      said.put(
          "status",
          service.queryWorkflow(
              QueryWorkflowRequest.newBuilder()
                  .setNamespace(NAMESPACE)
                  .setExecution(execution)
                  .setQuery(WorkflowQuery.newBuilder().setQueryType("status"))
                  .build()));
    } catch (StatusRuntimeException noAnswer) {
      // Its words are the worker's.
      said.put("status", failure(noAnswer));
    }
    Map<String, Message> named = new TreeMap<>();
    said.forEach((part, it) -> named.put(execution.getWorkflowId() + " " + part, it));
    return named;
  }

  private static Message failure(StatusRuntimeException e) {
    return io.temporal.api.failure.v1.Failure.newBuilder().setMessage(e.toString()).build();
  }
}
