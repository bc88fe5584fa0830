package dev.mayfly.workflows.explanation;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The job is queued, and a node has its runner. */
sealed interface Starts extends Situation {

  /** The node prepares the container. */
  record ImagePulled(@Nullable Instant since, String runner, String on) implements Starts {
    @Override
    public Sentences say() {
      return State.WAITING.because(
          "%s has task %s and prepares its container: it pulls the image unless it has it."
              .formatted(on, runner),
          "The runner's sign-in at the forge, by the pool's deadline `online` (30 min by default);"
              + " after that another runner is made.",
          "Nothing. If it is always slow, have the nodes prefetch the image, or make it smaller.");
    }
  }

  /** The container runs, and the forge has not seen the runner. */
  record ContainerStarts(@Nullable Instant since, String runner, String on) implements Starts {
    @Override
    public Sentences say() {
      return State.WAITING.because(
          on + " runs task " + runner + ", and the forge does not list it as online yet.",
          "The runner's sign-in, by the pool's deadline `online` (30 min by default); after that"
              + " another runner is made.",
          "Nothing for a minute or two. After that see the task's stderr.txt in Batch: most often the"
              + " container cannot reach the forge.");
    }
  }

  /** The forge knows the runner, and has no connection to it. */
  record RegisteredOffline(@Nullable Instant since, String runner) implements Starts {
    @Override
    public Sentences say() {
      return State.WAITING.because(
          "Runner %s is registered at the forge and offline: its container holds no connection."
              .formatted(runner),
          "Its connection, by the pool's deadline `online`; after that another runner is made.",
          "See the task's stderr.txt in Batch. Long-lived connections to the forge must be allowed by"
              + " firewall and proxy.");
    }
  }

  /** The runner is ready, and the forge does not give it the job. */
  record NotAssigned(@Nullable Instant since, String runner, @Nullable String groupRule)
      implements Starts {
    @Override
    public Sentences say() {
      return State.WAITING.because(
          "Runner %s is online, and the forge has not given it the job%s."
              .formatted(runner, groupRule == null ? "" : ". Its runner group: " + groupRule),
          "The forge's assignment, normally within seconds. After the deadline `idle` (10 min by"
              + " default) the runner is replaced.",
          "Nothing for a minute. After that look whether the runner group may serve the repository"
              + " (public ones are off by default).");
    }
  }

  /** The runner is ready, and its version is near its end. */
  record VersionEnds(
      @Nullable Instant since, String pool, String runner, AttemptFacts.VersionEnds ends)
      implements Starts {
    @Override
    public Sentences say() {
      return State.WAITING.because(
          "Runner %s is online without a job. The forge gives no jobs to its version, %s, from %s on."
              .formatted(runner, ends.version(), Times.at(ends.at())),
          "The forge's assignment, if that day has not come; on it pool " + pool + " is paused.",
          "Raise the version (images/raise), rebuild the image and have the nodes pull it.");
    }
  }

  /** Its runner took another job. */
  record TookAnother(@Nullable Instant since, String runner, long other, @Nullable Instant next)
      implements Starts {
    @Override
    public Sentences say() {
      return State.WAITING.because(
          "Its runner %s took %s. A forge gives a job to any idle runner with its labels; this one is"
                  .formatted(runner, other == 0 ? "another job" : "job " + other + " instead")
              + " still queued.",
          Times.when("A spare runner, which often takes it within seconds; else a new one", next)
              + ".",
          "Nothing: runners and jobs of equal labels swap all the time.");
    }
  }
}
