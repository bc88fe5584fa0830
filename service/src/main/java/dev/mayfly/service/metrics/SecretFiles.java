package dev.mayfly.service.metrics;

import com.codahale.metrics.MetricRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/**
 * The files that hold secrets, as metrics {@code secrets.<file>.written}, in seconds since 1970:
 * what is never replaced is one day refused. Of a secret from elsewhere nobody knows it here.
 */
public record SecretFiles(Set<Path> files) {

  /** Registers a gauge for each; of files with one name, for one of them. */
  public void register(MetricRegistry metrics) {
    for (Path file : files) {
      metrics.gauge(
          MetricRegistry.name("secrets", String.valueOf(file.getFileName()), "written"),
          () -> () -> seconds(file));
    }
  }

  // Not a number: nothing is known now.
  private static double seconds(Path file) {
    try {
      return Files.getLastModifiedTime(file).toInstant().getEpochSecond();
    } catch (IOException unreadable) {
      return Double.NaN;
    }
  }
}
