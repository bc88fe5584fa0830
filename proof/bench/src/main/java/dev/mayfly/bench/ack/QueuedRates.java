package dev.mayfly.bench.ack;

import dev.mayfly.bench.load.ArrivalPace;
import dev.mayfly.bench.load.LatencySamples;
import dev.mayfly.bench.load.Load;
import dev.mayfly.bench.load.Sample;
import dev.mayfly.bench.load.WebhookGenerator;
import dev.mayfly.bench.stack.Bounds;
import dev.mayfly.bench.stack.Figures;
import dev.mayfly.bench.stack.Installation;
import java.time.Duration;
import java.util.List;

/** The answers to queued jobs: at two rates, beside bare starts, and as many as there can be. */
record QueuedRates(
    Installation mayfly, WebhookGenerator webhooks, Duration lasts, Figures figures) {

  static final List<Integer> CONNECTIONS = List.of(16, 64);

  private static final String P50_AT_500 = "queued at 500/s: p50 ms";
  private static final String P99_AT_500 = "queued at 500/s: p99 ms";
  private static final String P50_OF_BARE = "queued / bare signalWithStart at 100/s: p50";
  private static final String P99_OF_BARE = "queued / bare signalWithStart at 100/s: p99";
  private static final int NORMAL = 100;
  private static final List<Integer> RATES = List.of(NORMAL, 500);
  // Services run for weeks, and a JVM on two busy cores needs about as many to be as fast as then:
  // the first 2,000 starts cost a gateway 4 to 12 ms of processor time each, and later ones 1 ms.
  static final int WARM = 60_000;
  static final int WARM_STARTS = 10_000;
  static final Duration WARM_LASTS = Duration.ofSeconds(90);
  static final Duration BARE_LASTS = Duration.ofSeconds(15);
  private static final Duration SOON = Duration.ofSeconds(30);

  static String most(int connections) {
    return "queued, %d connections: per second".formatted(connections);
  }

  void measure() throws InterruptedException {
    warmUp();
    rates("queued", mayfly.port());
    besideBareStarts();
    for (int connections : CONNECTIONS) {
      List<Long> unused = measureMost(connections);
    }
  }

  void warmUp() throws InterruptedException {
    ArrivalPace many = new ArrivalPace(16, -1, WARM, SOON);
    LatencySamples unused = Load.run(mayfly.port(), many, webhooks::ignored);
    ArrivalPace starts = new ArrivalPace(64, -1, WARM_STARTS, WARM_LASTS);
    unused = Load.run(mayfly.port(), starts, webhooks::queued);
    unused = Starts.run(mayfly.temporal(), 16, BARE_LASTS, BareStarts::through);
  }

  void rates(String who, int port) throws InterruptedException {
    for (int rate : RATES) {
      LatencySamples all = Load.run(port, ArrivalPace.perSecond(rate, lasts), webhooks::queued);
      String name = who + " at " + rate + "/s: ";
      figures.add(name + "accepted per second", all.accepted().perSecond());
      figures.add(name + "p50 ms", all.millis(50));
      figures.add(name + "p99 ms", all.millis(99));
      refusals(name, all);
    }
  }

  /** Tells what a gateway adds to Temporal's own answer at a normal rate. */
  void besideBareStarts() throws InterruptedException {
    ArrivalPace pace = ArrivalPace.perSecond(NORMAL, lasts);
    LatencySamples bare = Starts.run(mayfly.temporal(), pace, BareStarts::through);
    LatencySamples all = Load.run(mayfly.port(), pace, webhooks::queued);
    figures.add("bare signalWithStart at 100/s: p50 ms", bare.millis(50));
    figures.add("bare signalWithStart at 100/s: p99 ms", bare.millis(99));
    figures.add(P50_OF_BARE, all.millis(50) / bare.millis(50));
    figures.add(P99_OF_BARE, all.millis(99) / bare.millis(99));
  }

  /** Returns the jobs that were taken in. */
  List<Long> measureMost(int connections) throws InterruptedException {
    ArrivalPace pace = ArrivalPace.asFastAs(connections, lasts);
    return most("queued", Load.run(mayfly.port(), pace, webhooks::queued), connections);
  }

  /** Adds what answers say of the most that there can be; returns the jobs that were taken in. */
  List<Long> most(String who, LatencySamples all, int connections) {
    String name = who + ", " + connections + " connections: ";
    figures.add(name + "per second", all.accepted().perSecond());
    figures.add(name + "p50 ms", all.accepted().millis(50));
    figures.add(name + "p99 ms", all.accepted().millis(99));
    refusals(name, all);
    return all.accepted().all().stream().map(Sample::job).toList();
  }

  void refusals(String name, LatencySamples all) {
    all.statuses().entrySet().stream()
        .filter(status -> status.getKey() != 202)
        .forEach(s -> figures.add(name + "answered " + s.getKey(), s.getValue().doubleValue()));
  }

  static Bounds addTo(Bounds bounds, Figures figures) {
    return bounds
        .atLeast("queued, 64 connections, per second", figures.median(most(64)), 1000)
        .atMost("queued at 500/s, p99 ms", figures.median(P99_AT_500), 150)
        .aimAtMost(P50_AT_500, figures.median(P50_AT_500), 8)
        .aimAtMost(P99_AT_500, figures.median(P99_AT_500), 40)
        .aimAtMost(P50_OF_BARE, figures.median(P50_OF_BARE), 1.3)
        .aimAtMost(P99_OF_BARE, figures.median(P99_OF_BARE), 1.5);
  }
}
