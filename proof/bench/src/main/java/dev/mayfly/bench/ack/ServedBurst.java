package dev.mayfly.bench.ack;

import dev.mayfly.bench.load.ArrivalPace;
import dev.mayfly.bench.load.LatencySamples;
import dev.mayfly.bench.load.Load;
import dev.mayfly.bench.load.Webhook;
import dev.mayfly.bench.load.WebhookGenerator;
import dev.mayfly.bench.stack.BenchProgress;
import dev.mayfly.bench.stack.Bounds;
import dev.mayfly.bench.stack.Figures;
import dev.mayfly.bench.stack.Installation;
import dev.mayfly.service.temporal.TemporalConnection;
import dev.mayfly.standin.batch.BatchStandIn;
import dev.mayfly.workflows.intake.EventIntake;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;

/** A burst with a worker behind it: each accepted job gets its task, and one delivery one. */
final class ServedBurst {

  /**
   * The number of jobs that are served before the burst that meets processes which have been at
   * work.
   */
  static final int SERVED_BEFORE = 300;

  static final String AT_WORK = "a served burst";
  static final String LAST_TASK = ": last task accepted after s";
  static final String RATE = ": tasks a second";

  private static final String OPEN_INTAKES =
      "WorkflowType = '" + EventIntake.TYPE + "' AND ExecutionStatus = 'Running'";
  private static final Duration A_WHILE = Duration.ofMinutes(10);
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final int IDENTICAL = 1000;
  // As many as the round without a worker lets them read and take in.
  private static final int READ_BEFORE = 60_000;
  private static final int TOLD_BEFORE = 10_000;

  private final Installation mayfly;
  private final WebhookGenerator webhooks;
  private final Set<String> due = new HashSet<>();

  private ServedBurst(Installation mayfly) {
    this.mayfly = mayfly;
    this.webhooks = new WebhookGenerator(mayfly.port());
  }

  /** One that meets a gateway and a worker just started, and one that meets them at work. */
  static void measure(Path temporal, Path directory, int jobs, Figures figures, Bounds bounds)
      throws Exception {
    for (boolean warm : new boolean[] {false, true}) {
      String name = warm ? AT_WORK : AT_WORK + " right after the start";
      Path own = Files.createDirectories(directory.resolve(warm ? "warm" : "quiet"));
      try (Installation mayfly = new Installation(temporal, own)) {
        mayfly.startWorker();
        ServedBurst burst = new ServedBurst(mayfly);
        burst.begin(warm);
        burst.send(name, jobs, figures, bounds);
      }
    }
  }

  /** Lets the processes serve as many as if they had been at work for long. */
  static void warmUp(Installation mayfly) throws Exception {
    new ServedBurst(mayfly).begin(true);
  }

  private void begin(boolean warm) throws Exception {
    Webhook same = webhooks.queued();
    LatencySamples unused = Load.run(mayfly.port(), ArrivalPace.atOnce(IDENTICAL, 8), () -> same);
    due.add(life(same.job()));
    if (warm) {
      unused =
          Load.run(mayfly.port(), new ArrivalPace(16, -1, READ_BEFORE, SOON), webhooks::ignored);
      // By an intake, as a burst is, but no life comes of it.
      ArrivalPace told = new ArrivalPace(64, -1, TOLD_BEFORE, SOON);
      unused = Load.run(mayfly.port(), told, this::completedElsewhere);
      awaitIntakes();
      addAll(Load.run(mayfly.port(), ArrivalPace.atOnce(SERVED_BEFORE, 16), webhooks::queued));
    }
    awaitTasks();
  }

  // Or what is measured would be of a worker that has events of no life in hand.
  private void awaitIntakes() throws Exception {
    TemporalConnection temporal = mayfly.temporal().connect();
    try {
      BenchProgress.until(
          "every intake is over",
          A_WHILE,
          () -> temporal.client().countWorkflows(OPEN_INTAKES).getCount() == 0);
    } finally {
      temporal.stop();
    }
  }

  private Webhook completedElsewhere() {
    return webhooks.completed(webhooks.queued().job(), "foreign-runner", 7);
  }

  private void send(String name, int jobs, Figures figures, Bounds bounds) throws Exception {
    long begin = System.nanoTime();
    LatencySamples burst = Load.run(mayfly.port(), ArrivalPace.atOnce(jobs, 64), webhooks::queued);
    addAll(burst);
    double lastAnswer = burst.accepted().seconds();
    figures.add(name + ": last 202 after s", lastAnswer);
    figures.add(name + ": p50 ms", burst.accepted().millis(50));
    awaitTasks();
    double lastTask = (System.nanoTime() - begin) / 1e9;
    figures.add(name + LAST_TASK, lastTask);
    figures.add(name + RATE, jobs / lastTask);
    bounds
        .atMost(name + ": last 202 after s", lastAnswer, 2)
        .exactly(name + ": accepted", burst.accepted().count(), jobs)
        .exactly(
            name + ", one job's identical deliveries and what was served before: tasks",
            mayfly.batch().tasks().size(),
            due.size());
  }

  private void addAll(LatencySamples samples) {
    samples.accepted().all().forEach(sample -> due.add(life(sample.job())));
  }

  private static String life(long job) {
    return "mayfly-github-" + job;
  }

  private void awaitTasks() throws Exception {
    BenchProgress.until("every accepted job has a task", A_WHILE, () -> tasks().containsAll(due));
  }

  /** The lives that have a task. */
  private Set<String> tasks() {
    return mayfly.batch().tasks().stream()
        .map(BatchStandIn.Task::id)
        .map(id -> id.replaceFirst("-[0-9a-f]+-[0-9]+$", ""))
        .collect(Collectors.toSet());
  }
}
