package dev.mayfly.bench.path;

import dev.mayfly.bench.load.Load;
import dev.mayfly.bench.load.Pace;
import dev.mayfly.bench.load.Sample;
import dev.mayfly.bench.load.Samples;
import dev.mayfly.bench.load.Webhooks;
import dev.mayfly.bench.stack.AcceptedTasks;
import dev.mayfly.bench.stack.Bounds;
import dev.mayfly.bench.stack.Figures;
import dev.mayfly.bench.stack.Installation;
import dev.mayfly.bench.stack.Options;
import dev.mayfly.bench.stack.Options.Option;
import dev.mayfly.bench.stack.Progress;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** What a healthy life costs, from its event to its end, while so many others are open. */
public final class CostPerLife {

  public static final String USAGE =
      """
      usage: ./mayfly bench cost-per-life [--jobs N] [--rounds N] [--seconds N]
        --jobs N          measures 10, 100, 1000 and 5000 lives, up to so many; default 1000
        --rounds N        how often; default 1
        --seconds N       over how long the jobs are queued, and ended; default: 20 a second""";

  private static final Map<String, Option> OPTIONS =
      Map.of(
          "--jobs", new Option(1000, 5000),
          "--rounds", new Option(1, 20),
          "--seconds", new Option(0, 3600));
  private static final String FORGE = "calls to the forge, each";
  private static final String BATCH = "calls to Batch, each";
  private static final int PER_SECOND = 20;
  private static final Duration A_WHILE = Duration.ofMinutes(40);
  // What watcher and sweep ask for all runners together.
  private static final Set<String> SHARED =
      Set.of(
          "GET api/v3/{scope}/actions/runners",
          "GET api/v3/orgs/{organization}/repos",
          "GET api/v3/repos/{repository}/actions/runs",
          "GET api/v3/repos/{repository}/actions/runs/{id}/jobs",
          "GET jobs",
          "GET jobs/{job}/tasks");

  private final Installation mayfly;
  private final Figures figures;
  private final Options options;

  private CostPerLife(Installation mayfly, Figures figures, Options options) {
    this.mayfly = mayfly;
    this.figures = figures;
    this.options = options;
  }

  public static Options parse(List<String> words) {
    return Options.parse(words, OPTIONS, USAGE);
  }

  /** Measures, prints, and says whether every bound holds. */
  public static boolean run(Options options, Path temporal, Path directory, PrintStream out)
      throws Exception {
    Figures figures = new Figures();
    List<Integer> sizes =
        Stream.of(10, 100, 1000, 5000).filter(size -> size <= options.get("--jobs")).toList();
    for (int round = 1; round <= options.get("--rounds"); round++) {
      for (int lives : sizes) {
        out.printf("%,d lives, round %d of %d%n", lives, round, options.get("--rounds"));
        Path own = Files.createDirectory(directory.resolve(lives + "-" + round));
        try (Installation mayfly = new Installation(temporal, own)) {
          mayfly.startWorker();
          new CostPerLife(mayfly, figures, options).measure(lives);
        }
      }
    }
    figures.print(out);
    Bounds bounds = new Bounds();
    for (int lives : sizes) {
      bounds
          .atMost(of(lives) + "events, most", figures.worst(of(lives) + "events, most"), 75)
          .atMost(of(lives) + "calls to the forge", figures.worst(of(lives) + FORGE), 2.1)
          .atMost(of(lives) + "calls to Batch", figures.worst(of(lives) + BATCH), 4);
    }
    return bounds.print(out);
  }

  private static String of(int lives) {
    return "%,d lives: ".formatted(lives);
  }

  private void measure(int lives) throws Exception {
    Webhooks webhooks = new Webhooks(mayfly.port());
    serve(Load.run(mayfly.port(), Pace.atOnce(1, 1), webhooks::queued), 1);
    Map<String, Double> before = mayfly.temporal().calls();
    Map<String, Long> forge = mayfly.github().requests();
    Map<String, Long> batch = mayfly.batch().requests();
    int rate =
        options.get("--seconds") > 0 ? Math.max(1, lives / options.get("--seconds")) : PER_SECOND;
    Samples sent = Load.run(mayfly.port(), Pace.perSecond(rate, lives), webhooks::queued);
    List<Sample> queued = sent.accepted().all();
    Progress.until(
        "each has a task", A_WHILE, () -> AcceptedTasks.of(mayfly.batch()).size() >= queued.size());
    double[] unused = new Endings(mayfly, webhooks, rate).measure(queued);
    String name = of(lives);
    try (Histories histories = new Histories(mayfly.temporal(), queued)) {
      histories.awaitEnds(A_WHILE);
      figures.add(name + "lives", queued.size());
      figures.add(name + "events, mean", histories.events().average().orElse(0));
      figures.add(name + "events, most", histories.events().max().orElse(0));
      figures.add(name + "bytes of history, mean", histories.bytes().average().orElse(0));
    }
    double count = queued.size();
    figures.add(
        name + FORGE, (own(mayfly.github().requests(), " api/") - own(forge, " api/")) / count);
    figures.add(
        name + BATCH, (own(mayfly.batch().requests(), " jobs") - own(batch, " jobs")) / count);
    figures.add(name + "shared polls of the forge", shared(mayfly.github().requests()));
    figures.add(name + "shared polls of Batch", shared(mayfly.batch().requests()));
    Map<String, Double> after = mayfly.temporal().calls();
    figures.add(name + "calls to Temporal, polls left out, each", calls(after, before) / count);
  }

  /** The first one makes the pool's Batch job, which is no life's own cost. */
  private void serve(Samples sent, int tasks) throws IOException, InterruptedException {
    Progress.until(
        sent.accepted().count() + " have their tasks",
        A_WHILE,
        () -> AcceptedTasks.of(mayfly.batch()).size() >= tasks);
  }

  private static boolean isShared(String route) {
    return SHARED.contains(route.replaceFirst("[?].*", ""));
  }

  private static double own(Map<String, Long> requests, String kind) {
    return requests.entrySet().stream()
        .filter(route -> route.getKey().contains(kind) && !isShared(route.getKey()))
        .mapToDouble(Map.Entry::getValue)
        .sum();
  }

  private static double shared(Map<String, Long> requests) {
    return requests.entrySet().stream()
        .filter(route -> isShared(route.getKey()))
        .mapToDouble(Map.Entry::getValue)
        .sum();
  }

  private static double calls(Map<String, Double> after, Map<String, Double> before) {
    return after.entrySet().stream()
        .filter(call -> !call.getKey().startsWith("Poll"))
        .mapToDouble(call -> call.getValue() - before.getOrDefault(call.getKey(), 0.0))
        .sum();
  }
}
