package dev.mayfly.workflows.temporal;

import java.time.Duration;
import java.util.StringJoiner;

/** Times as people write them. */
public final class InWords {

  private static final Duration HALF = Duration.ofMillis(500);

  private InWords() {}

  /** Returns a duration, to the second and in its two largest units: {@code 2 h 5 min}. */
  public static String of(Duration duration) {
    Duration whole = duration.plus(HALF);
    long[] parts = {
      whole.toDays(), whole.toHoursPart(), whole.toMinutesPart(), whole.toSecondsPart()
    };
    String[] units = {"d", "h", "min", "s"};
    int first = 0;
    while (first < 3 && parts[first] == 0) {
      first++;
    }
    StringJoiner words = new StringJoiner(" ");
    for (int i = first; i < Math.min(first + 2, 4); i++) {
      if (parts[i] > 0 || (i == 3 && words.length() == 0)) {
        words.add(parts[i] + " " + units[i]);
      }
    }
    return words.toString();
  }
}
