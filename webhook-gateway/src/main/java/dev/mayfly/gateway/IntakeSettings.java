package dev.mayfly.gateway;

import static java.util.Objects.requireNonNullElse;

import com.fasterxml.jackson.annotation.JsonCreator;
import jakarta.validation.constraints.Min;
import org.jspecify.annotations.Nullable;

/**
 * The bounds on what the gateway takes in at once.
 *
 * @param direct the number of requests in flight up to which each event has a call to Temporal of
 *     its own; when there are more, events share one. Default 4: a server on SQLite makes no more
 *     starts a second however many are under way (docs/performance.md).
 * @param inFlight the number of requests, with their bodies read, that may wait for Temporal; those
 *     beyond are refused at once with 503. Default 1,000: half of the connections, so that there is
 *     one left to say so.
 */
public record IntakeSettings(@Min(1) int direct, @Min(1) int inFlight) {

  public static final IntakeSettings DEFAULT = new IntakeSettings(null, null);

  @JsonCreator
  public IntakeSettings(@Nullable Integer direct, @Nullable Integer inFlight) {
    this((int) requireNonNullElse(direct, 4), (int) requireNonNullElse(inFlight, 1_000));
  }
}
