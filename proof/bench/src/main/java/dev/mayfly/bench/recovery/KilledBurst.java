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
import dev.mayfly.local.stack.ChildProcess;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Kills a worker while it makes the runners of a burst, and measures until Batch has accepted the
 * last of their tasks: by a second worker, or by the first, which is started again at once.
 */
@Command(
    name = "killed-burst",
    description = "Measures from kill -9 of a worker amid a burst to the burst's last task.")
public final class KilledBurst extends RoundsOptions {

  public static final String LAST = "kill -9 of the worker: last task accepted after s";
  private static final String LOST = "acknowledged events without a task";
  private static final double BOUND = 8;
  private static final int CONNECTIONS = 64;
  private static final int WARM = 100;
  private static final int WARM_PER_SECOND = 10;
  // Amid them: some have their task, most are on their way.
  private static final int PART = 5;
  private static final Duration A_WHILE = Duration.ofMinutes(3);

  @Option(names = "--jobs", paramLabel = "10..300", description = "how many come at once")
  int jobs = 50;

  @Option(names = "--restart", description = "no second worker: the killed one is started again")
  boolean restart;

  @Override
  protected void measure(Round round) throws Exception {
    try (Installation mayfly = new Installation(round.temporal(), round.directory())) {
      mayfly.startWorker();
      if (!restart) {
        mayfly.startSecondWorker();
      }
      WebhookGenerator webhooks = new WebhookGenerator(mayfly.port());
      List<Sample> unused = send(mayfly, ArrivalPace.perSecond(WARM_PER_SECOND, WARM), webhooks);
      measure(mayfly, webhooks, round.figures());
    }
  }

  private void measure(Installation mayfly, WebhookGenerator webhooks, Figures figures)
      throws IOException, InterruptedException {
    List<Sample> sent =
        Load.run(mayfly.port(), ArrivalPace.atOnce(jobs, CONNECTIONS), webhooks::queued)
            .accepted()
            .all();
    BenchProgress.until(
        "some have a task", A_WHILE, () -> missing(mayfly, sent) <= jobs - jobs / PART);
    int onTheirWay = missing(mayfly, sent);
    long killed = System.nanoTime();
    kill(mayfly.worker().process());
    awaitTasks(mayfly, sent);
    Map<Long, Long> tasks = AcceptedTasks.of(mayfly.batch());
    figures.add("events acknowledged", sent.size());
    figures.add("without a task when the worker was killed", onTheirWay);
    figures.add(
        LAST,
        sent.stream()
                .mapToLong(sample -> tasks.getOrDefault(sample.job(), killed) - killed)
                .max()
                .orElse(0)
            / 1e9);
    figures.add(LOST, (double) missing(mayfly, sent));
  }

  private void kill(ChildProcess worker) throws IOException, InterruptedException {
    if (restart) {
      worker.killAndStart();
    } else {
      ChildProcess.kill(List.of(worker));
    }
  }

  private static List<Sample> send(Installation mayfly, ArrivalPace pace, WebhookGenerator webhooks)
      throws IOException, InterruptedException {
    LatencySamples all = Load.run(mayfly.port(), pace, webhooks::queued);
    List<Sample> accepted = all.accepted().all();
    awaitTasks(mayfly, accepted);
    return accepted;
  }

  private static void awaitTasks(Installation mayfly, List<Sample> sent)
      throws IOException, InterruptedException {
    try {
      BenchProgress.until("each has a task", A_WHILE, () -> missing(mayfly, sent) == 0);
    } catch (IllegalStateException inVain) {
      // The count says so.
    }
  }

  private static int missing(Installation mayfly, List<Sample> sent) {
    Map<Long, Long> tasks = AcceptedTasks.of(mayfly.batch());
    return (int) sent.stream().filter(sample -> !tasks.containsKey(sample.job())).count();
  }

  @Override
  protected Bounds bounds(Figures figures, PrintStream out) {
    Bounds bounds = new Bounds().exactly(LOST, figures.worst(LOST), 0);
    // A start takes as long as the machine lets it.
    return restart ? bounds : bounds.atMost(LAST, figures.median(LAST), BOUND);
  }
}
