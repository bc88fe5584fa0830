package dev.mayfly.service.inquiry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.workflows.explanation.StepFacts;
import dev.mayfly.workflows.temporal.FailureType;
import io.temporal.api.common.v1.ActivityType;
import io.temporal.api.common.v1.Payloads;
import io.temporal.api.failure.v1.ApplicationFailureInfo;
import io.temporal.api.failure.v1.Failure;
import io.temporal.api.workflow.v1.PendingActivityInfo;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionResponse;
import io.temporal.common.converter.DataConverter;
import io.temporal.common.converter.DefaultDataConverter;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** The steps under way, as a description of a life has them. */
class OpenStepsTest {

  private static final DataConverter CONVERTER = DefaultDataConverter.STANDARD_INSTANCE;
  private static final Instant RESET = Instant.parse("2026-11-30T11:00:00Z");
  private static final StepFacts NOTHING = new StepFacts(null, false, null, null, false);

  private static StepFacts facts(PendingActivityInfo.Builder... steps) {
    DescribeWorkflowExecutionResponse.Builder life = DescribeWorkflowExecutionResponse.newBuilder();
    for (PendingActivityInfo.Builder step : steps) {
      life.addPendingActivities(step);
    }
    return OpenSteps.of(life.build(), CONVERTER);
  }

  private static PendingActivityInfo.Builder step(String type) {
    return PendingActivityInfo.newBuilder()
        .setActivityType(ActivityType.newBuilder().setName(type));
  }

  private static PendingActivityInfo.Builder failing(String type, String... details) {
    ApplicationFailureInfo.Builder info = ApplicationFailureInfo.newBuilder();
    for (String detail : details) {
      info.setDetails(payload(detail));
    }
    PendingActivityInfo.Builder step = step(type);
    step.setLastFailure(Failure.newBuilder().setMessage("429").setApplicationFailureInfo(info))
        .getNextAttemptScheduleTimeBuilder()
        .setSeconds(RESET.getEpochSecond());
    return step;
  }

  private static Payloads payload(String text) {
    return CONVERTER.toPayloads(text).orElseThrow();
  }

  @Test
  void aLimitLastsUntilTheNextTry() {
    StepFacts limited = facts(failing("mintRunnerToken", FailureType.LIMIT_REACHED));

    assertThat(limited.limitedUntil()).isEqualTo(RESET);
  }

  @Test
  void aLimitLastsForTheDelayWhereTheNextTryIsNotNamed() {
    PendingActivityInfo.Builder step =
        failing("mintRunnerToken", FailureType.LIMIT_REACHED).clearNextAttemptScheduleTime();
    step.getLastAttemptCompleteTimeBuilder().setSeconds(RESET.minusSeconds(90).getEpochSecond());
    step.getLastFailureBuilder()
        .getApplicationFailureInfoBuilder()
        .getNextRetryDelayBuilder()
        .setSeconds(90);

    assertThat(facts(step).limitedUntil()).isEqualTo(RESET);
  }

  @Test
  void anotherFailureIsTold() {
    assertThat(facts(failing("createTask")))
        .isEqualTo(new StepFacts("429", false, null, null, false));
  }

  @Test
  void ofAStepThatIsTriedRightNowTheEndOfTheLimitIsNotKnown() {
    StepFacts now =
        facts(failing("mintRunnerToken", FailureType.LIMIT_REACHED).clearNextAttemptScheduleTime());

    assertThat(now.isLimited()).isTrue();
    assertThat(now.limitedUntil()).isNull();
  }

  @Test
  void whatTheWatcherSawLastIsReadFromTheHeartbeat() {
    PendingActivityInfo.Builder offline =
        step("awaitOnline").setHeartbeatDetails(payload("the task is RUNNING, the runner offline"));

    assertThat(facts(offline)).isEqualTo(new StepFacts(null, false, null, false, true));
  }

  @Test
  void otherStepsAndOneThatWasNotPolledSayNothing() {
    assertThat(facts(step("awaitOnline"), failing("removeRunner"))).isEqualTo(NOTHING);
    assertThat(facts()).isEqualTo(NOTHING);
  }
}
