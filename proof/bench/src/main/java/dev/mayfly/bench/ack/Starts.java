package dev.mayfly.bench.ack;

import dev.mayfly.bench.load.LatencySamples;
import dev.mayfly.bench.load.Sample;
import dev.mayfly.bench.stack.MeasuredTemporal;
import dev.mayfly.service.temporal.TemporalConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Starts of workflows by a client that does nothing else. */
final class Starts {

  private Starts() {}

  /**
   * As many as so many threads get done, each waiting for its answer.
   *
   * @param kind makes one start through the connection, whenever it runs.
   */
  static LatencySamples run(
      MeasuredTemporal server,
      int threads,
      Duration lasts,
      Function<TemporalConnection, Runnable> kind)
      throws InterruptedException {
    TemporalConnection temporal = server.connect();
    Runnable start = kind.apply(temporal);
    try {
      long end = System.nanoTime() + lasts.toNanos();
      return LatencySamples.ofThreads(threads, () -> repeat(start, end));
    } finally {
      temporal.stop();
    }
  }

  private static List<Sample> repeat(Runnable start, long end) {
    List<Sample> samples = new ArrayList<>();
    while (System.nanoTime() < end) {
      long begin = System.nanoTime();
      start.run();
      samples.add(new Sample(0, 202, false, begin, begin, System.nanoTime()));
    }
    return samples;
  }
}
