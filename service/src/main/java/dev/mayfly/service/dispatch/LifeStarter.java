package dev.mayfly.service.dispatch;

import dev.mayfly.workflows.id.LifeId;
import dev.mayfly.workflows.life.JobEvent;
import dev.mayfly.workflows.life.Outcome;
import dev.mayfly.workflows.life.RunnerWorkflow;
import dev.mayfly.workflows.routing.RoutingDecision.Start;
import dev.mayfly.workflows.temporal.SearchAttributes;
import io.temporal.api.enums.v1.WorkflowIdReusePolicy;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowExecutionAlreadyStarted;
import io.temporal.client.WorkflowExecutionDescription;
import io.temporal.client.WorkflowNotFoundException;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Starts lives by signal-with-start under the id of their job, so a second start of the same job
 * meets the life that is there. Gateway, intake and sweep start lives by these rules and no others.
 * Every method throws what Temporal's client throws when there is no answer.
 */
public record LifeStarter(WorkflowClient client, String taskQueue) {

  /**
   * Begins the job's life, or tells an open one that its job is queued. One that has ended begins
   * again, and asks the forge first.
   *
   * @param told when the job was queued, as far as the event says.
   * @return why nothing was done, when the life has ended for good; empty: the life runs.
   */
  public Optional<String> start(Start start, Instant told) {
    try {
      signalWithStart(start, WorkflowIdReusePolicy.WORKFLOW_ID_REUSE_POLICY_REJECT_DUPLICATE);
      return Optional.empty();
    } catch (WorkflowExecutionAlreadyStarted closed) {
      Optional<String> reason = finalEnd(start.life(), told);
      if (reason.isEmpty()) {
        signalWithStart(
            verified(start), WorkflowIdReusePolicy.WORKFLOW_ID_REUSE_POLICY_ALLOW_DUPLICATE);
      }
      return reason;
    }
  }

  /**
   * Has an open life ask the forge about its job: {@code waiting} says no more than that it may not
   * be queued. One that is over has nothing to ask.
   */
  public void askAfterJob(LifeId life, String delivery) {
    try {
      client
          .newUntypedWorkflowStub(life.toString())
          .signal("waiting", new JobEvent(life.jobId(), null, null, null, Instant.EPOCH, delivery));
    } catch (WorkflowNotFoundException over) {
      // It has heard of it by itself.
    }
  }

  /** The same start of a life that asks the forge before it provides. */
  public static Start verified(Start start) {
    return new Start(start.life(), start.request().verified(), start.queued());
  }

  private void signalWithStart(Start start, WorkflowIdReusePolicy reuse) {
    client
        .newUntypedWorkflowStub(RunnerWorkflow.TYPE, LifeOptions.of(start, taskQueue, reuse))
        .signalWithStart("queued", new Object[] {start.queued()}, new Object[] {start.request()});
  }

  /**
   * Returns why the closed life of this job must stay closed: an operator cancelled it, or its
   * attempts are spent, and nothing newer is told.
   */
  private Optional<String> finalEnd(LifeId life, Instant told) {
    WorkflowExecutionDescription closed = client.newUntypedWorkflowStub(life.toString()).describe();
    @Nullable String outcome = closed.getTypedSearchAttributes().get(SearchAttributes.OUTCOME);
    boolean isFinal = Outcome.CANCELLED.equals(outcome) || Outcome.ATTEMPTS_SPENT.equals(outcome);
    return isFinal && closed.getCloseTime() != null && !told.isAfter(closed.getCloseTime())
        ? Optional.of(
            "life "
                + life
                + " of this job ended as "
                + outcome
                + " and nothing newer is queued: re-run the job to have it served")
        : Optional.empty();
  }
}
