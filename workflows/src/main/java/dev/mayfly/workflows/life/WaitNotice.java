package dev.mayfly.workflows.life;

import dev.mayfly.workflows.explanation.Explanation;
import dev.mayfly.workflows.step.Notice;
import dev.mayfly.workflows.temporal.StepFailed;
import dev.mayfly.workflows.temporal.WorkflowRuntime;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * The notice at the forge that a job waits, and why: opened once, when the life is told that it
 * waits long, and closed when it waits no more. It goes on beside the story, which needs none of
 * it; a healthy life, which is told nothing, has no step and no timer for it.
 */
final class WaitNotice {

  private final RunnerRequest request;
  private final LifeSteps steps;
  private final WorkflowRuntime runtime;
  private final BooleanSupplier waits;
  private final Supplier<Explanation> explanation;
  private boolean begun;
  private boolean over;

  /**
   * @param waits whether the job still waits for a runner.
   */
  WaitNotice(Means means, BooleanSupplier waits, Supplier<Explanation> explanation) {
    this.steps = means.steps();
    this.runtime = means.runtime();
    this.request = means.request();
    this.waits = waits;
    this.explanation = explanation;
  }

  /** Heeds the first message that the job waits long; every worker may send one, and again. */
  void waitsLong() {
    if (!begun && waits.getAsBoolean() && runtime.isSince("notice of a long wait")) {
      begun = true;
      runtime.beside(this::tell);
    }
  }

  private void tell() {
    try {
      Optional<Long> opened = steps.openNotice(notice());
      if (opened.isPresent()) {
        runtime.until(() -> !waits.getAsBoolean());
        steps.closeNotice(opened.get(), notice());
      }
    } catch (StepFailed untold) {
      // The step's failure stands in the history, and the life goes on as if nobody were told.
    }
    over = true;
  }

  private Notice notice() {
    Explanation now = explanation.get();
    return new Notice(
        request.job(), request.lifeId().toString(), now.state().word(), now.markdown());
  }

  /** Has the run of a job that nobody will serve cancelled, where its pool says so. */
  void inVain() {
    if (request.cancelRunWhenSpent() && runtime.isSince("run of a spent job cancelled")) {
      steps.cancelRun(notice());
    }
  }

  /** Returns whether nothing of it is under way. */
  boolean isOver() {
    return !begun || over;
  }
}
