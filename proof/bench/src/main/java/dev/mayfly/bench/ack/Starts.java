package dev.mayfly.bench.ack;

import dev.mayfly.bench.load.ArrivalPace;
import dev.mayfly.bench.load.LatencySamples;
import dev.mayfly.bench.load.Load;
import dev.mayfly.bench.load.Sample;
import dev.mayfly.bench.stack.MeasuredTemporal;
import dev.mayfly.service.temporal.TemporalConnection;
import java.time.Duration;
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
    return run(server, ArrivalPace.asFastAs(threads, lasts), kind);
  }

  /** The same at any pace. */
  static LatencySamples run(
      MeasuredTemporal server, ArrivalPace pace, Function<TemporalConnection, Runnable> kind)
      throws InterruptedException {
    TemporalConnection temporal = server.connect();
    Runnable start = kind.apply(temporal);
    try {
      // The first one makes the connection.
      start.run();
      return Load.run(pace, () -> due -> sample(start, due));
    } finally {
      temporal.stop();
    }
  }

  private static Sample sample(Runnable start, long due) {
    long begin = System.nanoTime();
    start.run();
    return new Sample(0, 202, false, due, begin, System.nanoTime());
  }
}
