package dev.mayfly.service.temporal;

import com.google.common.util.concurrent.Uninterruptibles;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.HandlerRegistry;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Server;
import io.grpc.ServerMethodDefinition;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCalls;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.history.v1.History;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.history.v1.WorkflowExecutionStartedEventAttributes;
import io.temporal.api.history.v1.WorkflowTaskScheduledEventAttributes;
import io.temporal.api.history.v1.WorkflowTaskStartedEventAttributes;
import io.temporal.api.workflowservice.v1.PollWorkflowTaskQueueResponse;
import io.temporal.api.workflowservice.v1.SignalWithStartWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.SignalWithStartWorkflowExecutionResponse;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * A Temporal for a service that is started only to see which classes that takes (ADR 31): every
 * answer is empty, a poll has none, and what a worker starts it is given once, as a workflow's
 * first task. Prints {@code port: 12345}, among lines of a log that nobody has configured.
 */
final class IdleTemporal extends HandlerRegistry {

  private static final MethodDescriptor.Marshaller<byte[]> BYTES =
      new MethodDescriptor.Marshaller<>() {
        @Override
        public InputStream stream(byte[] value) {
          return new ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
          try {
            return stream.readAllBytes();
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        }
      };

  private final BlockingQueue<SignalWithStartWorkflowExecutionRequest> started =
      new LinkedBlockingQueue<>();

  public static void main(String[] arguments) throws IOException, InterruptedException {
    Server server = start();
    System.out.println("port: " + server.getPort());
    server.awaitTermination();
  }

  /** Starts one that is reached from this machine alone. */
  static Server start() throws IOException {
    return NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
        .fallbackHandlerRegistry(new IdleTemporal())
        .build()
        .start();
  }

  @Override
  public ServerMethodDefinition<?, ?> lookupMethod(String method, @Nullable String authority) {
    return ServerMethodDefinition.create(
        MethodDescriptor.newBuilder(BYTES, BYTES)
            .setType(MethodType.UNARY)
            .setFullMethodName(method)
            .build(),
        ServerCalls.asyncUnaryCall(
            (request, answer) -> {
              byte[] message = answer(method.substring(method.lastIndexOf('/') + 1), request);
              if (message != null) {
                answer.onNext(message);
                answer.onCompleted();
              }
            }));
  }

  private byte @Nullable [] answer(String call, byte[] request) {
    return switch (call) {
      case "SignalWithStartWorkflowExecution" -> start(parse(request));
      case "PollWorkflowTaskQueue" ->
          firstTask(Uninterruptibles.takeUninterruptibly(started)).toByteArray();
      // An empty message has every field's default.
      default -> call.startsWith("Poll") ? null : new byte[0];
    };
  }

  private byte[] start(SignalWithStartWorkflowExecutionRequest start) {
    started.add(start);
    return SignalWithStartWorkflowExecutionResponse.newBuilder()
        .setRunId(start.getWorkflowId())
        .build()
        .toByteArray();
  }

  private static SignalWithStartWorkflowExecutionRequest parse(byte[] request) {
    try {
      return SignalWithStartWorkflowExecutionRequest.parseFrom(request);
    } catch (InvalidProtocolBufferException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static PollWorkflowTaskQueueResponse firstTask(
      SignalWithStartWorkflowExecutionRequest start) {
    String id = start.getWorkflowId();
    return PollWorkflowTaskQueueResponse.newBuilder()
        .setTaskToken(ByteString.copyFromUtf8(id))
        .setWorkflowExecution(WorkflowExecution.newBuilder().setWorkflowId(id).setRunId(id))
        .setWorkflowType(start.getWorkflowType())
        .setStartedEventId(3)
        .setAttempt(1)
        .setHistory(
            History.newBuilder()
                .addEvents(
                    event(1, EventType.EVENT_TYPE_WORKFLOW_EXECUTION_STARTED)
                        .setWorkflowExecutionStartedEventAttributes(
                            WorkflowExecutionStartedEventAttributes.newBuilder()
                                .setWorkflowType(start.getWorkflowType())
                                .setTaskQueue(start.getTaskQueue())
                                .setInput(start.getInput())
                                .setOriginalExecutionRunId(id)))
                .addEvents(
                    event(2, EventType.EVENT_TYPE_WORKFLOW_TASK_SCHEDULED)
                        .setWorkflowTaskScheduledEventAttributes(
                            WorkflowTaskScheduledEventAttributes.newBuilder()
                                .setTaskQueue(start.getTaskQueue())))
                .addEvents(
                    event(3, EventType.EVENT_TYPE_WORKFLOW_TASK_STARTED)
                        .setWorkflowTaskStartedEventAttributes(
                            WorkflowTaskStartedEventAttributes.newBuilder()
                                .setScheduledEventId(2))))
        .build();
  }

  private static HistoryEvent.Builder event(long id, EventType type) {
    return HistoryEvent.newBuilder().setEventId(id).setEventType(type);
  }
}
