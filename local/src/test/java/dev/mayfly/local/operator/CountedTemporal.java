package dev.mayfly.local.operator;

import com.google.protobuf.ByteString;
import com.google.protobuf.util.Timestamps;
import dev.mayfly.service.temporal.TemporalConnection;
import dev.mayfly.service.temporal.TemporalSettings;
import dev.mayfly.workflows.id.LifeId;
import dev.mayfly.workflows.id.RunnerName;
import dev.mayfly.workflows.pool.NodesState;
import dev.mayfly.workflows.pool.PoolStatus;
import dev.mayfly.workflows.temporal.SearchAttributes;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.temporal.api.common.v1.Payload;
import io.temporal.api.common.v1.Payloads;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.common.v1.WorkflowType;
import io.temporal.api.enums.v1.WorkflowExecutionStatus;
import io.temporal.api.workflow.v1.WorkflowExecutionInfo;
import io.temporal.api.workflowservice.v1.GetSystemInfoRequest;
import io.temporal.api.workflowservice.v1.GetSystemInfoResponse;
import io.temporal.api.workflowservice.v1.ListWorkflowExecutionsRequest;
import io.temporal.api.workflowservice.v1.ListWorkflowExecutionsResponse;
import io.temporal.api.workflowservice.v1.QueryWorkflowRequest;
import io.temporal.api.workflowservice.v1.QueryWorkflowResponse;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc;
import io.temporal.common.converter.DefaultDataConverter;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** A Temporal with 500 jobs that wait in ten full pools, which counts what it is asked. */
final class CountedTemporal extends WorkflowServiceGrpc.WorkflowServiceImplBase
    implements ServerInterceptor, AutoCloseable {

  static final int JOBS = 500;
  static final int POOLS = 10;

  private final AtomicInteger calls = new AtomicInteger();
  private final Instant begun;
  private final Server server;
  private final TemporalConnection connection;

  CountedTemporal(Instant begun) throws IOException {
    this.begun = begun;
    InetAddress here = InetAddress.getLoopbackAddress();
    NettyServerBuilder builder = NettyServerBuilder.forAddress(new InetSocketAddress(here, 0));
    server = builder.addService(this).intercept(this).build().start();
    connection =
        new TemporalConnection(
            new TemporalSettings(
                "127.0.0.1:" + server.getPort(), "mine", "lives", null, null, null),
            Map.of("TEMPORAL_TLS", "false"),
            Duration.ofSeconds(60));
  }

  TemporalConnection connection() {
    return connection;
  }

  int calls() {
    return calls.get();
  }

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    calls.incrementAndGet();
    return next.startCall(call, headers);
  }

  @Override
  public void getSystemInfo(
      GetSystemInfoRequest request, StreamObserver<GetSystemInfoResponse> answer) {
    send(GetSystemInfoResponse.getDefaultInstance(), answer);
  }

  @Override
  public void listWorkflowExecutions(
      ListWorkflowExecutionsRequest request,
      StreamObserver<ListWorkflowExecutionsResponse> answer) {
    boolean areLives = request.getQuery().contains("'RunnerLife'");
    List<WorkflowExecutionInfo> rows =
        LongStream.range(0, areLives ? JOBS : POOLS)
            .mapToObj(i -> areLives ? row(life(i).toString(), i, "WAITING") : row(pool(i), i, null))
            .toList();
    send(ListWorkflowExecutionsResponse.newBuilder().addAllExecutions(rows).build(), answer);
  }

  @Override
  public void queryWorkflow(
      QueryWorkflowRequest request, StreamObserver<QueryWorkflowResponse> answer) {
    long number = Long.parseLong(request.getExecution().getWorkflowId().replaceAll("\\D", ""));
    List<RunnerName> waiting =
        LongStream.range(0, JOBS)
            .filter(i -> i % POOLS == number)
            .mapToObj(i -> new RunnerName(life(i), "3fa91c", 1))
            .toList();
    PoolStatus status =
        new PoolStatus("full", null, 4, 4, waiting, null, 4, NodesState.UNSCALED, null);
    Payloads payloads = DefaultDataConverter.newDefaultInstance().toPayloads(status).orElseThrow();
    send(QueryWorkflowResponse.newBuilder().setQueryResult(payloads).build(), answer);
  }

  private static LifeId life(long i) {
    return LifeId.parse("mayfly-github-" + (1_000 + i)).orElseThrow();
  }

  private static String pool(long i) {
    return "mayfly-pool-p" + i;
  }

  private WorkflowExecutionInfo row(String id, long number, @Nullable String phase) {
    io.temporal.api.common.v1.SearchAttributes.Builder attributes =
        io.temporal.api.common.v1.SearchAttributes.newBuilder()
            .putIndexedFields(SearchAttributes.POOL.getName(), keyword("p" + number % POOLS));
    if (phase != null) {
      attributes.putIndexedFields(SearchAttributes.PHASE.getName(), keyword(phase));
    }
    return WorkflowExecutionInfo.newBuilder()
        .setExecution(WorkflowExecution.newBuilder().setWorkflowId(id).setRunId("r"))
        .setType(WorkflowType.newBuilder().setName(phase == null ? "Pool" : "RunnerLife"))
        .setStatus(WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_RUNNING)
        .setStartTime(Timestamps.fromMillis(begun.toEpochMilli()))
        .setSearchAttributes(attributes)
        .build();
  }

  private static Payload keyword(String value) {
    return Payload.newBuilder()
        .putMetadata("encoding", ByteString.copyFromUtf8("json/plain"))
        .putMetadata("type", ByteString.copyFromUtf8("Keyword"))
        .setData(ByteString.copyFromUtf8("\"" + value + "\""))
        .build();
  }

  private static <A> void send(A answer, StreamObserver<A> to) {
    to.onNext(answer);
    to.onCompleted();
  }

  @Override
  public void close() {
    connection.stop();
    server.shutdownNow();
  }
}
