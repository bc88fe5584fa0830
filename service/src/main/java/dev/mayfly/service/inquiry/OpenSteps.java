package dev.mayfly.service.inquiry;

import com.google.protobuf.Timestamp;
import dev.mayfly.workflows.explanation.StepFacts;
import dev.mayfly.workflows.step.StartSighting;
import dev.mayfly.workflows.temporal.FailureType;
import io.temporal.api.common.v1.Payloads;
import io.temporal.api.failure.v1.ApplicationFailureInfo;
import io.temporal.api.workflow.v1.PendingActivityInfo;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionResponse;
import io.temporal.common.converter.DataConverter;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The steps that a life waits for, as Temporal describes them: it is asked nothing more. */
record OpenSteps(List<PendingActivityInfo> open, DataConverter converter) {

  private static final Set<String> MAKING =
      Set.of("mintRunnerToken", "ensureBatchJob", "createTask");
  private static final String STARTING = "awaitOnline";

  static StepFacts of(DescribeWorkflowExecutionResponse life, DataConverter converter) {
    return new OpenSteps(life.getPendingActivitiesList(), converter).facts();
  }

  private StepFacts facts() {
    Optional<PendingActivityInfo> failing =
        last(MAKING).filter(PendingActivityInfo::hasLastFailure);
    Optional<StartSighting> seen =
        last(Set.of(STARTING))
            .flatMap(step -> text(step.getHeartbeatDetails()))
            .flatMap(StartSighting::read);
    return new StepFacts(
        failing.map(step -> step.getLastFailure().getMessage()).orElse(null),
        failing.filter(this::isLimited).isPresent(),
        failing.filter(this::isLimited).map(OpenSteps::limitedUntil).orElse(null),
        seen.map(StartSighting::isPreparing).orElse(null),
        seen.filter(StartSighting::isOffline).isPresent());
  }

  private Optional<PendingActivityInfo> last(Set<String> types) {
    return open.stream()
        .filter(step -> types.contains(step.getActivityType().getName()))
        .reduce((first, second) -> second);
  }

  private boolean isLimited(PendingActivityInfo step) {
    return text(step.getLastFailure().getApplicationFailureInfo().getDetails())
        .filter(FailureType.LIMIT_REACHED::equals)
        .isPresent();
  }

  /** Its next try, which the step asked for; absent where Temporal names none, as while it runs. */
  private static @Nullable Instant limitedUntil(PendingActivityInfo step) {
    ApplicationFailureInfo failure = step.getLastFailure().getApplicationFailureInfo();
    if (step.hasNextAttemptScheduleTime()) {
      return Instant.ofEpochSecond(step.getNextAttemptScheduleTime().getSeconds());
    }
    Timestamp last =
        step.hasLastAttemptCompleteTime()
            ? step.getLastAttemptCompleteTime()
            : step.getLastStartedTime();
    return failure.hasNextRetryDelay() && last.getSeconds() > 0
        ? Instant.ofEpochSecond(last.getSeconds() + failure.getNextRetryDelay().getSeconds())
        : null;
  }

  private Optional<String> text(Payloads payloads) {
    return payloads.getPayloadsCount() == 0
        ? Optional.empty()
        : Optional.ofNullable(
            converter.fromPayloads(0, Optional.of(payloads), String.class, String.class));
  }
}
