package dev.mayfly.service.temporal;

import static java.util.Objects.requireNonNullElse;

import dev.mayfly.service.secret.Secret;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.temporal.api.errordetails.v1.NamespaceNotFoundFailure;
import io.temporal.api.taskqueue.v1.PollerInfo;
import io.temporal.api.workflowservice.v1.DescribeTaskQueueRequest;
import io.temporal.api.workflowservice.v1.DescribeTaskQueueResponse;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionResponse;
import io.temporal.api.workflowservice.v1.GetSystemInfoRequest;
import io.temporal.api.workflowservice.v1.GetSystemInfoResponse;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc;
import io.temporal.serviceclient.StatusUtils;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** A Temporal that answers health checks as it is told, and remembers who asked. */
final class Frontend extends WorkflowServiceGrpc.WorkflowServiceImplBase
    implements ServerInterceptor, AutoCloseable {

  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

  private final Server server;
  private final List<String> authorizations = new CopyOnWriteArrayList<>();
  private volatile StatusRuntimeException description =
      Status.NOT_FOUND.withDescription("workflow not found for ID").asRuntimeException();
  private volatile @Nullable String polledQueue;

  Frontend() throws IOException {
    server =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .addService(this)
            .intercept(this)
            .build()
            .start();
  }

  TemporalConnection connection(@Nullable Secret apiKey) {
    return new TemporalConnection(
        new TemporalSettings(
            "127.0.0.1:" + server.getPort(), "mine", "lives", null, null, null, apiKey),
        Map.of("TEMPORAL_TLS", "false"),
        Duration.ofSeconds(60));
  }

  void refuse(Status status) {
    description = status.asRuntimeException();
  }

  // As temporalio/api has it: errordetails/v1/message.proto.
  void hasNoNamespace() {
    description =
        StatusUtils.newException(
            Status.NOT_FOUND.withDescription("Namespace mine is not found."),
            NamespaceNotFoundFailure.newBuilder().setNamespace("mine").build(),
            NamespaceNotFoundFailure.getDescriptor());
  }

  void polls(String queue) {
    polledQueue = queue;
  }

  List<String> authorizations() {
    return authorizations;
  }

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    if (call.getMethodDescriptor().getFullMethodName().endsWith("DescribeWorkflowExecution")) {
      authorizations.add(requireNonNullElse(headers.get(AUTHORIZATION), "none"));
    }
    return next.startCall(call, headers);
  }

  @Override
  public void getSystemInfo(
      GetSystemInfoRequest request, StreamObserver<GetSystemInfoResponse> answer) {
    answer.onNext(GetSystemInfoResponse.getDefaultInstance());
    answer.onCompleted();
  }

  @Override
  public void describeWorkflowExecution(
      DescribeWorkflowExecutionRequest request,
      StreamObserver<DescribeWorkflowExecutionResponse> answer) {
    answer.onError(description);
  }

  @Override
  public void describeTaskQueue(
      DescribeTaskQueueRequest request, StreamObserver<DescribeTaskQueueResponse> answer) {
    DescribeTaskQueueResponse.Builder queue = DescribeTaskQueueResponse.newBuilder();
    if (request.getTaskQueue().getName().equals(polledQueue)) {
      queue.addPollers(PollerInfo.newBuilder().setIdentity("mayfly/worker/1@host"));
    }
    answer.onNext(queue.build());
    answer.onCompleted();
  }

  @Override
  public void close() {
    server.shutdownNow();
  }
}
