package dev.mayfly.workflows.inquiry;

import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityMethod;

/** The step of an inquiry. */
@ActivityInterface
public interface InquiryActivities {

  /** Asks the forge about a job of a served repository, and routes it; changes nothing. */
  @ActivityMethod(name = "askAboutJob")
  JobAnswer askAboutJob(JobQuestion question);
}
