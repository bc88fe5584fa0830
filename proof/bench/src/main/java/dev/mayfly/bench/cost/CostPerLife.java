package dev.mayfly.bench.cost;

import dev.mayfly.bench.load.ArrivalPace;
import dev.mayfly.bench.load.LatencySamples;
import dev.mayfly.bench.load.Load;
import dev.mayfly.bench.load.Redelivery;
import dev.mayfly.bench.load.WebhookGenerator;
import dev.mayfly.bench.path.CallsByRoute;
import dev.mayfly.bench.path.Endings;
import dev.mayfly.bench.stack.AcceptedTasks;
import dev.mayfly.bench.stack.BenchProgress;
import dev.mayfly.bench.stack.Bounds;
import dev.mayfly.bench.stack.Figures;
import dev.mayfly.bench.stack.Installation;
import dev.mayfly.bench.stack.RoundsOptions;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures what a healthy life costs, from its event to its end, while so many others are open. */
public record CostPerLife(Installation mayfly, Figures figures, PrintStream out) {

  /** {@code ./mayfly bench cost-per-life}. */
  @Command(
      name = "cost-per-life",
      description = "Counts what a healthy life costs, by cause, and among many.")
  public static final class Options extends RoundsOptions {

    /** Two ways to count the same. */
    public static final String ACTIONS = CostByCause.ACTIONS;

    public static final String COUNTED = CostByCause.COUNTED;

    @Option(
        names = "--jobs",
        paramLabel = "0..5000",
        description = "10, 100, 1000 and 5000 at once, up to so many")
    int jobs = 1000;

    @Option(
        names = "--lives",
        paramLabel = "1..500",
        description = "how many the table by cause is of")
    int table = 50;

    @Option(
        names = "--seconds",
        paramLabel = "1..600",
        description = "how long each job of the table runs")
    int seconds = 45;

    @Option(
        names = "--idle",
        paramLabel = "1..600",
        description = "seconds without a job, whose cost is taken out")
    int idle = 60;

    @Option(names = "--warm", paramLabel = "1..600", description = "how many lives go before it")
    int warm = 300;

    public Options() {
      super(1);
    }

    @Override
    protected void measure(Round round) throws Exception {
      Path byCause = Files.createDirectory(round.directory().resolve("by-cause"));
      try (Installation mayfly = new Installation(round.temporal(), byCause)) {
        mayfly.startWorker();
        LifeCosts unused =
            new CostByCause(mayfly, round.figures(), round.out())
                .measure(table, warm, Duration.ofSeconds(idle), Duration.ofSeconds(seconds));
      }
      for (int lives : sizes()) {
        round.out().printf("%,d lives%n", lives);
        Path own = Files.createDirectory(round.directory().resolve(lives + "-lives"));
        try (Installation mayfly = new Installation(round.temporal(), own)) {
          mayfly.startWorker();
          new CostPerLife(mayfly, round.figures(), round.out()).measure(lives);
        }
      }
    }

    private List<Integer> sizes() {
      return Stream.of(10, 100, 1000, 5000).filter(size -> size <= jobs).toList();
    }

    @Override
    protected Bounds bounds(Figures figures, PrintStream out) {
      Bounds bounds = CostByCause.addTo(new Bounds(), figures);
      for (int lives : sizes()) {
        bounds
            .atMost(of(lives) + "events, most", figures.worst(of(lives) + "events, most"), 50)
            .atMost(of(lives) + "calls to the forge", figures.worst(of(lives) + FORGE), 2.1)
            .atMost(of(lives) + "calls to Batch", figures.worst(of(lives) + BATCH), 3.1);
      }
      return bounds;
    }
  }

  private static final String FORGE = "calls to the forge, each";
  private static final String BATCH = "calls to Batch, each";
  private static final int WARM_UP = 1;
  // As many as a small machine serves without making others late: lateness has a cost of its own.
  private static final int PER_SECOND = 20;
  private static final int AT_ONCE = 20;
  private static final Duration A_WHILE = Duration.ofMinutes(40);

  private static String of(int lives) {
    return "%,d lives: ".formatted(lives);
  }

  private void measure(int lives) throws Exception {
    WebhookGenerator webhooks = new WebhookGenerator(mayfly.port());
    warmUp(webhooks);
    Map<String, Double> before = mayfly.temporal().calls();
    long database = mayfly.databaseBytes();
    Map<String, Long> forge = mayfly.github().server().requests();
    Map<String, Long> batch = mayfly.batch().server().requests();
    List<Long> jobs = WebhookGenerator.newJobs(lives);
    for (int next = 0; next < lives; next += AT_ONCE) {
      queue(webhooks, jobs.subList(next, Math.min(next + AT_ONCE, lives)));
    }
    new Endings(mayfly, webhooks, PER_SECOND).letEnd(jobs, AT_ONCE);
    String name = of(lives);
    try (Histories histories = new Histories(mayfly.temporal(), jobs)) {
      histories.awaitEnds(A_WHILE);
      out.printf(
          "%sthe longest history has %.0f events: %s%n",
          name, histories.events().max().orElse(0), histories.stepsOfTheLongest());
      figures.add(name + "events, mean", histories.events().average().orElse(0));
      figures.add(name + "events, most", histories.events().max().orElse(0));
      figures.add(name + "bytes of history, mean", histories.bytes().average().orElse(0));
      figures.add(
          name + "bytes of Temporal's database, each",
          (double) (mayfly.databaseBytes() - database) / lives);
      count(name, lives, CallsByRoute.between(forge, mayfly.github().server().requests()), FORGE);
      count(name, lives, CallsByRoute.between(batch, mayfly.batch().server().requests()), BATCH);
      double calls = calls(mayfly.temporal().calls(), before) - histories.asked();
      figures.add(name + "calls to Temporal, polls left out, each", calls / lives);
    }
  }

  private void queue(WebhookGenerator webhooks, List<Long> jobs)
      throws IOException, InterruptedException {
    LatencySamples unused = Redelivery.send(mayfly.port(), PER_SECOND, jobs, webhooks::queued);
    BenchProgress.until(
        "each has a task",
        A_WHILE,
        () -> AcceptedTasks.of(mayfly.batch()).keySet().containsAll(jobs));
  }

  private void count(String name, int lives, CallsByRoute calls, String whose) {
    figures.add(name + whose, (double) calls.own() / lives);
    figures.add(
        name + "shared polls among " + whose.replace(", each", ""), (double) calls.shared());
    out.println(name + whose);
    calls.print(out, lives);
  }

  /** The first one makes the pool's Batch job, which is no life's own cost. */
  private void warmUp(WebhookGenerator webhooks) throws IOException, InterruptedException {
    LatencySamples unused =
        Load.run(mayfly.port(), ArrivalPace.atOnce(WARM_UP, 1), webhooks::queued);
    BenchProgress.until(
        "the first has its task",
        A_WHILE,
        () -> AcceptedTasks.of(mayfly.batch()).size() == WARM_UP);
  }

  private static double calls(Map<String, Double> after, Map<String, Double> before) {
    return after.entrySet().stream()
        .filter(call -> !call.getKey().startsWith("Poll"))
        .mapToDouble(call -> call.getValue() - before.getOrDefault(call.getKey(), 0.0))
        .sum();
  }
}
