package dev.mayfly.workflows.inquiry;

import dev.mayfly.workflows.explanation.PoolFacts;
import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityMethod;

/** The steps of an inquiry. */
@ActivityInterface
public interface InquiryActivities {

  /** Asks the forge about a job of a served repository, and routes it; changes nothing. */
  @ActivityMethod(name = "askAboutJob")
  JobAnswer askAboutJob(JobQuestion question);

  /** Asks Batch about the nodes of a configured pool; changes nothing. */
  @ActivityMethod(name = "askAboutNodes")
  PoolFacts.Nodes askAboutNodes(String pool);
}
