package dev.mayfly.service;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A value that must not be shown. In YAML only by reference, {@code {env: NAME}} or {@code {file:
 * PATH}}: a configuration file can then be read by anybody. A file is relative to the configuration
 * file that names it; one newline at its end is not part of the secret.
 */
public final class Secret {

  private final AtomicReference<String> value;
  private final @Nullable Path file;

  private Secret(String value, @Nullable Path file) {
    this.value = new AtomicReference<>(value);
    this.file = file;
  }

  /** Wraps a value that is known already, as tests and the demo have it. */
  public static Secret of(String value) {
    if (requireNonNull(value, "value").isEmpty()) {
      throw new IllegalArgumentException("a secret is empty");
    }
    return new Secret(value, null);
  }

  /**
   * Reads a file that may be replaced later on.
   *
   * @throws IOException when it cannot be read.
   * @throws IllegalArgumentException when it is empty.
   */
  static Secret ofFile(Path file) throws IOException {
    return new Secret(of(read(file)).reveal(), file);
  }

  private static String read(Path file) throws IOException {
    return Files.readString(file).replaceFirst("\r?\n\\z", "");
  }

  /** The value itself, as it was last known, for the one place that needs it. */
  public String reveal() {
    return requireNonNull(value.get());
  }

  /**
   * The value as its file has it now, for those who can go on with another one. While the file
   * cannot be read, or is empty as in the middle of being written, the last one stands.
   */
  public String latest() {
    if (file != null) {
      try {
        String now = read(file);
        value.set(now.isEmpty() ? reveal() : now);
      } catch (IOException unreadable) {
        return reveal();
      }
    }
    return reveal();
  }

  @JsonValue
  @Override
  public String toString() {
    return "***";
  }
}
