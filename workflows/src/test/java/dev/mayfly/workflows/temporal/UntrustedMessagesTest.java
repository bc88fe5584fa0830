package dev.mayfly.workflows.temporal;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mayfly.workflows.id.PoolId;
import dev.mayfly.workflows.id.SweepId;
import dev.mayfly.workflows.inquiry.InquiryWorkflow;
import dev.mayfly.workflows.inquiry.InquiryWorkflowImpl;
import dev.mayfly.workflows.inquiry.JobQuestion;
import dev.mayfly.workflows.intake.EventIntake;
import dev.mayfly.workflows.intake.EventIntakeImpl;
import dev.mayfly.workflows.intake.IntakeBatch;
import dev.mayfly.workflows.intake.IntakeWorkflow;
import dev.mayfly.workflows.intake.IntakeWorkflowImpl;
import dev.mayfly.workflows.life.LifeOnTestServer;
import dev.mayfly.workflows.life.RunCancelWorkflow;
import dev.mayfly.workflows.life.RunCancelWorkflowImpl;
import dev.mayfly.workflows.life.RunnerWorkflow;
import dev.mayfly.workflows.life.RunnerWorkflowImpl;
import dev.mayfly.workflows.pool.PoolState;
import dev.mayfly.workflows.pool.PoolWorkflow;
import dev.mayfly.workflows.pool.PoolWorkflowImpl;
import dev.mayfly.workflows.step.Notice;
import dev.mayfly.workflows.sweep.SweepState;
import dev.mayfly.workflows.sweep.SweepWorkflow;
import dev.mayfly.workflows.sweep.SweepWorkflowImpl;
import io.temporal.activity.DynamicActivity;
import io.temporal.api.enums.v1.EventType;
import io.temporal.client.WorkflowFailedException;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.common.metadata.POJOWorkflowInterfaceMetadata;
import io.temporal.common.metadata.POJOWorkflowMethodMetadata;
import io.temporal.common.metadata.WorkflowMethodType;
import io.temporal.failure.ApplicationFailure;
import io.temporal.testing.TestEnvironmentOptions;
import io.temporal.testing.TestWorkflowEnvironment;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerOptions;
import io.temporal.workflow.WorkflowInterface;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every message to every workflow, as its interface has it, with every kind of garbage for an
 * input: no workflow task fails, and the sender or the workflow's status says what was wrong. No
 * worker does its steps here, so each workflow stays where it began.
 */
class UntrustedMessagesTest {

  private static final Map<Class<?>, Object> INPUTS =
      Map.of(
          RunnerWorkflow.class, LifeOnTestServer.request(),
          PoolWorkflow.class, PoolState.of(new PoolId("mayfly", "ubuntu")),
          SweepWorkflow.class, SweepState.of(new SweepId("mayfly", "github")),
          EventIntake.class, new IntakeBatch(List.of(), 0),
          IntakeWorkflow.class, List.of(),
          InquiryWorkflow.class, new JobQuestion("github", "acme/app", 1, null),
          RunCancelWorkflow.class, new Notice(LifeOnTestServer.request().job(), "life", "a", "b"));

  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private final TestWorkflowEnvironment server =
      EntityOnTestServer.server(TestEnvironmentOptions.newBuilder().setUseTimeskipping(false));

