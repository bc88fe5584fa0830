package dev.mayfly.bench.ack;

import dev.mayfly.bench.load.ArrivalPace;
import dev.mayfly.bench.load.LatencySamples;
import dev.mayfly.bench.load.Load;
import dev.mayfly.bench.load.Webhook;
import dev.mayfly.bench.load.WebhookGenerator;
import dev.mayfly.bench.stack.BenchProgress;
import dev.mayfly.bench.stack.Figures;
import dev.mayfly.bench.stack.Installation;
import dev.mayfly.bench.stack.OpenLives;
import dev.mayfly.bench.stack.RoundsOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;

/** Everything once, on a gateway, a floor and a Temporal of its own. No worker polls. */
final class AckRound implements AutoCloseable {

  static final List<String> UNSTORED = List.of("ignored", "ping", "unsigned", "wrongly signed");
  static final String BURST = "burst: last 202 after s";
  static final String BURST_ACCEPTED = "burst: accepted";
  static final String DUPLICATES = "identical deliveries: lives";

  // What is ignored is answered with 200, what is not signed with 401.
  private static final Set<Integer> RIGHT = Set.of(200, 401);
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final int BESIDE_FLOOD = 50;
  private static final int WARM_KIND = 30_000;

  private final Installation mayfly;
  private final FloorServer floor;
  private final Acknowledgement options;
  private final Figures figures;
  private final WebhookGenerator webhooks;
  private final QueuedRates queued;
  private List<Long> queuedBefore = List.of();

  AckRound(RoundsOptions.Round round, Acknowledgement options) throws Exception {
    this.mayfly = new Installation(round.temporal(), round.directory());
    try {
      mayfly.startDirectGateway();
      this.floor = FloorServer.start(round.directory());
    } catch (Exception e) {
      mayfly.close();
      throw e;
    }
    this.options = options;
    this.figures = round.figures();
    this.webhooks = new WebhookGenerator(mayfly.port());
    this.queued = new QueuedRates(mayfly, webhooks, lasts(), figures);
  }

  private Duration lasts() {
    return Duration.ofSeconds(options.seconds);
  }

  static String ofFloor(String kind) {
    return kind + " / floor";
  }

  void measure() throws Exception {
    warmUp();
    floorAndUnstored();
    queued.rates("floor", floor.port());
    queued.rates("queued", mayfly.port());
    queued.besideBareStarts();
    for (int connections : QueuedRates.CONNECTIONS) {
      new StartTurns(mayfly.temporal(), mayfly.direct(), webhooks, figures)
          .measure(connections)
          .forEach(started -> queued.most("queued, one start each", started, connections));
      queuedBefore = queued.measureMost(connections);
    }
    signals();
    duplicates();
    flood();
    burst();
  }

  private void warmUp() throws InterruptedException {
    // By count: after as many seconds, the one that has more to do would be the colder one.
    ArrivalPace many = new ArrivalPace(16, -1, QueuedRates.WARM, SOON);
    LatencySamples unused = Load.run(floor.port(), many, webhooks::queued);
    unused = Load.run(mayfly.direct(), many, webhooks::ignored);
    queued.warmUp();
    ArrivalPace starts = new ArrivalPace(64, -1, QueuedRates.WARM_STARTS, QueuedRates.WARM_LASTS);
    unused = Load.run(mayfly.direct(), starts, webhooks::queued);
    unused = Starts.run(mayfly.temporal(), 16, QueuedRates.BARE_LASTS, LifeStarts::through);
  }

  /** The floor at its highest rate, and right beside it what the gateway need not store. */
  private void floorAndUnstored() throws InterruptedException {
    double unused = floorRate(64);
    List<Supplier<Webhook>> kinds =
        List.of(webhooks::ignored, webhooks::ping, webhooks::unsigned, webhooks::wronglySigned);
    for (int i = 0; i < kinds.size(); i++) {
      unused +=
          Load.run(mayfly.port(), new ArrivalPace(16, -1, WARM_KIND, SOON), kinds.get(i)).count();
      double floorRate = floorRate(16);
      LatencySamples all = Load.run(mayfly.port(), ArrivalPace.asFastAs(16, lasts()), kinds.get(i));
      double rate = all.only(sample -> RIGHT.contains(sample.status())).perSecond();
      figures.add(UNSTORED.get(i) + ", 16 connections: per second", rate);
      figures.add(ofFloor(UNSTORED.get(i)), rate / floorRate);
    }
  }

  private double floorRate(int connections) throws InterruptedException {
    ArrivalPace pace = ArrivalPace.asFastAs(connections, lasts());
    double rate = Load.run(floor.port(), pace, webhooks::queued).accepted().perSecond();
    figures.add("floor, %d connections: per second".formatted(connections), rate);
    return rate;
  }

  /** Measures what is told to lives that there are: as many as were queued, each once. */
  private void signals() throws InterruptedException {
    for (String action : List.of("in_progress", "completed")) {
      Iterator<Long> jobs = queuedBefore.iterator();
      Supplier<Webhook> webhook =
          () -> {
            synchronized (jobs) {
              long job = jobs.hasNext() ? jobs.next() : 1;
              return action.equals("completed")
                  ? webhooks.completed(job, "foreign-runner", 7)
                  : webhooks.inProgress(job, "foreign-runner", 7);
            }
          };
      ArrivalPace pace = new ArrivalPace(16, -1, queuedBefore.size(), lasts());
      LatencySamples all = Load.run(mayfly.port(), pace, webhook);
      figures.add(action + ", 16 connections: per second", all.accepted().perSecond());
      queued.refusals(action + ": ", all);
    }
  }

  private void duplicates() throws Exception {
    Webhook same = webhooks.queued();
    LatencySamples all = Load.run(mayfly.port(), ArrivalPace.atOnce(options.jobs, 8), () -> same);
    figures.add("identical deliveries: per second", all.accepted().perSecond());
    try (OpenLives lives = new OpenLives(mayfly.temporal())) {
      BenchProgress.until("the life is listed", SOON, () -> lives.runsOf(same.job()) > 0);
      figures.add(DUPLICATES, lives.runsOf(same.job()));
    }
  }

  /** Legitimate ones with and without a flood of others beside them. */
  private void flood() throws Exception {
    ArrivalPace legitimate = ArrivalPace.perSecond(BESIDE_FLOOD, lasts());
    LatencySamples alone = Load.run(mayfly.port(), legitimate, webhooks::queued);
    ExecutorService thread = Executors.newSingleThreadExecutor();
    try {
      Future<LatencySamples> flood =
          thread.submit(
              () ->
                  Load.run(
                      mayfly.port(), ArrivalPace.asFastAs(16, lasts()), webhooks::wronglySigned));
      LatencySamples beside = Load.run(mayfly.port(), legitimate, webhooks::queued);
      figures.add("flood: wrongly signed, per second", flood.get().withStatus(401).perSecond());
      figures.add("50/s without the flood: p99 ms", alone.millis(99));
      figures.add("50/s beside the flood: p50 ms", beside.millis(50));
      figures.add("50/s beside the flood: p99 ms", beside.millis(99));
      queued.refusals("50/s beside the flood: ", beside);
    } finally {
      thread.shutdownNow();
    }
  }

  private void burst() throws InterruptedException {
    LatencySamples all =
        Load.run(mayfly.port(), ArrivalPace.atOnce(options.jobs, 64), webhooks::queued);
    figures.add(BURST, all.accepted().seconds());
    figures.add(BURST_ACCEPTED, all.accepted().count());
    queued.refusals("burst: ", all);
  }

  @Override
  public void close() throws IOException {
    floor.close();
    mayfly.close();
  }
}
