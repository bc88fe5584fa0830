package dev.mayfly.workflows.step;

import dev.mayfly.workflows.id.JobRef;
import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityMethod;
import java.util.List;

/** The steps of a life that talk to the forge. Every one can be repeated without harm. */
@ActivityInterface
public interface ForgeActivities {

  /**
   * Mints what the runner registers with, sealed. A repetition mints another; an unused token just
   * expires.
   */
  @ActivityMethod(name = "mintRunnerToken")
  RunnerToken mintRunnerToken(RunnerRef runner, List<String> labels);

  /** Asks the forge what has become of a job. */
  @ActivityMethod(name = "lookAtJob")
  JobStatus lookAtJob(JobRef job);

  /**
   * Removes a runner's registration. {@code IN_USE} when the forge says that it has a job; a
   * missing registration is {@code ALREADY_GONE}.
   */
  @ActivityMethod(name = "removeRunner")
  Removal removeRunner(RunnerRef runner);
}
