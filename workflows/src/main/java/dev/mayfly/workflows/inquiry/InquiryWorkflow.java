package dev.mayfly.workflows.inquiry;

import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;

/** Asks a forge about a job, by the credential that workers alone have. Over within seconds. */
@WorkflowInterface
public interface InquiryWorkflow {

  String TYPE = "Inquiry";

  @WorkflowMethod(name = TYPE)
  JobAnswer run(JobQuestion question);
}
