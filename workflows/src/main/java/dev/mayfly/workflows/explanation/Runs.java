package dev.mayfly.workflows.explanation;

import dev.mayfly.workflows.temporal.InWords;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The job runs, or is over while something of its runners is still there. */
sealed interface Runs extends Situation {

  /** It runs on its own runner. */
  record RunsHere(@Nullable Instant since, String runner, String on) implements Runs {
    @Override
    public Sentences say() {
      return State.RUNNING.because(
          "The job runs on runner " + runner + on + ".",
          "Its end; then the runner is removed.",
          "Nothing. To stop it, cancel the run at the forge.");
    }
  }

  /** Another runner took it. */
  record RunsElsewhere(@Nullable Instant since, String runner, boolean isOurs) implements Runs {
    @Override
    public Sentences say() {
      return State.RUNNING.because(
          isOurs
              ? "The job runs on "
                  + runner
                  + ", a runner made for another job: a forge gives a job to any idle runner with its"
                  + " labels."
              : "The job was taken by " + runner + ", which is no runner of this Mayfly.",
          isOurs
              ? "Its end. A runner of this job that has started stays as a spare for a while."
              : "The end of the runners made for it: they are let go, unless they have a job.",
          "Nothing.");
    }
  }

  /** Its runner is gone, and what became of the job is not known. */
  record VerdictAwaited(@Nullable Instant since, @Nullable Instant next, String runner, String how)
      implements Runs {
    @Override
    public Sentences say() {
      return State.RUNNING.because(
          "Runner %s had the job and %s%s. The forge has not said how the job ended."
              .formatted(runner, how, ExitCode.meaning(how)),
          Times.when("The webhook about its end. Besides, the life asks the forge again", next)
              + ".",
          "Nothing: a container is often faster than the webhook, and a forge takes minutes to fail the"
              + " job of a runner that is lost.");
    }
  }

  /** An operator cancelled it, and a runner is still there. */
  record Cancelling(@Nullable Instant since, LifeFacts.Cancelled by, boolean isBusy)
      implements Runs {
    @Override
    public Sentences say() {
      return State.CANCELLED.because(
          "Cancelled by " + by.by() + ": " + by.reason() + ". No runner is made for it any more.",
          isBusy && !by.byForce()
              ? "The end of the job that its runner has: a busy runner is not ended without force."
              : "The removal of its runners.",
          isBusy && !by.byForce()
              ? "Nothing, or cancel again with force to end the runner with its job."
              : "Nothing.");
    }
  }

  /** The job is over, its runners are leaving. */
  record CleansUp(@Nullable Instant since, String how) implements Runs {
    @Override
    public Sentences say() {
      return State.CLEANING_UP.because(
          "The job is over (" + how + "). What was made for it is being removed.",
          "The end of its runners: first the registration goes, then the task. One that has another"
              + " job is watched to its end.",
          "Nothing.");
    }
  }

  /** Its runner cannot be removed. */
  record RemovalStuck(@Nullable Instant since, String runner, String how) implements Runs {
    @Override
    public Sentences say() {
      return State.CLEANING_UP.because(
          "Runner %s %s. Its removal has failed, and is tried again.".formatted(runner, how),
          "That forge and Batch take the removal; it is asked for with growing pauses.",
          "See the worker's log (`a step failed`) for what refuses it. What stays is removed by the"
              + " sweep.");
    }
  }

  /** An operator keeps its runner. */
  record Kept(@Nullable Instant since, String runner, AttemptFacts.Kept kept) implements Runs {
    @Override
    public Sentences say() {
      return State.CLEANING_UP.because(
          "Runner %s is over, and kept for %s by %s: %s."
              .formatted(runner, InWords.of(kept.lasts()), kept.by(), kept.reason()),
          "The end of that time; then its task and node are released.",
          "To end it before, send the life `release`.");
    }
  }
}
