package dev.mayfly.workflows.explanation;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** There is no life of the job. */
sealed interface NotServed extends Situation {

  /** Absent where the forge was not asked, or does not say. */
  @Override
  default @Nullable Instant since() {
    return null;
  }

  /** Nothing is known of it. */
  record NoSuchJob(String asked) implements NotServed {
    @Override
    public Sentences say() {
      return State.NOT_SEEN.because(
          "No life is named for "
              + asked
              + ": no webhook about it has arrived, or its life ended longer ago than Temporal's"
              + " retention, or it is of another installation or forge.",
          "If it is queued and a pool serves it, the sweep finds it in its next round.",
          "Name it by its address, so that the forge is asked. The webhook's recent deliveries there show"
              + " what the gateway answered to `queued`.");
    }
  }

  /** No pool serves its labels. */
  record NoPool(@Nullable Instant since, List<String> labels, @Nullable String nearest)
      implements NotServed {
    @Override
    public Sentences say() {
      return State.NOT_SERVED.because(
          "No pool serves a job with the labels "
              + labels
              + (nearest == null ? "; none has a label in common with it." : ": " + nearest + "."),
          "Nothing: Mayfly makes no runner for it, and the forge keeps it queued until its own limit.",
          "Correct `runs-on` in the workflow file, or add the label to a pool in mayfly.yml and restart"
              + " gateway and worker: then the sweep finds it.");
    }
  }

  /** Its repository is in no scope. */
  record ScopeNotServed(String forge, String repository) implements NotServed {
    @Override
    public Sentences say() {
      return State.NOT_SERVED.because(
          "Repository " + repository + " is in none of the scopes of forge " + forge + ".",
          "Nothing: Mayfly makes no runner for it.",
          "Add its organization or repository to forges."
              + forge
              + ".scopes in mayfly.yml and restart gateway and worker, or let other runners serve"
              + " it.");
    }
  }

  /** A pool would serve it, and nobody told. */
  record Missed(@Nullable Instant since, String pool) implements NotServed {
    @Override
    public Sentences say() {
      return State.WAITING.because(
          "The forge has it queued and pool "
              + pool
              + " serves it, but its life has not begun: its webhook was lost, is late, or was"
              + " refused.",
          "The sweep finds it and starts its life in its next round.",
          "To begin a round at once, send the sweep the signal `sweep`. Then look at the webhook's"
              + " recent deliveries for what went wrong.");
    }
  }
}
