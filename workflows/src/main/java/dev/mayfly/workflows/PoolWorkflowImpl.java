package dev.mayfly.workflows;

import io.temporal.common.VersioningBehavior;
import io.temporal.failure.ActivityFailure;
import io.temporal.failure.ApplicationFailure;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInit;
import io.temporal.workflow.WorkflowVersioningBehavior;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * The workflow around an {@link Admission}: it hands messages on, and looks while somebody waits.
 * It outlives every release, so under Worker Versioning it moves on to the newest.
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
  @WorkflowVersioningBehavior(VersioningBehavior.AUTO_UPGRADE)
  public void run(PoolState state) {
    show();
    while (!isLong()) {
      Workflow.await(() -> admission.needsLook() || isLong());
      if (admission.needsLook() && !look()) {
        Workflow.await(BETWEEN_LOOKS, PoolWorkflowImpl::isLong);
      }
    }
    Workflow.await(Workflow::isEveryHandlerFinished);
    Workflow.continueAsNew(admission.state());
  }

  private static boolean isLong() {
    return Workflow.getInfo().isContinueAsNewSuggested();
  }

  /** Whether to look again at once: what one dead life gave back may have gone to the next. */
  private boolean look() {
    Instant begun = now();
    List<RunnerName> admitted = admission.admitted();
    try {
      PoolLook look =
          ActivityPolicies.poolLook("who of " + admitted.size() + " is there")
              .lookAtPool(id, admitted);
      boolean again = admission.looked(look, begun);
      admit();
      return again;
    } catch (ActivityFailure unseen) {
      unseen(unseen);
      return false;
    }
  }

  /** Where a look is refused by the pool's own fault, every runner would be. */
  private void unseen(ActivityFailure unseen) {
    if (unseen.getCause() instanceof ApplicationFailure refused
        && refused.getType().equals(FailureType.POOL_FAULT)) {
      fault(new PoolPause("a look at its tasks", refused.getOriginalMessage(), now()));
    } else {
      log.atWarn()
          .addKeyValue("pool", id)
          .addKeyValue("cause", String.valueOf(unseen.getCause()))
          .log("nobody could look at the pool's tasks; nothing is concluded, and looked again");
    }
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
    Workflow.setCurrentDetails(Markdown.escape(admission.line()));
  }

  @Override
  public void fault(PoolPause fault) {
    if (admission.fault(fault)) {
      log.atWarn()
          .addKeyValue("pool", id)
          .addKeyValue("by", fault.by())
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
    if (admission.resume(now())) {
      log.atInfo().addKeyValue("pool", id).addKeyValue("by", request.by()).log("pool resumed");
      show();
    }
    admit();
  }

  @Override
  public String pauseNow(OperatorRequest request) {
    pause(request);
    return admission.line();
  }

  @Override
  public String resumeNow(OperatorRequest request) {
    resume(request);
    return admission.line();
  }

  @Override
  public void validateResume(OperatorRequest request) {
    if (!admission.isPaused()) {
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
    String phase = admission.isPaused() ? PAUSED : RUNNING;
    Workflow.setCurrentDetails(Markdown.escape(admission.line()));
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
