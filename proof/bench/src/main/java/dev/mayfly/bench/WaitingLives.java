package dev.mayfly.bench;

import dev.mayfly.bench.stack.BenchProgress;
import dev.mayfly.bench.stack.Footprint;
import dev.mayfly.bench.stack.WorkerThreads;
import dev.mayfly.service.temporal.TemporalConnection;
import dev.mayfly.standin.forge.JobView;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Measures what lives cost that only wait: each has a runner that is online and never gets a job.
 * They come as any other does: queued, by signed webhook through the gateway.
 */
final class WaitingLives {

  private static final int AT_ONCE = 100;
  private static final Duration A_FEW = Duration.ofMinutes(3);
  private static final Duration TELL_EVERY = Duration.ofSeconds(15);
  private static final Duration REPORTED = Duration.ofSeconds(5);
  private static final Duration SAMPLE = Duration.ofSeconds(1);

  private final WaitingLivesOptions options;
  private final PrintStream out;
  private long toldAt = System.nanoTime();

  WaitingLives(WaitingLivesOptions options, PrintStream out) {
    this.options = options;
    this.out = out;
  }

  /**
   * Starts everything, measures, ends everything.
   *
   * @param binary Temporal's.
   * @param directory for files and logs.
   * @throws IllegalStateException when the lives do not come to wait.
   */
  WaitingCost measure(Path binary, Path directory) throws Exception {
    try (BenchStack stack =
        new BenchStack(binary, directory, options.lives, options.heapMegabytes)) {
      TemporalConnection temporal = stack.temporal().connect();
      try {
        return measure(stack, temporal);
      } finally {
        temporal.stop();
      }
    }
  }

  private WaitingCost measure(BenchStack stack, TemporalConnection temporal)
      throws IOException, InterruptedException {
    queue(stack, 1);
    awaitWaiting(stack, temporal);
    WorkerThreads idle = stack.worker().threads();
    queue(stack, options.lives);
    awaitWaiting(stack, temporal);

    List<Long> jobs = jobs(stack);
    out.println("all wait; letting it come to rest");
    LivesSnapshot before = LivesSnapshot.at(temporal, jobs);
    awaitRest(stack, idle);
    out.printf("measuring for %d s%n", options.seconds);
    WorkerThreads threadsBefore = stack.worker().threads();
    Reading begin = Reading.of(stack);
    long heap = leastHeap(stack);
    Reading end = Reading.of(stack);
    return new WaitingCost(
        options,
        before,
        LivesSnapshot.at(temporal, jobs),
        begin,
        end,
        idle,
        List.of(threadsBefore, stack.worker().threads()),
        heap,
        stack.worker().process().residentMegabytes(),
        Footprint.of(stack.gateway()),
        stack.temporal().process().residentMegabytes());
  }

  /** Queues jobs until there are so many, no faster than tasks are made for them. */
  private void queue(BenchStack stack, int lives) throws IOException, InterruptedException {
    long began = System.nanoTime();
    int queued = stack.github().jobs().size();
    while (queued < lives) {
      int more = Math.min(AT_ONCE, lives - queued);
      stack.queue(more);
      queued += more;
      int enough = queued - AT_ONCE;
      BenchProgress.until(
          enough + " tasks have been made",
          A_FEW,
          () -> {
            stack.check();
            int made = stack.batch().tasks().size();
            seldom(stack, made, lives, "tasks have been made");
            return made >= enough;
          });
    }
    out.printf("%,d queued, in %d s%n", queued, (System.nanoTime() - began) / 1_000_000_000);
  }

  private void awaitWaiting(BenchStack stack, TemporalConnection temporal)
      throws IOException, InterruptedException {
    List<Long> jobs = jobs(stack);
    // A listing of all runners takes its time within a fifth of the forge's budget.
    Duration atMost = A_FEW.plus(Duration.ofMillis(400).multipliedBy(jobs.size()));
    BenchProgress.until(
        "all " + jobs.size() + " wait",
        atMost,
        () -> {
          stack.check();
          int online = stack.online();
          seldom(stack, online, jobs.size(), "runners are online");
          return online == jobs.size() && LivesSnapshot.at(temporal, jobs).waiting() == jobs.size();
        });
  }

  /** Says how far it is, and sends again what an overloaded machine did not take. */
  private void seldom(BenchStack stack, int done, int of, String what) {
    if (System.nanoTime() - toldAt > TELL_EVERY.toNanos()) {
      toldAt = System.nanoTime();
      out.printf("%,d of %,d %s%n", done, of, what);
      stack.github().redeliverFailed();
    }
  }

  /** The server reports its counters late, and threads without use stay for a minute. */
  private static void awaitRest(BenchStack stack, WorkerThreads idle)
      throws IOException, InterruptedException {
    double[] described = {-1};
    BenchProgress.until(
        "the server has counted everything",
        A_FEW,
        () -> {
          double before = described[0];
          described[0] = stack.temporal().calls().getOrDefault(LivesSnapshot.OPERATION, 0.0);
          Thread.sleep(REPORTED.toMillis());
          return before == described[0];
        });
    BenchProgress.until(
        "the threads of lives that left the cache have gone",
        A_FEW,
        () -> stack.worker().threads().others() <= WaitingCost.mostOthers(idle));
  }

  private static List<Long> jobs(BenchStack stack) {
    return stack.github().jobs().stream().map(JobView::id).toList();
  }

  private long leastHeap(BenchStack stack) throws IOException, InterruptedException {
    long until = System.nanoTime() + Duration.ofSeconds(options.seconds).toNanos();
    long least = Long.MAX_VALUE;
    while (System.nanoTime() < until) {
      Thread.sleep(SAMPLE.toMillis());
      stack.check();
      least = Math.min(least, stack.worker().heapMegabytes());
    }
    return least;
  }
}
