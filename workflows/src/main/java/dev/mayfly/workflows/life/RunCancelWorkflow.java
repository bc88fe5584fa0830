package dev.mayfly.workflows.life;

import dev.mayfly.workflows.step.Notice;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;

/**
 * Cancels the run of a job that its life gave up on, as soon as no other job of the run is in
 * progress. It goes on when that life has ended, for a day at most: then the forge itself ends the
 * job.
 */
@WorkflowInterface
public interface RunCancelWorkflow {

  String TYPE = "RunCancel";

  /**
   * @param notice of the job, and why its life gave up.
   * @return what became of the run, in words for people.
   */
  @WorkflowMethod(name = TYPE)
  String run(Notice notice);
}
