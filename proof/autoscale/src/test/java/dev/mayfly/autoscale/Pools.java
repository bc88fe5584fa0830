package dev.mayfly.autoscale;

import static java.util.Objects.requireNonNullElse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** Pools as formulas see them, and the formulas that are shipped. */
final class Pools {

  /** A Thursday. */
  static final Instant NOW = Instant.parse("2016-10-13T19:18:47.805Z");

  private Pools() {}

  static PoolView pool(int target, int slots, Map<String, MetricSamples> metrics) {
    return new PoolView(NOW, target, 0, slots, metrics, 1);
  }

  static PoolView idle() {
    return pool(2, 1, Map.of());
  }

  /** The same value in every sample of the given minutes, up to now. */
  static MetricSamples steady(int minutes, double value) {
    return MetricSamples.until(NOW, Collections.nCopies(2 * minutes, value));
  }

  static MetricSamples of(Double... values) {
    return MetricSamples.until(NOW, List.of(values));
  }

  /** A formula of the template, with its parameters filled in. */
  static String shipped(String name, int most) throws IOException {
    Path root = Path.of(requireNonNullElse(System.getProperty("mayfly.root"), ".."));
    return Files.readString(root.resolve("arm/formulas/" + name + ".txt"))
        .replace("{0}", "$TargetDedicatedNodes")
        .replace("{1}", "0")
        .replace("{2}", Integer.toString(most));
  }
}
