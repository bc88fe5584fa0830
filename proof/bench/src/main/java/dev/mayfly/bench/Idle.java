package dev.mayfly.bench;

import dev.mayfly.bench.path.CallsByRoute;
import dev.mayfly.bench.stack.Bounds;
import dev.mayfly.bench.stack.Figures;
import dev.mayfly.bench.stack.Installation;
import dev.mayfly.bench.stack.MeasuredTemporal;
import dev.mayfly.bench.stack.RoundsOptions;
import dev.mayfly.bench.stack.ServiceProcess;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./mayfly bench idle}: a gateway and a worker at work, and no job. */
@Command(
    name = "idle",
    description = "Measures what an installation costs while nothing happens, by the minute.")
final class Idle extends RoundsOptions {

  static final String CALLS = "calls to Temporal a minute, polls left out";
  private static final String CPU = "processor seconds a minute, gateway and worker";
  static final String FORGE = "paid requests to the forge a minute";
  static final String DOLLARS = "USD a month on Temporal Cloud";

  private static final double MINUTES_PER_MONTH = 30 * 24 * 60;
  // Of an installation with one forge and one pool, and of each that it has more.
  private static final int MOST_CALLS = 6;
  private static final int MORE_CALLS = 2;

  @Option(names = "--settle", paramLabel = "1..3600", description = "seconds before the window")
  int settle = 60;

  @Option(names = "--window", paramLabel = "1..36000", description = "seconds that are measured")
  int window = 180;

  @Option(names = "--more", paramLabel = "0..9", description = "further forges, each with a pool")
  int more = 0;

  Idle() {
    super(1);
  }

  /** The counters of everything at one moment. */
  private record Counters(
      Map<String, Double> calls,
      Map<String, Double> actions,
      Map<String, Long> forge,
      Map<String, Long> batch,
      long paid,
      Duration gateway,
      Duration worker,
      Duration temporal) {

    private static Counters of(Installation mayfly) throws IOException, InterruptedException {
      return new Counters(
          mayfly.temporal().calls(),
          mayfly.temporal().actions(),
          mayfly.github().server().requests(),
          mayfly.batch().server().requests(),
          mayfly.github().hour().used(),
          mayfly.gateway().process().cpu(),
          mayfly.worker().process().cpu(),
          mayfly.temporal().process().cpu());
    }
  }

  @Override
  protected void measure(Round round) throws Exception {
    try (Installation mayfly = Installation.withMore(round.temporal(), round.directory(), more)) {
      mayfly.startWorker();
      Thread.sleep(Duration.ofSeconds(settle).toMillis());
      Counters before = Counters.of(mayfly);
      Thread.sleep(Duration.ofSeconds(window).toMillis());
      report(round.figures(), before, Counters.of(mayfly));
      memory(round.figures(), "gateway", mayfly.gateway());
      memory(round.figures(), "worker", mayfly.worker());
    }
  }

  private void report(Figures figures, Counters before, Counters after) {
    figures.add(CALLS, perMinute(figures, "", before.calls, after.calls));
    double actions = perMinute(figures, "action ", before.actions, after.actions);
    figures.add("actions a minute", actions);
    figures.add(DOLLARS, actions * MINUTES_PER_MONTH * MeasuredTemporal.DOLLARS_PER_ACTION);
    double gateway = cpu(before.gateway, after.gateway);
    double worker = cpu(before.worker, after.worker);
    figures.add(CPU, gateway + worker);
    figures.add("of it the gateway", gateway);
    figures.add("of it the worker", worker);
    figures.add("processor seconds a minute, Temporal", cpu(before.temporal, after.temporal));
    figures.add(FORGE, perMinute((double) (after.paid - before.paid)));
    routes(figures, CallsByRoute.between(before.forge, after.forge));
    routes(figures, CallsByRoute.between(before.batch, after.batch));
  }

  /** Adds a figure for each kind that was counted; returns the sum of all but polls. */
  private double perMinute(
      Figures figures, String kind, Map<String, Double> before, Map<String, Double> after) {
    double sum = 0;
    for (Map.Entry<String, Double> counted : after.entrySet()) {
      double times = perMinute(counted.getValue() - before.getOrDefault(counted.getKey(), 0.0));
      if (times > 0) {
        figures.add(kind + counted.getKey(), times);
        sum += counted.getKey().startsWith("Poll") ? 0 : times;
      }
    }
    return sum;
  }

  private void routes(Figures figures, CallsByRoute calls) {
    calls.all().forEach((route, count) -> figures.add(route, perMinute(count)));
  }

  private static void memory(Figures figures, String name, ServiceProcess service)
      throws IOException {
    figures.add("resident MB of the " + name, (double) service.process().residentMegabytes());
  }

  private double cpu(Duration before, Duration after) {
    return perMinute(after.minus(before).toMillis() / 1e3);
  }

  private double perMinute(double times) {
    return times * 60 / window;
  }

  @Override
  protected Bounds bounds(Figures figures, PrintStream out) {
    return new Bounds()
        .atMost(CALLS, figures.median(CALLS), MOST_CALLS + 2 * MORE_CALLS * more)
        .atMost(CPU, figures.median(CPU), 0.3)
        .atMost(FORGE, figures.median(FORGE), 2 * (1 + more))
        .atMost(DOLLARS, figures.median(DOLLARS), 5 * (1 + more));
  }
}
