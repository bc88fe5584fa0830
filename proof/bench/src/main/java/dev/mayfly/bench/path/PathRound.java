package dev.mayfly.bench.path;

import dev.mayfly.bench.load.ArrivalPace;
import dev.mayfly.bench.load.LatencySamples;
import dev.mayfly.bench.load.Load;
import dev.mayfly.bench.load.Percentile;
import dev.mayfly.bench.load.Sample;
import dev.mayfly.bench.load.WebhookGenerator;
import dev.mayfly.bench.stack.AcceptedTasks;
import dev.mayfly.bench.stack.BenchProgress;
import dev.mayfly.bench.stack.Figures;
import dev.mayfly.bench.stack.Installation;
import dev.mayfly.bench.stack.RoundsOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Everything once, with processes of its own; Mayfly and the bare workflow take turns. */
final class PathRound implements AutoCloseable {

  static final String STEADY = "queued to task, 4/s: ";
  static final String ENDED = "completed to task deleted, its container having left: ";
  static final String UNSERVED = "accepted events without a task";

  private static final int PER_SECOND = 4;
  private static final int WARM_PER_SECOND = 10;
  private static final int ONE_BY_ONE = 20;
  static final int SOME = 50;
  private static final int CONNECTIONS = 64;
  private static final Duration A_WHILE = Duration.ofMinutes(5);

  private final Installation mayfly;
  private final WebhookGenerator webhooks;
  private final BarePath bare;
  private final ControlPath options;
  private final Figures figures;
  private int unserved;

  PathRound(RoundsOptions.Round round, ControlPath options) throws Exception {
    this.options = options;
    this.figures = round.figures();
    this.mayfly = new Installation(round.temporal(), round.directory(), Spent.TIMERS);
    try {
      mayfly.startWorker();
      this.bare = new BarePath(mayfly.temporal());
    } catch (IOException | InterruptedException | RuntimeException e) {
      mayfly.close();
      throw e;
    }
    this.webhooks = new WebhookGenerator(mayfly.port());
  }

  static String together(int jobs) {
    return "queued to task, " + jobs + " at once: ";
  }

  void measure() throws IOException, InterruptedException {
    warm();
    List<Sample> steady = perSecond();
    double[] millis = toTask(steady);
    figures(STEADY, millis);
    new Spent(mayfly).add(figures, Percentile.of(millis, 50));
    figures("bare workflow, 4/s: ", bare.perSecond(PER_SECOND, seconds()));
    figures("queued to task, 1 at once: ", oneByOne());
    figures("bare workflow, 1 at once: ", bare.oneByOne(ONE_BY_ONE));
    figures(ENDED, new Endings(mayfly, webhooks, PER_SECOND).measure(steady));
    atOnce(Math.min(SOME, options.jobs));
    if (options.jobs > SOME) {
      atOnce(options.jobs);
    }
    figures.add(UNSERVED, unserved);
  }

  /** Services run for weeks, and are measured as they are then. */
  private void warm() throws IOException, InterruptedException {
    int lives = options.warm;
    List<Sample> first =
        Load.run(mayfly.port(), ArrivalPace.perSecond(WARM_PER_SECOND, lives), webhooks::queued)
            .accepted()
            .all();
    double[] unused = toTask(first);
    unused = new Endings(mayfly, webhooks, WARM_PER_SECOND).measure(first);
    unused = bare.perSecond(WARM_PER_SECOND, Math.max(1, lives / WARM_PER_SECOND));
  }

  private int seconds() {
    return options.seconds;
  }

  private double[] oneByOne() throws IOException, InterruptedException {
    List<Sample> sent = new ArrayList<>();
    for (int i = 0; i < ONE_BY_ONE; i++) {
      List<Sample> one = send(ArrivalPace.atOnce(1, 1));
      double[] unused = toTask(one);
      sent.addAll(one);
    }
    return toTask(sent);
  }

  private List<Sample> perSecond() throws InterruptedException {
    return send(ArrivalPace.perSecond(PER_SECOND, Duration.ofSeconds(seconds())));
  }

  private void atOnce(int jobs) throws IOException, InterruptedException {
    figures(together(jobs), toTask(send(ArrivalPace.atOnce(jobs, CONNECTIONS))));
    figures("bare workflow, " + jobs + " at once: ", bare.atOnce(jobs));
  }

  private List<Sample> send(ArrivalPace pace) throws InterruptedException {
    LatencySamples all = Load.run(mayfly.port(), pace, webhooks::queued);
    if (all.accepted().count() < all.count()) {
      figures.add("refused", (double) (all.count() - all.accepted().count()));
    }
    return all.accepted().all();
  }

  /** From when each was to be sent until its task was accepted, in milliseconds, sorted. */
  private double[] toTask(List<Sample> sent) throws IOException, InterruptedException {
    try {
      BenchProgress.until("every job has a task", A_WHILE, () -> missing(sent) == 0);
    } catch (IllegalStateException inVain) {
      unserved += missing(sent);
    }
    Map<Long, Long> accepted = AcceptedTasks.of(mayfly.batch());
    return sent.stream()
        .filter(sample -> accepted.containsKey(sample.job()))
        .mapToDouble(sample -> (accepted.getOrDefault(sample.job(), 0L) - sample.due()) / 1e6)
        .sorted()
        .toArray();
  }

  private int missing(List<Sample> sent) {
    Map<Long, Long> accepted = AcceptedTasks.of(mayfly.batch());
    return (int) sent.stream().filter(sample -> !accepted.containsKey(sample.job())).count();
  }

  private void figures(String name, double[] millis) {
    figures.add(name + "p50 ms", Percentile.of(millis, 50));
    figures.add(name + "p99 ms", Percentile.of(millis, 99));
  }

  @Override
  public void close() throws IOException {
    bare.close();
    mayfly.close();
  }
}
