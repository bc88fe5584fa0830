package dev.mayfly.service.metrics;

import com.codahale.metrics.MetricRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;

/**
 * The ages of the files that hold secrets, {@code secrets.<file>.age} in seconds: what is never
 * replaced is one day refused. Of a secret from elsewhere nobody knows it here.
 */
public record SecretAges(Set<Path> files, InstantSource clock) {

  /** Registers a gauge for each; of files with one name, for one of them. */
  public void register(MetricRegistry metrics) {
    for (Path file : files) {
      metrics.gauge(
          MetricRegistry.name("secrets", String.valueOf(file.getFileName()), "age"),
          () -> () -> seconds(file));
    }
  }

  // Not a number: nothing is known now, and nothing is shown.
  private double seconds(Path file) {
    try {
      return Duration.between(Files.getLastModifiedTime(file).toInstant(), clock.instant())
          .toSeconds();
    } catch (IOException unreadable) {
      return Double.NaN;
    }
  }
}
