package dev.mayfly.service;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonValue;

/**
 * A value that must not be shown. In YAML only by reference, {@code {env: NAME}} or {@code {file:
 * PATH}}: a configuration file can then be read by anybody. A file is relative to the configuration
 * file that names it; one newline at its end is not part of the secret.
 */
public final class Secret {

  private final String value;

  private Secret(String value) {
    this.value = value;
  }

  /** Wraps a value that is known already, as tests and the demo have it. */
  public static Secret of(String value) {
    if (requireNonNull(value, "value").isEmpty()) {
      throw new IllegalArgumentException("a secret is empty");
    }
    return new Secret(value);
  }

  /** The value itself, for the one place that needs it. */
  public String reveal() {
    return value;
  }

  @JsonValue
  @Override
  public String toString() {
    return "***";
  }
}
