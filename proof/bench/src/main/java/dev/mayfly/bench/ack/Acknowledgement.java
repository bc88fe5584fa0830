package dev.mayfly.bench.ack;

import dev.mayfly.bench.load.WebhookGenerator;
import dev.mayfly.bench.stack.Bounds;
import dev.mayfly.bench.stack.Figures;
import dev.mayfly.bench.stack.Installation;
import dev.mayfly.bench.stack.RoundsOptions;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Measures how soon and how often the gateway answers, beside what the same HTTP server does
 * without storing, and what Temporal does without a gateway. Rounds alternate, so that whatever
 * slows the machine slows all of them.
 */
@Command(
    name = "acknowledgement",
    description = "Measures how soon and how often webhooks are answered.")
public final class Acknowledgement extends RoundsOptions {

  /** Figures of others' interest. */
  public static final String BUSY_P50 = BusyRound.AT_100 + "p50 ms";

  public static final String BUSY_P99 = BusyRound.AT_100 + "p99 ms";
  public static final String BUSY_MOST = BusyRound.most(16);
  public static final String SERVED = ServedBurst.AT_WORK + ServedBurst.RATE;
  public static final String LAST_TASK = ServedBurst.AT_WORK + ServedBurst.LAST_TASK;

  @Option(names = "--seconds", paramLabel = "1..600", description = "how long each load lasts")
  int seconds = 5;

  @Option(names = "--jobs", paramLabel = "1..10000", description = "how many make a burst")
  int jobs = 1000;

  // GitHub registers 1,500 in five minutes, and each burst has processes of its own.
  @Option(
      names = "--serve",
      paramLabel = "1.." + (1400 - ServedBurst.SERVED_BEFORE),
      description = "how many to serve; default: none")
  @Nullable Integer serve;

  @Option(
      names = "--worker",
      description = "only with a worker at work: 100 a second, and as many as can be")
  boolean worker;

  @Option(names = "--queued", description = "only queued jobs, for quicker rounds")
  boolean queued;

  @Override
  protected void measure(Round round) throws Exception {
    if (worker) {
      try (BusyRound parts = new BusyRound(round, this)) {
        parts.measure();
      }
    } else if (queued) {
      try (Installation mayfly = new Installation(round.temporal(), round.directory())) {
        WebhookGenerator webhooks = new WebhookGenerator(mayfly.port());
        new QueuedRates(mayfly, webhooks, Duration.ofSeconds(seconds), round.figures()).measure();
      }
    } else {
      try (AckRound parts = new AckRound(round, this)) {
        parts.measure();
      }
    }
  }

  @Override
  protected void measureOnce(Round own, Bounds bounds) throws Exception {
    if (serve != null) {
      own.out().println("bursts that are served");
      Path served = Files.createDirectory(own.directory().resolve("served"));
      ServedBurst.measure(own.temporal(), served, serve, own.figures(), bounds);
    }
  }

  @Override
  protected Bounds bounds(Figures figures, PrintStream out) {
    if (worker) {
      return BusyRound.addTo(new Bounds(), figures);
    }
    Bounds bounds = QueuedRates.addTo(new Bounds(), figures);
    return queued ? bounds : addOthers(bounds, figures);
  }

  private Bounds addOthers(Bounds bounds, Figures figures) {
    for (String kind : AckRound.UNSTORED) {
      bounds.atLeast(AckRound.ofFloor(kind), figures.median(AckRound.ofFloor(kind)), 0.8);
    }
    for (int connections : QueuedRates.CONNECTIONS) {
      String ratio = StartTurns.ofBare(connections);
      bounds.atLeast(ratio, figures.median(ratio), 0.9);
    }
    return bounds
        .atMost("a burst of " + jobs + ", last 202 after s", figures.median(AckRound.BURST), 2)
        .exactly("a burst: accepted", figures.median(AckRound.BURST_ACCEPTED), jobs)
        .exactly("identical deliveries: lives", figures.median(AckRound.DUPLICATES), 1);
  }
}
