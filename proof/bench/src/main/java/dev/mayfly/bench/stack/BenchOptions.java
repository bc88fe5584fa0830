package dev.mayfly.bench.stack;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A benchmark's options: names with a number each. */
public final class BenchOptions {

  /**
   * What an option is without being named, and how much it may be.
   *
   * @param preset may be 0, which cannot be given: then what it asks for is left out.
   */
  public record Option(int preset, int most) {}

  private final Map<String, Integer> values;

  private BenchOptions(Map<String, Integer> values) {
    this.values = Map.copyOf(values);
  }

  /**
   * Reads pairs of a name and a number.
   *
   * @param usage is told to whoever gives another option.
   * @throws IllegalArgumentException when the words are not understood.
   */
  public static BenchOptions parse(List<String> words, Map<String, Option> known, String usage) {
    Map<String, Integer> values = new LinkedHashMap<>();
    known.forEach((name, option) -> values.put(name, option.preset()));
    for (int i = 0; i < words.size(); i += 2) {
      String name = words.get(i);
      Option option = known.get(name);
      if (option == null) {
        throw new IllegalArgumentException("not understood: " + name + "\n" + usage);
      }
      if (i + 1 == words.size()) {
        throw new IllegalArgumentException(name + " needs a value\n" + usage);
      }
      values.put(name, within(name, Numbers.positive(name, words.get(i + 1)), option.most()));
    }
    return new BenchOptions(values);
  }

  private static int within(String name, int value, int most) {
    if (value > most) {
      throw new IllegalArgumentException(
          name + " takes a number from 1 to " + most + ", not " + value);
    }
    return value;
  }

  /** What was given for it, or is its preset. */
  public int get(String name) {
    return values.getOrDefault(name, 0);
  }
}
