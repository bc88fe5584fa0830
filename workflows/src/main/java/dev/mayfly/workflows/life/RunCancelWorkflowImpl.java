package dev.mayfly.workflows.life;

import dev.mayfly.workflows.step.Notice;
import dev.mayfly.workflows.step.NoticeActivities;
import dev.mayfly.workflows.temporal.ActivityPolicies;
import dev.mayfly.workflows.temporal.StepFailed;
import dev.mayfly.workflows.temporal.TemporalRuntime;
import dev.mayfly.workflows.temporal.UntrustedInput;
import io.temporal.activity.ActivityOptions;
import io.temporal.common.RetryOptions;
import io.temporal.failure.ActivityFailure;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInit;
import java.time.Duration;
import java.util.Optional;

/** Tells the readers of the commit, cancels the run when it may, and tells them that it did. */
public final class RunCancelWorkflowImpl implements RunCancelWorkflow {

  private final LifeSteps steps = new TemporalLifeSteps(new LifeRelease(new TemporalRuntime()));

  /** Checks what it is to be run with. */
  @WorkflowInit
  public RunCancelWorkflowImpl(Notice notice) {
    UntrustedInput.demandStart(notice, Notice.class);
  }

  @Override
  public String run(Notice notice) {
    Optional<Long> told = told(notice);
    String how = cancelled(notice);
    told.ifPresent(checkRun -> close(checkRun, notice.with(how)));
    return how;
  }

  private static String cancelled(Notice notice) {
    String summary = "run " + notice.job().runId() + ", when no other job of it is in progress";
    try {
      return Workflow.newActivityStub(NoticeActivities.class, untilNothingRuns(summary))
          .cancelRun(notice.job());
    } catch (ActivityFailure e) {
      return "the run was not cancelled: " + StepFailed.of(e).getMessage();
    }
  }

  /** Returns options that look again after a minute, after two more, and so on up to ten. */
  private static ActivityOptions untilNothingRuns(String summary) {
    RetryOptions pauses =
        RetryOptions.newBuilder()
            .setInitialInterval(Duration.ofMinutes(1))
            .setBackoffCoefficient(2)
            .setMaximumInterval(Duration.ofMinutes(10))
            .build();
    return ActivityPolicies.options(
            summary, ActivityPolicies.ONE_LOOK, ActivityPolicies.WHILE_QUEUED)
        .toBuilder()
        .setRetryOptions(pauses)
        .build();
  }

  private Optional<Long> told(Notice notice) {
    try {
      return steps.openNotice(notice);
    } catch (StepFailed untold) {
      return Optional.empty(); // its failure stands in the history, and the run matters more
    }
  }

  private void close(long checkRun, Notice notice) {
    try {
      steps.closeNotice(checkRun, notice);
    } catch (StepFailed untold) {
      // As above.
    }
  }
}
