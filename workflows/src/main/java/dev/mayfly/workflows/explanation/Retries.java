package dev.mayfly.workflows.explanation;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The job is queued, its last runner is no more, and another one follows. */
sealed interface Retries extends Situation {

  /** When the next runner is made by itself; absent: at once. */
  @Nullable Instant next();

  /** Returns the words for a job whose runner failed, as every such end counts. */
  default Sentences another(String why, String advice) {
    return State.WAITING.because(
        why,
        Times.when("Another runner", next())
            + ". After five failed ones Mayfly gives up on the job; the pauses between them grow.",
        advice);
  }

  /** Its task ran, and the forge never saw a runner. */
  record NeverOnline(@Nullable Instant since, @Nullable Instant next, String runner, String cause)
      implements Retries {
    @Override
    public Sentences say() {
      return another(
          "Runner " + runner + " never came online: " + cause + ExitCode.meaning(cause) + ".",
          "See the task's stderr.txt in Batch. Most often the image is wrong, or the container cannot"
              + " reach the forge.");
    }
  }

  /** A step could not be done, or Batch could not start the task. */
  record StartFailed(@Nullable Instant since, @Nullable Instant next, String runner, String cause)
      implements Retries {
    @Override
    public Sentences say() {
      return another(
          "Runner " + runner + " could not be made or started: " + cause + ".",
          "Mend what the cause names; Troubleshooting lists them. To try at once, send the life"
              + " `reprovision`.");
    }
  }

  /** It was there and vanished before it had a job. */
  record RunnerLost(@Nullable Instant since, @Nullable Instant next, String runner, String cause)
      implements Retries {
    @Override
    public Sentences say() {
      return another(
          "Runner " + runner + " was lost: " + cause + ExitCode.meaning(cause) + ".",
          "Nothing for a single one, as of a preempted node. If it repeats, see the nodes in Batch.");
    }
  }

  /** Its runner group may not serve the repository, so nothing is made. */
  record GroupForbids(@Nullable Instant since, @Nullable Instant next, String cause)
      implements Retries {
    @Override
    public Sentences say() {
      return State.STUCK.because(
          "The forge would give it to no runner of its pool, so none is made: " + cause + ".",
          Times.when("That the group is opened; the life asks again", next)
              + ". No attempt is lost.",
          "Give the repository access to the runner group in the organization's settings, or take it"
              + " out of this pool by its labels.");
    }
  }

  /** Runners were ready for long, and the forge gave them nothing. */
  record LeftUnassigned(@Nullable Instant since, @Nullable Instant next, String cause)
      implements Retries {
    @Override
    public Sentences say() {
      return State.WAITING.because(
          "Its runner was " + cause + ".",
          Times.when("Another runner", next) + "; after three such in a row only seldom.",
          "Look at the runner group (may it serve this repository?) and at the age of the runner's"
              + " version. Then send the life `reprovision`.");
    }
  }

  /** It was let go, or had a job of which nothing is known. */
  record RunnerLeft(@Nullable Instant since, @Nullable Instant next, String runner, String how)
      implements Retries {
    @Override
    public Sentences say() {
      return State.WAITING.because(
          "Runner " + runner + " " + how + ". The job is still queued.",
          Times.when("Another runner", next) + ".",
          "Nothing.");
    }
  }
}
