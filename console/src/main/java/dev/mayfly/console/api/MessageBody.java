package dev.mayfly.console.api;

import dev.mayfly.console.jobs.Refusal;
import dev.mayfly.console.signin.Caller;
import dev.mayfly.workflows.temporal.OperatorRequest;
import io.dropwizard.util.Duration;
import org.jspecify.annotations.Nullable;

/**
 * An operator's message, but for its sender.
 *
 * @param reason why; required.
 * @param force with {@code cancel}: also end a runner that has a job.
 * @param duration with {@code extend} and {@code quarantine}: {@code 30m}, {@code 2h}.
 */
public record MessageBody(
    @Nullable String reason, @Nullable Boolean force, @Nullable String duration) {

  /** A body that was left out is one without anything in it. */
  static MessageBody orNone(@Nullable MessageBody body) {
    return body == null ? new MessageBody(null, null, null) : body;
  }

  /** Returns the same with its sender. */
  public OperatorRequest from(Caller caller) {
    if (reason == null || reason.isBlank()) {
      throw Refusal.invalid("reason", "is required: the history says why");
    }
    return new OperatorRequest(caller.name(), reason, Boolean.TRUE.equals(force), lasting());
  }

  private java.time.@Nullable Duration lasting() {
    if (duration == null || duration.isBlank()) {
      return null;
    }
    try {
      return Duration.parse(duration.strip()).toJavaDuration();
    } catch (IllegalArgumentException e) {
      throw Refusal.invalid("duration", "must be as 30m, 2h or 1d");
    }
  }
}
