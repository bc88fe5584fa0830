package dev.mayfly.workflows.explanation;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The situation of a job: exactly one, whatever is known of it. Each says what it means. */
public sealed interface Situation
    permits NotServed, Waits, Starts, Retries, Runs, Over, Unreachable {

  /** When it began, by the clock of the process that saw it; absent where nobody can tell. */
  @Nullable Instant since();

  Sentences say();
}
