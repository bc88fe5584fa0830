package dev.mayfly.worker;

import static dev.mayfly.worker.watch.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.MethodDescriptor;
import io.temporal.activity.Activity;
import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityOptions;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc;
import io.temporal.client.WorkflowOptions;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import io.temporal.testing.TestEnvironmentOptions;
import io.temporal.testing.TestWorkflowEnvironment;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerFactoryOptions;
import io.temporal.worker.WorkerOptions;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** By the clock of the server, which is not moved: a heartbeat time-out is two seconds. */
class StepPulseTest {

  private static final Duration SHORT = Duration.ofSeconds(2);
  // As many as come while two time-outs pass, since one follows the other after a second.
  private static final int LONG_ENOUGH = 5;

  private final AtomicInteger beats = new AtomicInteger();
  private final StepPulse pulse = new StepPulse();
  private final TestWorkflowEnvironment temporal =
      TestWorkflowEnvironment.newInstance(
          TestEnvironmentOptions.newBuilder()
              .setUseTimeskipping(false)
              .setWorkflowServiceStubsOptions(
                  WorkflowServiceStubsOptions.newBuilder()
                      .setGrpcClientInterceptors(List.of(new Counting()))
                      .build())
              .setWorkerFactoryOptions(
                  WorkerFactoryOptions.newBuilder().setWorkerInterceptors(pulse).build())
              .build());

  /** Counts the heartbeats that reach the server. */
  private final class Counting implements ClientInterceptor {
    @Override
    public <Q, R> ClientCall<Q, R> interceptCall(
        MethodDescriptor<Q, R> method, CallOptions options, Channel next) {
      if (method.equals(WorkflowServiceGrpc.getRecordActivityTaskHeartbeatMethod())) {
        beats.incrementAndGet();
      }
      return next.newCall(method, options);
    }
  }

  /** A step of a life. */
  @ActivityInterface
  public interface Step {
    String take();
  }

  /** A life of one step. */
  @WorkflowInterface
  public interface Life {
    @WorkflowMethod
    String run(Duration heartbeatTimeout);
  }

  /** It answers what its step does. */
  public static final class LifeOfOneStep implements Life {
    @Override
    public String run(Duration heartbeatTimeout) {
      return Workflow.newActivityStub(
              Step.class,
              ActivityOptions.newBuilder()
                  .setStartToCloseTimeout(Duration.ofMinutes(1))
                  .setHeartbeatTimeout(heartbeatTimeout)
                  .build())
          .take();
    }
  }

  @AfterEach
  void stop() {
    temporal.close();
    pulse.close();
  }

  @Test
  void aStepThatLastsLongerThanItsTimeOutIsNotRepeated() {
    assertThat(
            run(
                SHORT,
                () -> {
                  awaitBeats(LONG_ENOUGH);
                  return "attempt " + Activity.getExecutionContext().getInfo().getAttempt();
                }))
        .isEqualTo("attempt 1");
  }

  @Test
  void aStepThatIsOverBeforeItsFirstBeatSendsNone() {
    assertThat(run(SHORT, () -> "steps that beat: " + pulse.size()))
        .isEqualTo("steps that beat: 1");

    assertThat(beats).hasValue(0);
    assertThat(pulse.size()).isZero();
  }

  @Test
  void whatAStepSaidLastIsThereForItsNextAttempt() {
    assertThat(
            run(
                SHORT,
                () -> {
                  if (Activity.getExecutionContext().getInfo().getAttempt() == 1) {
                    Activity.getExecutionContext().heartbeat("half of it");
                    awaitBeats(3);
                    throw new IllegalStateException("again");
                  }
                  return Activity.getExecutionContext()
                      .getHeartbeatDetails(String.class)
                      .orElse("nothing");
                }))
        .isEqualTo("half of it");
  }

  @Test
  void aWaitIsLeftToTheWatcher() {
    assertThat(run(Duration.ofMinutes(2), () -> "steps that beat: " + pulse.size()))
        .isEqualTo("steps that beat: 0");
  }

  private void awaitBeats(int count) {
    eventually(count + " heartbeats", () -> beats.get() >= count);
  }

  private String run(Duration heartbeatTimeout, Step step) {
    Worker worker =
        temporal.newWorker(
            "q",
            WorkerOptions.newBuilder()
                .setMaxHeartbeatThrottleInterval(Duration.ofSeconds(1))
                .build());
    worker.registerWorkflowImplementationTypes(LifeOfOneStep.class);
    worker.registerActivitiesImplementations(step);
    temporal.start();
    return temporal
        .getWorkflowClient()
        .newWorkflowStub(Life.class, WorkflowOptions.newBuilder().setTaskQueue("q").build())
        .run(heartbeatTimeout);
  }
}
