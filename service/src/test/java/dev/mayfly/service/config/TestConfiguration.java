package dev.mayfly.service.config;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.mayfly.service.secret.Secret;
import dev.mayfly.service.temporal.TemporalSettings;
import dev.mayfly.workflows.fleet.Fleet;
import io.dropwizard.jackson.Jackson;
import io.dropwizard.jersey.validation.Validators;
import jakarta.validation.Validator;
import jakarta.validation.constraints.NotNull;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The least that a service configures: one secret. */
final class TestConfiguration extends ServiceConfiguration {

  // Making one takes longer than a test.
  private static final Validator VALIDATOR = Validators.newValidator();
  private static final ObjectMapper MAPPER = Jackson.newObjectMapper();

  @NotNull private final Secret token;

  @JsonCreator
  @SuppressWarnings("NullAway") // an absent token is reported by its constraint
  TestConfiguration(
      @Nullable Fleet fleet, @Nullable TemporalSettings temporal, @Nullable Secret token) {
    super(fleet, temporal);
    this.token = token;
  }

  static StrictConfigurationFactory<TestConfiguration> factory(Map<String, String> environment) {
    return new StrictConfigurationFactory<>(
        TestConfiguration.class, VALIDATOR, MAPPER, environment::get);
  }

  Secret token() {
    return token;
  }
}
