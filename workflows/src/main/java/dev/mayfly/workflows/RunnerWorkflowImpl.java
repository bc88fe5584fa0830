package dev.mayfly.workflows;

import io.temporal.failure.ApplicationFailure;
import io.temporal.workflow.CancellationScope;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * The workflow around a {@link RunnerLife}: handlers that hand messages on, and {@code run}. What
 * is to be known about the story is in {@link RunnerLife} and {@link Attempt}.
 */
public final class RunnerWorkflowImpl implements RunnerWorkflow {

  private final Logger log = Workflow.getLogger(RunnerWorkflowImpl.class);
  private final RunnerLife life;
  private @Nullable Phase shown;
  private int toldEnds;

  @WorkflowInit
  public RunnerWorkflowImpl(RunnerRequest request) {
    // The original run's id, since a Reset must find the tasks and registrations under their old
    // names.
    String runId = Workflow.getInfo().getOriginalExecutionRunId();
    life = new RunnerLife(request, runId, new TemporalSteps(), new TemporalWaits(), this::show);
  }

  /**
   * The whole life runs detached: the Web UI's Request Cancellation is a wish to it, never an
   * interruption.
   */
  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // the request itself is all there is to know
  public Outcome run(RunnerRequest request) {
    CancellationScope.current()
        .getCancellationRequest()
        .thenApply(
            reason -> {
              life.cancel(new OperatorRequest("Request Cancellation", reason, false));
              return reason;
            });
    Outcome[] outcome = new Outcome[1];
    Workflow.newDetachedCancellationScope(() -> outcome[0] = life.run()).run();
    Workflow.await(Workflow::isEveryHandlerFinished);
    return outcome[0];
  }

  @Override
  public void queued(JobEvent event) {
    life.queued();
  }

  @Override
  public void waiting(JobEvent event) {
    life.waiting();
  }

  @Override
  public void inProgress(JobEvent event) {
    life.inProgress(event);
  }

  @Override
  public void completed(JobEvent event) {
    life.completed(event);
  }

  @Override
  public void cancel(OperatorRequest request) {
    if (!life.isOver()) {
      life.cancel(request);
    }
  }

  @Override
  public void reprovision(OperatorRequest request) {
    if (life.isOwed()) {
      life.reprovision();
    }
  }

  @Override
  public String cancelNow(OperatorRequest request) {
    life.cancel(request);
    return request.force()
        ? "cancelled: every runner is ended, with or without a job"
        : "cancelled: nothing more is provided; a runner with a job is watched to its end";
  }

  @Override
  public void validateCancel(OperatorRequest request) {
    refuseIf(life.isOver(), "the life is over: there is nothing to cancel");
  }

  @Override
  public String reprovisionNow(OperatorRequest request) {
    life.reprovision();
    return "another runner is provided; those without a job are let go";
  }

  @Override
  public void validateReprovision(OperatorRequest request) {
    refuseIf(!life.isOwed(), "the job needs no runner any more: it is taken, over or cancelled");
  }

  @Override
  public LifeStatus status() {
    return life.status();
  }

  private static void refuseIf(boolean condition, String why) {
    if (condition) {
      throw ApplicationFailure.newNonRetryableFailure(why, FailureType.REFUSED);
    }
  }

  private void show() {
    LifeStatus status = life.status();
    Workflow.setCurrentDetails(status.line());
    if (status.phase() != shown) {
      shown = status.phase();
      log.atInfo().addKeyValue("job", status.job()).log("life is {}", status.phase());
      upsert(status);
    }
    for (End end : life.endsSince(toldEnds)) {
      toldEnds++;
      (end.isFailure() ? log.atWarn() : log.atInfo())
          .addKeyValue("end", Rules.sentence(end))
          .log("runner ended");
    }
  }

  private static void upsert(LifeStatus status) {
    if (status.outcome() == null) {
      Workflow.upsertTypedSearchAttributes(SearchAttributes.PHASE.valueSet(status.phase().name()));
    } else {
      Workflow.upsertTypedSearchAttributes(
          SearchAttributes.PHASE.valueSet(status.phase().name()),
          SearchAttributes.OUTCOME.valueSet(status.outcome()));
    }
  }
}