  @BeforeEach
  void start() {
    Worker worker =
        server.newWorker(
            RunnerWorkflow.TASK_QUEUE,
            // The SDK's one second takes a machine that is busy for a deadlock.
            WorkerOptions.newBuilder()
                .setLocalActivityWorkerOnly(true)
                .setDefaultDeadlockDetectionTimeout(PATIENCE.toMillis())
                .build());
    worker.registerWorkflowImplementationTypes(
        RunnerWorkflowImpl.class,
        PoolWorkflowImpl.class,
        SweepWorkflowImpl.class,
        EventIntakeImpl.class,
        IntakeWorkflowImpl.class,
        InquiryWorkflowImpl.class,
        RunCancelWorkflowImpl.class);
    worker.registerActivitiesImplementations(
        (DynamicActivity)
            input -> {
              throw ApplicationFailure.newFailure("not within the workflow's task", "NotHere");
            });
    server.start();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  static Stream<Class<?>> workflows() {
    return INPUTS.keySet().stream();
  }

  @Test
  void everyWorkflowIsAmongThem() throws Exception {
    Path root =
        Path.of(RunnerWorkflow.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    try (Stream<Path> files = Files.walk(root.resolve("dev/mayfly/workflows"))) {
      assertThat(
              files
                  .filter(file -> file.toString().endsWith(".class"))
                  .map(file -> root.relativize(file).toString().replace(".class", ""))
                  .<Class<?>>map(name -> type(name.replace('/', '.')))
                  .filter(type -> type.isAnnotationPresent(WorkflowInterface.class)))
          .containsExactlyInAnyOrderElementsOf(INPUTS.keySet());
    }
  }

  private static Class<?> type(String name) {
    try {
      return Class.forName(name, false, UntrustedMessagesTest.class.getClassLoader());
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }

  @ParameterizedTest
  @MethodSource("workflows")
  void ofASignalTheStatusSaysWhatWasWrong(Class<?> type) {
    WorkflowStub workflow = begin(type);
    int ignored = 0;
    for (POJOWorkflowMethodMetadata signal : messages(type, WorkflowMethodType.SIGNAL)) {
      for (Garbage input : refused(signal)) {
        workflow.signal(signal.getName(), input.arguments());
        ignored++;

        assertThat(status(workflow))
            .as("%s", input)
            .contains("ignored " + ignored, "signal " + signal.getName() + " has ");
      }
    }
    failsNoTask(workflow);
  }

  @ParameterizedTest
  @MethodSource("workflows")
  void anUpdateIsRefusedWithASentence(Class<?> type) {
    areRefused(type, WorkflowMethodType.UPDATE, WorkflowStub::update);
  }

  @ParameterizedTest
  @MethodSource("workflows")
  void aQueryIsRefusedWithASentence(Class<?> type) {
    areRefused(type, WorkflowMethodType.QUERY, WorkflowStub::query);
  }

  private interface Sending {
    <R> R send(WorkflowStub workflow, String name, Class<R> result, Object... input);
  }

  private void areRefused(Class<?> type, WorkflowMethodType kind, Sending by) {
    WorkflowStub workflow = begin(type);
    for (POJOWorkflowMethodMetadata message : messages(type, kind)) {
      for (Garbage input : refused(message)) {
        assertThatThrownBy(
                () -> by.send(workflow, message.getName(), String.class, input.arguments()))
            .as("%s", input)
            .hasStackTraceContaining(
                kind.name().toLowerCase(Locale.ROOT) + " " + message.getName() + " has ");
      }
    }
    failsNoTask(workflow);
  }

  @ParameterizedTest
  @MethodSource("workflows")
  void aStartFailsWithASentence(Class<?> type) {
    POJOWorkflowMethodMetadata start = metadata(type).getWorkflowMethod().orElseThrow();
    for (Garbage input : refused(start)) {
      WorkflowStub workflow = beginWith(type, input.arguments());

      assertThatThrownBy(() -> workflow.getResult(Object.class))
          .as("%s", input)
          .isInstanceOf(WorkflowFailedException.class)
          .cause()
          .isInstanceOfSatisfying(
              ApplicationFailure.class,
              failure -> {
                assertThat(failure.getType()).isEqualTo(FailureType.REFUSED);
                assertThat(failure.getOriginalMessage()).startsWith("the start of this workflow");
              });
      failsNoTask(workflow);
    }
  }

  private WorkflowStub begin(Class<?> type) {
    Object input = requireNonNull(INPUTS.get(type));
    if (type != EventIntake.class) {
      return beginWith(type, input);
    }
    // It is over when it has nothing to do, and hears of all by its signal.
    WorkflowStub intake = stub(type);
    var unused = intake.signalWithStart(EventIntake.TAKE, new Object[] {input}, new Object[0]);
    return intake;
  }

  private WorkflowStub beginWith(Class<?> type, Object... input) {
    WorkflowStub workflow = stub(type);
    workflow.start(input);
    return workflow;
  }

  private WorkflowStub stub(Class<?> type) {
    return server
        .getWorkflowClient()
        .newUntypedWorkflowStub(
            metadata(type).getWorkflowType().orElseThrow(),
            WorkflowOptions.newBuilder().setTaskQueue(RunnerWorkflow.TASK_QUEUE).build());
  }

  private static POJOWorkflowInterfaceMetadata metadata(Class<?> type) {
    return POJOWorkflowInterfaceMetadata.newInstance(type);
  }

  private static List<POJOWorkflowMethodMetadata> messages(Class<?> type, WorkflowMethodType kind) {
    return metadata(type).getMethodsMetadata().stream()
        .filter(method -> method.getType() == kind)
        .toList();
  }

  /** A message without an input has none that could be wrong. */
  private static List<Garbage> refused(POJOWorkflowMethodMetadata message) {
    Method method = message.getWorkflowMethod();
    return method.getParameterCount() == 0
        ? List.of()
        : Arrays.stream(Garbage.values())
            .filter(it -> it.isRefusedAs(method.getGenericParameterTypes()[0].getTypeName()))
            .toList();
  }

  private static String status(WorkflowStub workflow) {
    // Without what keeps Markdown from taking it for its own.
    return String.valueOf(workflow.query("status", Map.class)).replace("\\", "");
  }

  private void failsNoTask(WorkflowStub workflow) {
    assertThat(
            server
                .getWorkflowClient()
                .fetchHistory(workflow.getExecution().getWorkflowId())
                .getEvents())
        .noneMatch(event -> event.getEventType() == EventType.EVENT_TYPE_WORKFLOW_TASK_FAILED);
  }
}
