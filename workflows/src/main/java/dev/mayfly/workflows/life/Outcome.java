package dev.mayfly.workflows.life;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.mayfly.workflows.explanation.OutcomeKind;

/** The outcome of the job that a life was responsible for: the workflow's result. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "outcome")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Outcome.Completed.class, name = Outcome.COMPLETED),
  @JsonSubTypes.Type(value = Outcome.NotNeeded.class, name = Outcome.NOT_NEEDED),
  @JsonSubTypes.Type(value = Outcome.Cancelled.class, name = Outcome.CANCELLED),
  @JsonSubTypes.Type(value = Outcome.AttemptsSpent.class, name = Outcome.ATTEMPTS_SPENT)
})
public sealed interface Outcome {

  String COMPLETED = "Completed";
  String NOT_NEEDED = "NotNeeded";
  String CANCELLED = "Cancelled";
  String ATTEMPTS_SPENT = "AttemptsSpent";

  /** Why, in words for an operator. */
  String cause();

  /** The name as the search attribute {@code MayflyOutcome} has it. */
  String name();

  /** The kind, by which it is explained. */
  OutcomeKind kind();

  /**
   * The job is over, and this runner had it; {@code conclusion} is the forge's, {@code failure} too
   * where the runner was killed.
   */
  record Completed(String runner, String conclusion, String cause) implements Outcome {
    @Override
    public String name() {
      return COMPLETED;
    }

    @Override
    public OutcomeKind kind() {
      return OutcomeKind.COMPLETED;
    }
  }

  /** It needs no runner any more: cancelled, skipped, or taken by a foreign runner. */
  record NotNeeded(String cause) implements Outcome {
    @Override
    public String name() {
      return NOT_NEEDED;
    }

    @Override
    public OutcomeKind kind() {
      return OutcomeKind.NOT_NEEDED;
    }
  }

  /**
   * An operator cancelled the life; the job may still be queued, and stays unserved until it is
   * queued anew.
   */
  record Cancelled(String by, String cause) implements Outcome {
    @Override
    public String name() {
      return CANCELLED;
    }

    @Override
    public OutcomeKind kind() {
      return OutcomeKind.CANCELLED;
    }
  }

  /** Every attempt failed; the job is still queued and Mayfly gives up on it, loudly. */
  record AttemptsSpent(int attempts, String cause) implements Outcome {
    @Override
    public String name() {
      return ATTEMPTS_SPENT;
    }

    @Override
    public OutcomeKind kind() {
      return OutcomeKind.ATTEMPTS_SPENT;
    }
  }
}
