package dev.mayfly.workflows.explanation;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Nothing can be asked. */
sealed interface Unreachable extends Situation {

  @Override
  default @Nullable Instant since() {
    return null;
  }

  /** No worker answers for it. */
  record NoWorker(String asked, String taskQueue) implements Unreachable {
    @Override
    public Sentences say() {
      return State.STUCK.because(
          "No worker answers for "
              + asked
              + " on the task queue "
              + taskQueue
              + ": none polls, or"
              + " each fails at it.",
          "A worker. Nothing is lost meanwhile: events are stored, and containers go on with their"
              + " jobs.",
          "Start a worker, or look at its health checks (/healthcheck). A missing search attribute or"
              + " key shows in the life's history as a failed workflow task.");
    }
  }

  /** Temporal does not answer. */
  record TemporalAway(String address, String why) implements Unreachable {
    @Override
    public Sentences say() {
      return State.UNREACHABLE.because(
          "Nothing can be asked: " + why + ".",
          "Temporal, at "
              + address
              + ". While it is down the gateway answers 503, lives stand still, and"
              + " containers go on with their jobs.",
          "Start Temporal, or correct TEMPORAL_ADDRESS and TEMPORAL_NAMESPACE. What the forge could"
              + " not deliver is found by the sweep.");
    }
  }
}
