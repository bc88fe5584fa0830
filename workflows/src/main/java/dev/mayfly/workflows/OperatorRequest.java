package dev.mayfly.workflows;

import static java.util.Objects.requireNonNullElse;

import org.jspecify.annotations.Nullable;

/**
 * What an operator asks of a life; it stays in the history, so that nobody has to wonder.
 *
 * @param by who asks.
 * @param reason why.
 * @param force with {@code cancel}: also end a runner that has a job.
 */
public record OperatorRequest(String by, String reason, boolean force) {

  public OperatorRequest(@Nullable String by, @Nullable String reason, boolean force) {
    this.by = requireNonNullElse(by, "unknown");
    this.reason = requireNonNullElse(reason, "no reason given");
    this.force = force;
  }
}
