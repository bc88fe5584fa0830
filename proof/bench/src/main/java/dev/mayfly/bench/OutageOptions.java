package dev.mayfly.bench;

import dev.mayfly.bench.stack.Numbers;
import dev.mayfly.standin.forge.fault.Outage;
import dev.mayfly.standin.server.SeededRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What {@code bench outage} is asked to do.
 *
 * @param kinds of outages, one after another, each with everything started anew.
 * @param lasts 1 s to 10 min; absent: a random time from 20 to 120 s for each kind.
 * @param jobs how many are queued around each, 3 to 1,000.
 * @param seed of the random times.
 */
record OutageOptions(List<Outage.Kind> kinds, @Nullable Duration lasts, int jobs, long seed) {

  static final String USAGE =
      """
      usage: ./mayfly bench outage [--lasts SECONDS] [--jobs N] [--kind 500|403|drop] [--seed N]
        --lasts SECONDS   how long the forge answers nobody, 1 to 600; default: random, 20 to 120
        --jobs N          how many jobs are queued before and in it, 3 to 1000; default 30
        --kind KIND       500: errors, 403: a limit with its reset, drop: no answers; default: each
        --seed N          makes the same random choices again\
      """;

  static final Map<String, Outage.Kind> KINDS =
      Map.of(
          "500", Outage.Kind.SERVER_ERRORS,
          "403", Outage.Kind.RATE_LIMITED,
          "drop", Outage.Kind.DROPPED);

  private static final int SHORTEST = 20;
  private static final int LONGEST = 120;

  OutageOptions {
    kinds = List.copyOf(kinds);
    if (jobs < 3 || jobs > 1000) {
      throw new IllegalArgumentException("--jobs takes a number from 3 to 1000, not " + jobs);
    }
    if (lasts != null && lasts.compareTo(Duration.ofMinutes(10)) > 0) {
      throw new IllegalArgumentException("--lasts takes at most 600, not " + lasts.toSeconds());
    }
  }

  /**
   * @param seed used unless the words name one.
   */
  static OutageOptions parse(List<String> words, long seed) {
    OutageOptions options = new OutageOptions(List.of(Outage.Kind.values()), null, 30, seed);
    for (int i = 0; i < words.size(); i += 2) {
      String option = words.get(i);
      if (i + 1 == words.size()) {
        throw new IllegalArgumentException(option + " needs a value\n" + USAGE);
      }
      options = options.with(option, words.get(i + 1));
    }
    return options;
  }

  private OutageOptions with(String option, String value) {
    return switch (option) {
      case "--lasts" -> new OutageOptions(kinds, seconds(option, value), jobs, seed);
      case "--jobs" -> new OutageOptions(kinds, lasts, Numbers.positive(option, value), seed);
      case "--seed" -> new OutageOptions(kinds, lasts, jobs, Numbers.positive(option, value));
      case "--kind" -> new OutageOptions(List.of(kind(value)), lasts, jobs, seed);
      default -> throw new IllegalArgumentException("not understood: " + option + "\n" + USAGE);
    };
  }

  private static Duration seconds(String option, String value) {
    return Duration.ofSeconds(Numbers.positive(option, value));
  }

  private static Outage.Kind kind(String value) {
    Outage.Kind kind = KINDS.get(value);
    if (kind == null) {
      throw new IllegalArgumentException("--kind takes 500, 403 or drop, not " + value);
    }
    return kind;
  }

  /** How long an outage of this kind lasts; the same for the same seed. */
  Duration lasts(Outage.Kind kind) {
    return lasts != null
        ? lasts
        : Duration.ofSeconds(
            SHORTEST + new SeededRandom(seed).below(LONGEST - SHORTEST + 1, kind.name()));
  }
}
