package dev.mayfly.bench;

import dev.mayfly.bench.stack.Numbers;
import java.time.Duration;
import java.util.List;

/**
 * What {@code bench waiting-lives} is asked to do.
 *
 * @param lives how many wait at once, 1 to 20,000.
 * @param window how long is measured, once all of them wait.
 * @param heapMegabytes the worker's {@code -Xmx}.
 */
record WaitingLivesOptions(int lives, Duration window, int heapMegabytes) {

  static final String USAGE =
      """
      usage: ./mayfly bench waiting-lives [--lives N] [--window SECONDS] [--heap MEGABYTES]
        --lives N         how many lives wait at once, 1 to 20000; default 1000
        --window SECONDS  how long to measure once all of them wait; default 60
        --heap MEGABYTES  the worker's -Xmx; default 512\
      """;

  static final WaitingLivesOptions DEFAULT =
      new WaitingLivesOptions(1000, Duration.ofMinutes(1), 512);

  private static final int MOST_LIVES = 20_000;

  WaitingLivesOptions {
    if (lives < 1 || lives > MOST_LIVES) {
      throw new IllegalArgumentException("--lives takes a number from 1 to 20000, not " + lives);
    }
  }

  static WaitingLivesOptions parse(List<String> words) {
    WaitingLivesOptions options = DEFAULT;
    for (int i = 0; i < words.size(); i += 2) {
      String option = words.get(i);
      if (i + 1 == words.size()) {
        throw new IllegalArgumentException(option + " needs a value\n" + USAGE);
      }
      int value = Numbers.positive(option, words.get(i + 1));
      options =
          switch (option) {
            case "--lives" -> new WaitingLivesOptions(value, options.window, options.heapMegabytes);
            case "--window" ->
                new WaitingLivesOptions(
                    options.lives, Duration.ofSeconds(value), options.heapMegabytes);
            case "--heap" -> new WaitingLivesOptions(options.lives, options.window, value);
            default ->
                throw new IllegalArgumentException("not understood: " + option + "\n" + USAGE);
          };
    }
    return options;
  }
}
