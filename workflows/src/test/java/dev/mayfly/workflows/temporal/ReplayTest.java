package dev.mayfly.workflows.temporal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.mayfly.workflows.intake.EventIntakeImpl;
import dev.mayfly.workflows.intake.IntakeWorkflowImpl;
import dev.mayfly.workflows.life.RunnerWorkflowImpl;
import dev.mayfly.workflows.pool.PoolWorkflowImpl;
import dev.mayfly.workflows.sweep.SweepWorkflowImpl;
import io.temporal.api.history.v1.History;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.common.WorkflowExecutionHistory;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * This code still does what it did when these histories were made, command by command: a worker of
 * this build can take over the lives of the one before. See CONTRIBUTING, "Workflow code".
 */
class ReplayTest {

  private static final String HEALTHY = "aHealthyLifeProvidesOneRunnerAndRemovesIt.json.gz";

  static List<Path> histories() {
    return Histories.all();
  }

  @ParameterizedTest
  @MethodSource("histories")
  void aRecordedHistoryIsReplayed(Path file) throws Exception {
    replay(Histories.read(file));
  }

  @Test
  void everyOutcomeAndEveryMessageIsAmongThem() {
    String all = String.join("", histories().stream().map(ReplayTest::json).toList());

    assertThat(List.of("Completed", "NotNeeded", "Cancelled", "AttemptsSpent"))
        .allSatisfy(outcome -> assertThat(all).contains(inBase64("{\"outcome\":\"" + outcome)));
    assertThat(
            List.of(
                "queued",
                "waiting",
                "in_progress",
                "completed",
                "cancel",
                "reprovision",
                "extend",
                "quarantine",
                "release",
                "want",
                "leave",
                "leaves",
                "fault",
                "pause",
                "resume",
                "demand",
                "scale",
                "rest",
                "handback",
                "takeover",
                "sweep",
                "upgrade"))
        .allSatisfy(message -> assertThat(all).containsPattern("ame\": *\"" + message + "\""));
  }

  /** A replay that accepts everything would prove nothing. */
  @Test
  void aHistoryWithAStepThatThisCodeDoesNotTakeIsRefused() {
    String any =
        histories().stream()
            .map(ReplayTest::json)
            .filter(json -> json.contains("\"createTask\""))
            .findFirst()
            .orElseThrow();
    String changed = any.replace("\"createTask\"", "\"createAnother\"");

    assertThatThrownBy(() -> replay(WorkflowExecutionHistory.fromJson(changed)))
        .hasStackTraceContaining("createAnother");
  }

  /** While two releases run, a worker of now answers what one of before has asked. */
  @Test
  void aLifeOfBeforeAsksForItsBatchJobWhateverComesWithItsToken() throws Exception {
    Path healthy =
        histories().stream()
            .filter(file -> file.endsWith("release-0.1.0-" + HEALTHY))
            .findFirst()
            .orElseThrow();
    History.Builder history = History.newBuilder();
    Histories.read(healthy).getEvents().forEach(event -> history.addEvents(withBatchJob(event)));
    assertThat(history.toString()).contains("batchJob\\\":\\\"mayfly-ubuntu-9");

    replay(new WorkflowExecutionHistory(history.build()));
  }

  private static HistoryEvent withBatchJob(HistoryEvent event) {
    HistoryEvent.Builder changed = event.toBuilder();
    if (event.hasActivityTaskCompletedEventAttributes()) {
      changed
          .getActivityTaskCompletedEventAttributesBuilder()
          .getResultBuilder()
          .getPayloadsBuilderList()
          .forEach(
              result ->
                  result.setData(
                      ByteString.copyFromUtf8(
                          result
                              .getData()
                              .toStringUtf8()
                              .replace(
                                  "{\"registration\"",
                                  "{\"batchJob\":\"mayfly-ubuntu-9\",\"registration\""))));
    }
    return changed.build();
  }

  private static void replay(WorkflowExecutionHistory history) throws Exception {
    EntityOnTestServer.replay(
        history,
        RunnerWorkflowImpl.class,
        PoolWorkflowImpl.class,
        SweepWorkflowImpl.class,
        EventIntakeImpl.class,
        IntakeWorkflowImpl.class);
  }

  private static String json(Path file) {
    return Histories.read(file).toJson(false);
  }

  // The first bytes only: the rest of a payload depends on where it is cut.
  private static String inBase64(String text) {
    String whole = text.substring(0, text.length() / 3 * 3);
    return Base64.getEncoder().encodeToString(whole.getBytes(UTF_8));
  }
}
