package dev.mayfly.workflows.step;

import dev.mayfly.workflows.id.JobRef;
import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityMethod;

/**
 * The steps by which the readers of a commit are told, at the forge, that its job waits, or waits
 * in vain. No life depends on them: what the forge refuses is an answer. Every one can be repeated
 * without harm.
 */
@ActivityInterface
public interface NoticeActivities {

  /** Opens the notice of a job that is queued, unless it has one. */
  @ActivityMethod(name = "openNotice")
  NoticeAnswer openNotice(Notice notice);

  /**
   * Cancels the run of a job, if the job is still queued. Fails, to be tried again, while another
   * job of that run is in progress, which the cancellation would end.
   *
   * @return what became of the run, in words for people.
   */
  @ActivityMethod(name = "cancelRun")
  String cancelRun(JobRef job);

  /** Closes a notice: its job does not wait any more. */
  @ActivityMethod(name = "closeNotice")
  NoticeAnswer closeNotice(long checkRun, Notice notice);
}
