package dev.mayfly.standin.forge;

import dev.mayfly.standin.forge.workflow.JobPlan;
import dev.mayfly.standin.forge.workflow.StepPlan;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A job of a run. Guarded by the model. */
final class WorkflowJob {

  final long id;
  final WorkflowRun run;
  final JobPlan plan;
  final Instant created;
  final List<Step> steps = new ArrayList<>();
  final StringBuilder log = new StringBuilder();
  int attempt;
  String status;
  @Nullable String conclusion;
  @Nullable Instant started;
  @Nullable Instant completed;

  /** The runner that was given it; it does not run it before {@link #started}. */
  @Nullable Runner runner;

  @Nullable Instant given;
  boolean cancelRequested;

  /** Made before its turn, and waiting for that. */
  boolean blocked;

  /** One of its steps, and what has become of it. */
  static final class Step {
    final StepPlan plan;
    final int number;
    @Nullable String conclusion;
    @Nullable Instant started;
    @Nullable Instant completed;

    Step(StepPlan plan, int number) {
      this.plan = plan;
      this.number = number;
    }

    void end(String how, Instant now) {
      conclusion = how;
      started = started == null ? now : started;
      completed = now;
    }
  }

  WorkflowJob(long id, WorkflowRun run, JobPlan plan, Instant created) {
    this.id = id;
    this.run = run;
    this.plan = plan;
    this.attempt = run.attempt;
    this.created = created;
    this.status = "queued";
    plan.steps().forEach(step -> steps.add(new Step(step, steps.size() + 1)));
  }

  /** Makes it what it was at first, for another attempt. */
  void again(int newAttempt) {
    attempt = newAttempt;
    status = "queued";
    conclusion = null;
    started = null;
    completed = null;
    cancelRequested = false;
    giveBack();
    log.setLength(0);
    steps.clear();
    plan.steps().forEach(step -> steps.add(new Step(step, steps.size() + 1)));
  }

  boolean isOver() {
    return status.equals("completed");
  }

  /** Queued, and given to nobody. */
  boolean isOpen() {
    return status.equals("queued") && runner == null;
  }

  void giveBack() {
    runner = null;
    given = null;
  }

  void end(String how, Instant now) {
    status = "completed";
    conclusion = how;
    completed = now;
    if (started == null) {
      steps.clear();
    }
    for (Step step : steps) {
      if (step.conclusion == null) {
        step.end(step.started == null ? "skipped" : how, now);
      }
    }
  }
}
