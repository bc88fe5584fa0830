package dev.mayfly.workflows.simulator;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.LongFunction;

/**
 * Plays one fleet for each of many seeds, on several threads, and adds up. A fleet depends on its
 * seed only, and the sums are made in the order of the seeds: the answer is the same, bit for bit,
 * on any number of threads.
 */
final class FleetSearch {

  private static final int BLOCK = 1;

  private final long seed;
  private final LongFunction<Script> maker;
  private final FleetRun.Around around;
  private final List<String> found = new ArrayList<>();
  private long fleets;
  private long jobs;
  private long lives;
  private long made;
  private long started;
  private long replays;
  private long events;
  private long switches;
  private long broken;
  private long longestHealing;
  private long digest;
  private long nanos;
  private String first = "";

  /**
   * @param maker draws a fleet from its seed.
   */
  FleetSearch(long seed, LongFunction<Script> maker, FleetRun.Around around) {
    this.seed = seed;
    this.maker = maker;
    this.around = around;
  }

  private record Played(long seed, Script script, FleetRun.Result result) {}

  /**
   * @param simulations how many fleets.
   * @param most after how many fleets with a broken invariant it stops.
   * @param shrunk whether to shrink them.
   */
  FleetSearch search(long simulations, int most, boolean shrunk, int threads)
      throws InterruptedException {
    long begun = System.nanoTime();
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      List<Future<List<Played>>> ahead = new ArrayList<>();
      long next = seed;
      long end = seed + simulations;
      while ((next < end || !ahead.isEmpty()) && broken < most) {
        while (next < end && ahead.size() < 2 * threads) {
          long from = next;
          long to = Math.min(end, from + BLOCK);
          ahead.add(pool.submit(() -> play(from, to)));
          next = to;
        }
        for (Played played : ahead.remove(0).get()) {
          if (broken < most) {
            add(played, shrunk);
          }
        }
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } finally {
      pool.shutdownNow();
      nanos = System.nanoTime() - begun;
    }
    return this;
  }

  private List<Played> play(long from, long to) {
    List<Played> all = new ArrayList<>();
    for (long each = from; each < to; each++) {
      Script script = maker.apply(each);
      all.add(new Played(each, script, FleetRun.of(script, around)));
    }
    return all;
  }

  private void add(Played played, boolean shrunk) {
    FleetRun.Result result = played.result();
    fleets++;
    jobs += result.jobs();
    lives += result.lives();
    made += result.made();
    started += result.started();
    replays += result.replays();
    events += result.events();
    switches += result.switches();
    longestHealing = Math.max(longestHealing, result.healing());
    digest = 31 * digest + result.hashCode();
    if (!result.isGood()) {
      broken++;
      if (first.isEmpty()) {
        first = "seed " + played.seed() + ": " + result.wrongs().get(0);
      }
      if (shrunk) {
        found.add(counterExample(played));
      }
    }
  }

  private String counterExample(Played played) {
    List<String> kinds = played.result().kinds();
    Script smallest =
        Shrinker.shrink(
            played.script(),
            candidate -> FleetRun.of(candidate, around).kinds().stream().anyMatch(kinds::contains));
    FleetRun.Result small = FleetRun.of(smallest, around);
    return "seed %d: %s%nshrunk to%n%s%n%s%n%s"
        .formatted(
            played.seed(),
            played.result().wrongs(),
            smallest,
            String.join("\n", small.wrongs()),
            FleetRun.story(smallest, around));
  }

  /** Counter-examples, each shrunk, with what happened. */
  List<String> found() {
    return found;
  }

  /** Returns how many of how many fleets broke an invariant, and how the first one did. */
  String broken() {
    return broken + " of " + fleets + " fleets, first " + first;
  }

  /** Returns a number that is the same whenever the same fleets are played. */
  long digest() {
    return digest;
  }

  String figures() {
    double seconds = nanos / 1e9;
    return String.format(
        Locale.ROOT,
        "%d fleets from seed %d in %.1f s: %d jobs, %d lives (%.0f a second), %d runners,"
            + " %.3f made and %.3f started a job, %d replays, %.0f events and %.0f switches a"
            + " fleet, settled within %d s, digest %016x",
        fleets,
        seed,
        seconds,
        jobs,
        lives,
        lives / seconds,
        made,
        (double) made / jobs,
        (double) started / jobs,
        replays,
        (double) events / fleets,
        (double) switches / fleets,
        longestHealing,
        digest);
  }
}
