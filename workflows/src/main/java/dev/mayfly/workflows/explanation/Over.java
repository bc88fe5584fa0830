package dev.mayfly.workflows.explanation;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The life is over. */
sealed interface Over extends Situation {

  String NOTHING = "Nothing: the life is over, and nothing of it is left.";

  /** Returns the words for a job that is over and done with. */
  default Sentences done(String why, String advice) {
    return State.DONE.because(why, NOTHING, advice);
  }

  /** The job ran. */
  record Ran(@Nullable Instant since, String runner, String how, String on) implements Over {
    @Override
    public Sentences say() {
      return done(
          "The job ran on " + runner + on + " and " + how + ".",
          "Nothing. Its log is at the forge.");
    }
  }

  /** The job was on a runner that vanished. */
  record LostWithJob(@Nullable Instant since, String runner, String cause, String how)
      implements Over {
    @Override
    public Sentences say() {
      return done(
          "The job %s, as its runner %s was lost while it ran: %s%s."
              .formatted(how, runner, cause, ExitCode.meaning(cause)),
          "Run it again at the forge. If it repeats, see whether nodes are preempted, or out of memory"
              + " or disk.");
    }
  }

  /** The job ran into its pool's limit. */
  record LimitPassed(@Nullable Instant since, String runner, String cause) implements Over {
    @Override
    public Sentences say() {
      return done(
          "Runner " + runner + " was ended with its job at the pool's limit: " + cause + ".",
          "If jobs may take longer, raise deadlines.job of the pool; then run it again at the forge.");
    }
  }

  /** The job needed no runner. */
  record NotNeeded(@Nullable Instant since, String cause) implements Over {
    @Override
    public Sentences say() {
      return State.NOT_NEEDED.because(
          "The job needs no runner of Mayfly any more: " + cause + ".", NOTHING, "Nothing.");
    }
  }

  /** An operator cancelled it. */
  record CancelledBy(@Nullable Instant since, String by, String reason) implements Over {
    @Override
    public Sentences say() {
      return State.CANCELLED.because(
          "Cancelled by %s: %s. If the job is still queued at the forge, it gets no runner."
              .formatted(by, reason),
          "Nothing: neither sweep nor late webhooks start it again.",
          "If it is wanted after all: cancel its run at the forge, and run it again.");
    }
  }

  /** Mayfly gave up on it. */
  record AttemptsSpent(@Nullable Instant since, int attempts, String cause, boolean cancelsRun)
      implements Over {
    @Override
    public Sentences say() {
      return State.GIVEN_UP.because(
          "Mayfly gave up after %d runners, as too many failed; the last one: %s%s."
              .formatted(attempts, cause, ExitCode.meaning(cause)),
          cancelsRun
              ? "Its run is cancelled at the forge once no other job of it is in progress."
              : "Nothing: the job is still queued at the forge, and the sweep reports it without"
                  + " starting it.",
          "Mend the cause; how each one ended stands below. Then "
              + (cancelsRun ? "" : "cancel the run at the forge, and ")
              + "run it again.");
    }
  }

  /** It ended without an outcome: by Temporal's terminate or its time-out. */
  record Terminated(@Nullable Instant since, String life, String how) implements Over {
    @Override
    public Sentences say() {
      return State.STUCK.because(
          "Life " + life + " was ended from outside (" + how + "), which skips clean-up.",
          "The sweep removes what it left within two rounds, and starts it anew if its job is still"
              + " queued.",
          "Nothing. Next time use `cancel`, which cleans up.");
    }
  }
}
