package dev.mayfly.autoscale;

import java.util.Collections;
import java.util.List;

/** One number for many. */
final class Statistics {

  private Statistics() {}

  /**
   * @param values at least one.
   */
  static double of(String name, List<Double> values) {
    return switch (name) {
      case "avg" -> mean(values);
      case "max" -> Collections.max(values);
      case "min" -> Collections.min(values);
      case "range" -> Collections.max(values) - Collections.min(values);
      case "norm" -> Math.sqrt(values.stream().mapToDouble(x -> x * x).sum());
      case "std" -> deviation(values);
      default -> throw new IllegalArgumentException(name);
    };
  }

  private static double mean(List<Double> values) {
    return values.stream().mapToDouble(x -> x).sum() / values.size();
  }

  /** Of a sample; a single value has none, which comes to 0 here. */
  private static double deviation(List<Double> values) {
    double mean = mean(values);
    double squares = values.stream().mapToDouble(x -> (x - mean) * (x - mean)).sum();
    return values.size() < 2 ? 0 : Math.sqrt(squares / (values.size() - 1));
  }
}
