package dev.mayfly.bench.stack;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** The figures of each round, by name; prints it as Markdown, with its spread. */
public final class Figures {

  private final Map<String, List<Double>> values = new LinkedHashMap<>();

  /** Adds what a round measured; names keep the order in which they came first. */
  public synchronized void add(String name, double value) {
    values.computeIfAbsent(name, n -> new ArrayList<>()).add(value);
  }

  /** The middle one of all rounds; NaN where nothing was measured. */
  public synchronized double median(String name) {
    List<Double> sorted = values.getOrDefault(name, List.of()).stream().sorted().toList();
    return sorted.isEmpty() ? Double.NaN : sorted.get(sorted.size() / 2);
  }

  /** The largest of all rounds; NaN where nothing was measured. */
  public synchronized double worst(String name) {
    return values.getOrDefault(name, List.of()).stream()
        .mapToDouble(Double::doubleValue)
        .max()
        .orElse(Double.NaN);
  }

  /**
   * Returns the median, and each round where there are several: {@code 37.0 (36.1 / 37.0 / 40.2)}.
   */
  public synchronized String inWords(String name) {
    List<Double> rounds = values.getOrDefault(name, List.of());
    String middle = text(median(name));
    return rounds.size() < 2 ? middle : middle + " (" + each(rounds) + ")";
  }

  private static String each(List<Double> rounds) {
    return rounds.stream().map(Figures::text).collect(Collectors.joining(" / "));
  }

  /** A row for each name: the median, and each round. */
  public synchronized void print(PrintStream out) {
    out.println("\n| | median | rounds |\n|---|---|---|");
    values.forEach(
        (name, rounds) -> out.printf("| %s | %s | %s |%n", name, text(median(name)), each(rounds)));
  }

  private static String text(double value) {
    int digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
    return String.format(Locale.ROOT, "%,." + digits + "f", value);
  }
}
