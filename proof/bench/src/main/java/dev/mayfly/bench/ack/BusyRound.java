package dev.mayfly.bench.ack;

import dev.mayfly.bench.load.ArrivalPace;
import dev.mayfly.bench.load.LatencySamples;
import dev.mayfly.bench.load.Load;
import dev.mayfly.bench.load.WebhookGenerator;
import dev.mayfly.bench.stack.Bounds;
import dev.mayfly.bench.stack.Figures;
import dev.mayfly.bench.stack.Installation;
import dev.mayfly.bench.stack.RoundsOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** The answers of a gateway whose events a worker serves on the same cores, as users have it. */
final class BusyRound implements AutoCloseable {

  static final String AT_100 = "queued at 100/s, a worker at work: ";

  private static final int RATE = 100;
  private static final List<Integer> CONNECTIONS = List.of(16, 64);
  // More than two cores serve in that time, so that the worker has work from the first answer on.
  private static final Duration BEFORE = Duration.ofSeconds(3);

  private final Installation mayfly;
  private final Acknowledgement options;
  private final Figures figures;
  private final WebhookGenerator webhooks;

  BusyRound(RoundsOptions.Round round, Acknowledgement options) throws Exception {
    this.mayfly = new Installation(round.temporal(), round.directory());
    this.options = options;
    this.figures = round.figures();
    this.webhooks = new WebhookGenerator(mayfly.port());
  }

  static String most(int connections) {
    return "queued, %d connections, a worker at work: per second".formatted(connections);
  }

  void measure() throws Exception {
    mayfly.startWorker();
    ServedBurst.warmUp(mayfly);
    Duration lasts = Duration.ofSeconds(options.seconds);
    LatencySamples unused = run(ArrivalPace.perSecond(RATE, BEFORE));
    LatencySamples steady = run(ArrivalPace.perSecond(RATE, lasts));
    refusals(AT_100, steady);
    figures.add(AT_100 + "accepted per second", steady.accepted().perSecond());
    figures.add(AT_100 + "p50 ms", steady.millis(50));
    figures.add(AT_100 + "p99 ms", steady.millis(99));
    for (int connections : CONNECTIONS) {
      LatencySamples most = run(ArrivalPace.asFastAs(connections, lasts));
      figures.add(most(connections), most.accepted().perSecond());
      refusals(most(connections) + ": ", most);
    }
  }

  private LatencySamples run(ArrivalPace pace) throws InterruptedException {
    return Load.run(mayfly.port(), pace, webhooks::queued);
  }

  private void refusals(String name, LatencySamples all) {
    int refused = all.count() - all.accepted().count();
    if (refused > 0) {
      figures.add(name + "refused", refused);
    }
  }

  /** Adds what is worked towards. */
  static Bounds addTo(Bounds bounds, Figures figures) {
    return bounds
        .aimAtMost(AT_100 + "p50 ms", figures.median(AT_100 + "p50 ms"), 15)
        .aimAtMost(AT_100 + "p99 ms", figures.median(AT_100 + "p99 ms"), 120)
        .aimAtLeast(most(16), figures.median(most(16)), 500);
  }

  @Override
  public void close() throws IOException {
    mayfly.close();
  }
}
