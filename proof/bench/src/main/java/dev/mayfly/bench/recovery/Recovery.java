package dev.mayfly.bench.recovery;

import dev.mayfly.bench.load.ArrivalPace;
import dev.mayfly.bench.load.LatencySamples;
import dev.mayfly.bench.load.Load;
import dev.mayfly.bench.load.Sample;
import dev.mayfly.bench.load.WebhookGenerator;
import dev.mayfly.bench.stack.AcceptedTasks;
import dev.mayfly.bench.stack.BenchProgress;
import dev.mayfly.bench.stack.Bounds;
import dev.mayfly.bench.stack.Figures;
import dev.mayfly.bench.stack.Installation;
import dev.mayfly.bench.stack.RoundsOptions;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Kills gateway, worker and Temporal in turn while events come, starts each again at once, as a
 * supervisor does, and measures until Batch accepts a task for an event that came after the kill.
 */
public record Recovery(Options options, Figures figures) {

  /** {@code ./mayfly bench recovery}. */
  @Command(
      name = "recovery",
      description = "Measures from kill -9 of gateway, worker and Temporal to the next task.")
  public static final class Options extends RoundsOptions {

    @Option(names = "--seconds", paramLabel = "1..120", description = "how long after each kill")
    int seconds = 30;

    @Option(names = "--jobs", paramLabel = "1..20", description = "how many events a second")
    int jobs = 4;

    @Override
    protected void measure(Round round) throws Exception {
      try (Installation mayfly = new Installation(round.temporal(), round.directory())) {
        mayfly.startWorker();
        new Recovery(this, round.figures()).measure(mayfly);
      }
    }

    @Override
    protected Bounds bounds(Figures figures, PrintStream out) {
      return new Bounds().exactly(LOST, figures.worst(LOST), 0);
    }
  }

  /** Figures of others' interest. */
  public static final String LOST = "acknowledged events without a task";

  public static final String AFTER_WORKER = nextTask("worker");

  private static final Duration A_WHILE = Duration.ofMinutes(3);

  private static String nextTask(String killed) {
    return "kill -9 of the " + killed + ": next task accepted after s";
  }

  private void measure(Installation mayfly) throws Exception {
    WebhookGenerator webhooks = new WebhookGenerator(mayfly.port());
    Duration pause = Duration.ofSeconds(options.seconds);
    ArrivalPace pace = ArrivalPace.perSecond(options.jobs, pause.multipliedBy(4));
    ExecutorService thread = Executors.newSingleThreadExecutor();
    try {
      Future<LatencySamples> load =
          thread.submit(() -> Load.run(mayfly.port(), pace, webhooks::queued));
      Map<String, Long> kills = new LinkedHashMap<>();
      for (String process : List.of("gateway", "worker", "Temporal")) {
        Thread.sleep(pause.toMillis());
        kills.put(process, System.nanoTime());
        kill(mayfly, process);
      }
      report(mayfly, load.get(), kills);
    } finally {
      thread.shutdownNow();
    }
  }

  private static void kill(Installation mayfly, String process)
      throws IOException, InterruptedException {
    switch (process) {
      case "gateway" -> mayfly.gateway().process().killAndStart();
      case "worker" -> mayfly.worker().process().killAndStart();
      default -> mayfly.temporal().process().killAndStart();
    }
  }

  private void report(Installation mayfly, LatencySamples all, Map<String, Long> kills)
      throws IOException, InterruptedException {
    List<Sample> acknowledged = all.accepted().all();
    try {
      BenchProgress.until("each has a task", A_WHILE, () -> missing(mayfly, acknowledged) == 0);
    } catch (IllegalStateException inVain) {
      // The count says so.
    }
    Map<Long, Long> tasks = AcceptedTasks.of(mayfly.batch());
    kills.forEach(
        (process, at) ->
            figures.add(
                nextTask(process),
                acknowledged.stream()
                        .filter(sample -> sample.due() > at && tasks.containsKey(sample.job()))
                        .mapToLong(sample -> tasks.getOrDefault(sample.job(), 0L) - at)
                        .min()
                        .orElse(Long.MAX_VALUE)
                    / 1e9));
    figures.add("events acknowledged", acknowledged.size());
    figures.add("events not acknowledged", (double) (all.count() - acknowledged.size()));
    figures.add(LOST, (double) missing(mayfly, acknowledged));
  }

  private static long missing(Installation mayfly, List<Sample> acknowledged) {
    Map<Long, Long> tasks = AcceptedTasks.of(mayfly.batch());
    return acknowledged.stream().filter(sample -> !tasks.containsKey(sample.job())).count();
  }
}
