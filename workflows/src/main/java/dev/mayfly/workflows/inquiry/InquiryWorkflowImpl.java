package dev.mayfly.workflows.inquiry;

import dev.mayfly.workflows.temporal.ActivityPolicies;
import dev.mayfly.workflows.temporal.UntrustedInput;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInit;
import java.time.Duration;

/** One step: a person waits for the answer, so it is not repeated for long. */
public final class InquiryWorkflowImpl implements InquiryWorkflow {

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** Checks what it is to be run with. */
  @WorkflowInit
  public InquiryWorkflowImpl(JobQuestion question) {
    UntrustedInput.demandStart(question, JobQuestion.class);
  }

  @Override
  public JobAnswer run(JobQuestion question) {
    InquiryActivities steps =
        Workflow.newActivityStub(
            InquiryActivities.class,
            ActivityPolicies.options("job " + question.job(), PATIENCE, PATIENCE));
    return question.pool() == null
        ? steps.askAboutJob(question)
        : new JobAnswer(null, null, steps.askAboutNodes(question.pool()));
  }
}
