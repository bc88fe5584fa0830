package dev.mayfly.service.config;

import com.fasterxml.jackson.annotation.JsonCreator;
import dev.mayfly.service.secret.Secret;
import dev.mayfly.service.temporal.TemporalSettings;
import dev.mayfly.workflows.fleet.Fleet;
import jakarta.validation.constraints.NotNull;
import org.jspecify.annotations.Nullable;

/** The least that a service configures: one secret. */
final class TestConfiguration extends ServiceConfiguration {

  @NotNull private final Secret token;

  @JsonCreator
  @SuppressWarnings("NullAway") // an absent token is reported by its constraint
  TestConfiguration(
      @Nullable Fleet fleet, @Nullable TemporalSettings temporal, @Nullable Secret token) {
    super(fleet, temporal);
    this.token = token;
  }

  Secret token() {
    return token;
  }
}
