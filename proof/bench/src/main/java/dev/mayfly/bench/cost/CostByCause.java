package dev.mayfly.bench.cost;

import dev.mayfly.bench.load.ArrivalPace;
import dev.mayfly.bench.load.Load;
import dev.mayfly.bench.load.Sample;
import dev.mayfly.bench.load.WebhookGenerator;
import dev.mayfly.bench.path.Endings;
import dev.mayfly.bench.stack.AcceptedTasks;
import dev.mayfly.bench.stack.BenchProgress;
import dev.mayfly.bench.stack.Bounds;
import dev.mayfly.bench.stack.Figures;
import dev.mayfly.bench.stack.Installation;
import dev.mayfly.bench.stack.MeasuredTemporal;
import dev.mayfly.bench.stack.OpenLives;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;

/** Measures a life's cost by its causes, of jobs that run for a while and are seen to. */
record CostByCause(Installation mayfly, Figures figures, PrintStream out) {

  private static final String LIFE = "a life: ";
  static final String ACTIONS =
      LIFE + "actions, by its history, with the heartbeats that were counted";
  static final String COUNTED =
      LIFE + "actions, as the server counted them, those of sweeps and intakes included";
  private static final String EVENTS = LIFE + "events";
  private static final String HISTORY = LIFE + "bytes of history";
  private static final String DATABASE = LIFE + "bytes of Temporal's database";
  private static final Duration SHORT = Duration.ofMinutes(10);
  private static final Duration LONG = Duration.ofHours(6);
  private static final int JOBS = 1000;

  private static final String OPEN = "WorkflowType = 'RunnerLife' AND ExecutionStatus = 'Running'";
  private static final Duration A_WHILE = Duration.ofMinutes(5);
  private static final int WARM_PER_SECOND = 10;

  /**
   * Measures so many lives.
   *
   * @param warm how many lives go before: services run for weeks, and are measured as they are
   *     then.
   * @param idles how long it is looked at without a job, to take out what it costs anyway.
   * @param lasts how long each job runs.
   */
  LifeCosts measure(int lives, int warm, Duration idles, Duration lasts) throws Exception {
    warmUp(warm);
    Meter begun = Meter.of(mayfly);
    Thread.sleep(idles.toMillis());
    Meter idle = Meter.of(mayfly).since(begun);

    Meter before = Meter.of(mayfly);
    PlayedJobs jobs = new PlayedJobs(mayfly);
    List<Long> queued = jobs.queue(lives);
    Meter withTasks = Meter.of(mayfly);
    jobs.begin();
    Thread.sleep(lasts.toMillis());
    jobs.end();
    try (Histories histories = new Histories(mayfly.temporal(), queued)) {
      histories.awaitEnds(A_WHILE);
      Meter after = Meter.of(mayfly);
      Meter whole = after.since(before);
      LifeCosts costs = LifeCosts.of(histories.all(), whole.beats());
      costs.print(out);
      report(costs);
      counted(whole, lives);
      processor("up to its task", withTasks.since(before).without(idle), lives);
      processor("in all", whole.without(idle), lives);
      figures.add(DATABASE, (double) whole.without(idle).databaseBytes() / lives);
      return costs;
    }
  }

  private void warmUp(int lives) throws IOException, InterruptedException {
    WebhookGenerator webhooks = new WebhookGenerator(mayfly.port());
    List<Sample> sent =
        Load.run(mayfly.port(), ArrivalPace.perSecond(WARM_PER_SECOND, lives), webhooks::queued)
            .accepted()
            .all();
    List<Long> jobs = sent.stream().map(Sample::job).toList();
    BenchProgress.until(
        "each has a task",
        A_WHILE,
        () -> AcceptedTasks.of(mayfly.batch()).keySet().containsAll(jobs));
    double[] unused = new Endings(mayfly, webhooks, WARM_PER_SECOND).measure(sent);
    try (OpenLives open = new OpenLives(mayfly.temporal())) {
      BenchProgress.until("they are over", A_WHILE, () -> open.count(OPEN) == 0);
    }
  }

  private void report(LifeCosts costs) {
    figures.add(ACTIONS, costs.actions(Duration.ZERO));
    figures.add(actions(SHORT), costs.actions(SHORT));
    figures.add(actions(LONG), costs.actions(LONG));
    figures.add(dollars(SHORT), dollars(costs, SHORT));
    figures.add(dollars(LONG), dollars(costs, LONG));
    figures.add(EVENTS, costs.all().events());
    figures.add(LIFE + "workflow tasks", costs.all().workflowTasks());
    figures.add(HISTORY, costs.all().bytes());
  }

  private void counted(Meter whole, int lives) {
    figures.add(COUNTED, whole.allActions() / lives);
    whole.actions().values().removeIf(count -> count == 0);
    whole.actions().forEach((type, count) -> figures.add("of them " + type, count / lives));
  }

  private static double dollars(LifeCosts costs, Duration waiting) {
    return JOBS * costs.actions(waiting) * MeasuredTemporal.DOLLARS_PER_ACTION;
  }

  private void processor(String part, Meter used, int lives) {
    String name = LIFE + "processor ms " + part + ": ";
    figures.add(name + "gateway", used.gateway().toNanos() / 1e6 / lives);
    figures.add(name + "worker", used.worker().toNanos() / 1e6 / lives);
    figures.add(name + "Temporal", used.temporal().toNanos() / 1e6 / lives);
  }

  private static String actions(Duration waiting) {
    return LIFE + "actions, waiting " + inWords(waiting);
  }

  private static String dollars(Duration waiting) {
    return "%,d lives: USD on Temporal Cloud, waiting %s".formatted(JOBS, inWords(waiting));
  }

  private static String inWords(Duration waiting) {
    return waiting.equals(LONG) ? "6 h" : "10 min";
  }

  /** Adds what is worked towards. */
  static Bounds addTo(Bounds bounds, Figures figures) {
    return bounds
        .aimAtMost(actions(SHORT), figures.median(actions(SHORT)), 18)
        .aimAtMost(actions(LONG), figures.median(actions(LONG)), 80)
        .aimAtMost(dollars(SHORT), figures.median(dollars(SHORT)), 0.9)
        .aimAtMost(dollars(LONG), figures.median(dollars(LONG)), 4)
        .aimAtMost(EVENTS, figures.median(EVENTS), 50)
        .aimAtMost(HISTORY, figures.median(HISTORY), 9 * 1024)
        .aimAtMost(DATABASE, figures.median(DATABASE), 9 * 1024);
  }
}
