package dev.mayfly.bench.overload;

import dev.mayfly.bench.load.ArrivalPace;
import dev.mayfly.bench.load.LatencySamples;
import dev.mayfly.bench.load.Load;
import dev.mayfly.bench.load.Sample;
import dev.mayfly.bench.load.WebhookGenerator;
import dev.mayfly.bench.stack.Bounds;
import dev.mayfly.bench.stack.Figures;
import dev.mayfly.bench.stack.Installation;
import dev.mayfly.bench.stack.RoundsOptions;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Sends twice as many events as the gateway has just been seen to take, or as many as the generator
 * can, and looks for what was acknowledged: each must be in Temporal. No worker polls.
 */
public record Overload(
    Options options, Figures figures, Installation mayfly, WebhookGenerator webhooks) {

  /** {@code ./mayfly bench overload}. */
  @Command(
      name = "overload",
      description = "Shows what becomes of twice as many webhooks as can be taken.")
  public static final class Options extends RoundsOptions {

    @Option(names = "--seconds", paramLabel = "1..600", description = "how long it lasts")
    int seconds = 60;

    @Option(
        names = "--jobs",
        paramLabel = "1..20000",
        description = "events a second; default: twice what is taken")
    @Nullable Integer jobs;

    @Option(names = "--connections", paramLabel = "1..1900", description = "how many at once")
    int connections = 1500;

    @Option(names = "--places", paramLabel = "1..100000", description = "its intake.inFlight")
    @Nullable Integer places;

    public Options() {
      super(1);
    }

    @Override
    protected void measure(Round round) throws Exception {
      try (Installation mayfly = installation(round)) {
        WebhookGenerator webhooks = new WebhookGenerator(mayfly.port());
        new Overload(this, round.figures(), mayfly, webhooks).measure();
      }
    }

    private Installation installation(Round round) throws Exception {
      return places != null
          ? Installation.withPlaces(round.temporal(), round.directory(), places)
          : new Installation(round.temporal(), round.directory());
    }

    @Override
    protected Bounds bounds(Figures figures, PrintStream out) {
      Bounds bounds =
          new Bounds()
              .exactly(LOST, figures.worst(LOST), 0)
              .exactly(UNANSWERED, figures.worst(UNANSWERED), 0)
              .atMost(ANSWERS, figures.worst(ANSWERS), 1000)
              .atMost(NORMAL, figures.worst(NORMAL), 5);
      if (figures.worst(REFUSED) > 0) {
        bounds
            .atMost(REFUSALS + P99, figures.worst(REFUSALS + P99), 100)
            .exactly(SILENT, figures.worst(SILENT), 0);
      } else {
        out.println("\nnothing was refused: the generator was the limit");
      }
      return bounds;
    }
  }

  private static final String LOST = "acknowledged events that Temporal does not have";
  private static final String ANSWERS = "overload: all answers, from the send, p99 ms";
  private static final String DUE = "overload: all answers, from when they were due, p99 ms";
  private static final String REFUSED = "overload: refused with 503, percent";
  private static final String REFUSALS = "overload: 503s, from the send, ";
  private static final String SILENT = "overload: 503s without a Retry-After";
  private static final String P99 = "p99 ms";
  private static final String NORMAL = "back to normal after s";
  private static final String UNANSWERED = "overload: without an answer";
  private static final int STEADY = 50;
  // As a gateway is that has run for a while, see AckRound.
  private static final ArrivalPace WARM = new ArrivalPace(64, -1, 40_000, Duration.ofSeconds(60));
  private static final Duration A_FEW = Duration.ofSeconds(3);
  private static final Duration AFTERWARDS = Duration.ofSeconds(10);

  private void measure() throws Exception {
    LatencySamples warmUp = send(WARM);
    LatencySamples taken = send(ArrivalPace.asFastAs(64, A_FEW));
    figures.add("taken at first, per second", warmUp.accepted().perSecond());
    figures.add("taken before, per second", taken.accepted().perSecond());
    LatencySamples normal = send(ArrivalPace.perSecond(STEADY, A_FEW));
    figures.add("50/s before: p99 ms", normal.millis(99));
    int rate =
        options.jobs != null ? options.jobs : (int) Math.ceil(2 * taken.accepted().perSecond());
    Duration lasts = Duration.ofSeconds(options.seconds);
    LatencySamples overload = send(ArrivalPace.perSecond(rate, lasts, options.connections));
    long end = System.nanoTime();
    LatencySamples after = send(ArrivalPace.perSecond(STEADY, AFTERWARDS));
    report(overload, rate);
    figures.add(NORMAL, secondsUntilNormal(after, end, 2 * normal.millis(99)));
    mayfly.gateway().process().check();
    Set<Long> acknowledged =
        overload.accepted().all().stream().map(Sample::job).collect(Collectors.toSet());
    figures.add(LOST, (double) new Durable(mayfly.temporal()).missing(acknowledged));
    figures.add(
        "resident memory of the gateway, MB",
        (double) mayfly.gateway().process().residentMegabytes());
  }

  private LatencySamples send(ArrivalPace pace) throws InterruptedException {
    return Load.run(mayfly.port(), pace, webhooks::queued);
  }

  private void report(LatencySamples overload, int rate) {
    figures.add("overload: to be sent per second", rate);
    figures.add("overload: answered per second", overload.perSecond());
    overload
        .statuses()
        .forEach((s, count) -> figures.add("overload: answered " + s, count.doubleValue()));
    figures.add(UNANSWERED, overload.withStatus(0).count());
    figures.add("overload: accepted per second", overload.accepted().count() / overload.seconds());
    figures.add(ANSWERS, overload.serverMillis(99));
    figures.add(DUE, overload.millis(99));
    LatencySamples refused = overload.withStatus(503);
    figures.add(REFUSED, 100.0 * refused.count() / overload.count());
    if (refused.count() > 0) {
      figures.add(REFUSALS + "p50 ms", refused.serverMillis(50));
      figures.add(REFUSALS + P99, refused.serverMillis(99));
      figures.add(SILENT, refused.only(sample -> !sample.saysWhen()).count());
    }
  }

  /** When the last one came that was refused, or took longer than usual. */
  private static double secondsUntilNormal(LatencySamples after, long end, double usualMillis) {
    double slow = Math.max(usualMillis, 150);
    return after.all().stream()
            .filter(it -> it.status() != 202 || (it.answered() - it.due()) / 1e6 > slow)
            .mapToLong(it -> it.due() - end)
            .max()
            .orElse(0)
        / 1e9;
  }
}
