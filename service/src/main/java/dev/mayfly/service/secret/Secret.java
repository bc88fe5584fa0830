package dev.mayfly.service.secret;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/**
 * A value that must not be shown. In YAML only by reference, {@code {env: NAME}}, {@code {file:
 * PATH}} or {@code {keyvault: NAME}}: a configuration file can then be read by every person. A file
 * is relative to the configuration file that names it; one newline at its end is not part of the
 * secret.
 */
public final class Secret {

  private final AtomicReference<String> value;
  private final Supplier<String> source;

  private Secret(String value, Supplier<String> source) {
    this.value = new AtomicReference<>(value);
    this.source = source;
  }

  /** Wraps a value that is known already, as tests and the demo have it. */
  public static Secret of(String value) {
    if (requireNonNull(value, "value").isEmpty()) {
      throw new IllegalArgumentException("a secret is empty");
    }
    return new Secret(value, () -> value);
  }

  /**
   * A value that may be another one later on.
   *
   * @param source says the value as it is now, at once; never empty.
   */
  public static Secret from(Supplier<String> source) {
    return new Secret(source.get(), source);
  }

  /**
   * Reads a file that may be replaced later on.
   *
   * @throws IOException when it cannot be read.
   * @throws IllegalArgumentException when it is empty.
   */
  static Secret ofFile(Path file) throws IOException {
    String first = of(read(file)).reveal();
    return new Secret(first, () -> readable(file));
  }

  private static String readable(Path file) {
    try {
      return read(file);
    } catch (IOException unreadable) {
      return "";
    }
  }

  private static String read(Path file) throws IOException {
    return Files.readString(file).replaceFirst("\r?\n\\z", "");
  }

  /** The value itself, as it was last known, for the one place that needs it. */
  public String reveal() {
    return requireNonNull(value.get());
  }

  /**
   * The value as its file or vault has it now, for those who can go on with another one. While the
   * file cannot be read, or is empty as in the middle of being written, the last one stands. Never
   * waits for a vault.
   */
  public String latest() {
    String now = source.get();
    if (!now.isEmpty()) {
      value.set(now);
    }
    return reveal();
  }

  @JsonValue
  @Override
  public String toString() {
    return "***";
  }
}
