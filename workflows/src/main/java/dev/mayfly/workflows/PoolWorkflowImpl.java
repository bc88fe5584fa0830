package dev.mayfly.workflows;

import io.temporal.failure.ActivityFailure;
import io.temporal.failure.ApplicationFailure;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInit;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * The workflow around an {@link Admission}: it hands messages on, and looks while somebody waits.
 */
public final class PoolWorkflowImpl implements PoolWorkflow {

  private static final Duration BETWEEN_LOOKS = Duration.ofMinutes(1);
  private static final String RUNNING = "RUNNING";
  private static final String PAUSED = "PAUSED";

  private final Logger log = Workflow.getLogger(PoolWorkflowImpl.class);
  private final PoolId id;
  private final Admission admission;
  private @Nullable String shown;

  @WorkflowInit
  public PoolWorkflowImpl(PoolState state) {
    id = state.id();
    admission = new Admission(state);
  }

  @Override
  public void run(PoolState state) {
    show();
    while (!Workflow.getInfo().isContinueAsNewSuggested()) {
      Workflow.await(() -> admission.needsLook() || Workflow.getInfo().isContinueAsNewSuggested());
      if (admission.needsLook()) {
        look();
        Workflow.sleep(BETWEEN_LOOKS);
      }
    }
    Workflow.await(Workflow::isEveryHandlerFinished);
    Workflow.continueAsNew(admission.state());
  }

  private void look() {
    Instant begun = now();
    try {
      List<RunnerName> admitted = admission.admitted();
      admission.looked(
          ActivityPolicies.pool("who of " + admitted.size() + " is there").lookAtPool(id, admitted),
          begun);
    } catch (ActivityFailure unseen) {
      log.atWarn().addKeyValue("pool", id).log("nobody could look at the pool's tasks");
    }
    admit();
  }

  @Override
  public void want(PoolWant want) {
    admission.want(want);
    admit();
  }

  @Override
  public void leave(RunnerName runner) {
    admission.leave(runner, now());
    admit();
  }

  private void admit() {
    admission.admit(now());
    Workflow.setCurrentDetails(Markdown.escape(admission.status().line()));
  }

  @Override
  public void fault(PoolPause fault) {
    if (admission.pause(fault)) {
      log.atWarn()
          .addKeyValue("pool", id)
          .addKeyValue("runner", fault.by())
          .log("POOL PAUSED by its own fault: {}", fault.cause());
      show();
    }
  }

  @Override
  public void pause(OperatorRequest request) {
    if (admission.pause(new PoolPause(request.by(), request.reason(), now()))) {
      log.atInfo().addKeyValue("pool", id).addKeyValue("by", request.by()).log("pool paused");
      show();
    }
  }

  @Override
  public void resume(OperatorRequest request) {
    if (admission.resume()) {
      log.atInfo().addKeyValue("pool", id).addKeyValue("by", request.by()).log("pool resumed");
      show();
    }
    admit();
  }

  @Override
  public String pauseNow(OperatorRequest request) {
    pause(request);
    return admission.status().line();
  }

  @Override
  public String resumeNow(OperatorRequest request) {
    resume(request);
    return admission.status().line();
  }

  @Override
  public void validateResume(OperatorRequest request) {
    if (admission.status().pause() == null) {
      throw ApplicationFailure.newNonRetryableFailure(
          "the pool is not paused", FailureType.REFUSED);
    }
  }

  @Override
  public List<TurnStatus> turns(List<RunnerName> runners) {
    return admission.of(runners);
  }

  @Override
  public PoolStatus status() {
    return admission.status();
  }

  private void show() {
    String phase = admission.status().pause() == null ? RUNNING : PAUSED;
    Workflow.setCurrentDetails(Markdown.escape(admission.status().line()));
    if (!phase.equals(shown)) {
      shown = phase;
      Workflow.upsertTypedSearchAttributes(
          SearchAttributes.PHASE.valueSet(phase), SearchAttributes.POOL.valueSet(id.pool()));
    }
  }

  private static Instant now() {
    return Instant.ofEpochMilli(Workflow.currentTimeMillis());
  }
}
