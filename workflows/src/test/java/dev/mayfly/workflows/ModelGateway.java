package dev.mayfly.workflows;

import static java.util.Objects.requireNonNull;

import dev.mayfly.workflows.FleetModel.Job;
import dev.mayfly.workflows.RoutingDecision.Signal;
import dev.mayfly.workflows.RoutingDecision.Start;
import dev.mayfly.workflows.Script.Hook;
import dev.mayfly.workflows.WorkflowJobEvent.Action;
import java.time.Instant;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Delivers what happens to jobs as the script says, routes it by the real router, and starts and
 * signals lives by the gateway's rules (D1).
 */
final class ModelGateway implements FleetModel.Hooks {

  private static final long USUAL_DELAY = 500;
  private static final long MISSED = 10 * FleetModel.MINUTE;

  /** One run of a life. */
  static final class Run {
    final RunnerLife life;
    final BatonScheduler.Stories stories;
    final long startedAt;
    @Nullable Outcome outcome;
    long closedAt;

    Run(RunnerLife life, BatonScheduler.Stories stories, long startedAt) {
      this.life = life;
      this.stories = stories;
      this.startedAt = startedAt;
    }

    boolean isOpen() {
      return outcome == null;
    }
  }

  private final BatonScheduler time;
  private final Router router;
  private final BiFunction<RunnerRequest, Integer, Run> starter;
  private final Map<Long, Iterator<Hook>> fates = new HashMap<>();
  private final Map<LifeId, Long> missed = new HashMap<>();
  private int deliveries;
  private int runs;

  /** The latest run of each life. */
  final Map<Long, Run> lives = new TreeMap<>();

  /**
   * @param starter makes a run of a life from its request and the run's number.
   */
  ModelGateway(
      BatonScheduler time, Router router, BiFunction<RunnerRequest, Integer, Run> starter) {
    this.time = time;
    this.router = router;
    this.starter = starter;
  }

  @Override
  public void happened(Job job, Action action) {
    Iterator<Hook> fate = fates.computeIfAbsent(job.id, any -> job.script.hooks().iterator());
    Hook hook = fate.hasNext() ? fate.next() : Hook.DEFAULT;
    if (hook.lost()) {
      return;
    }
    String runner = job.runner;
    Long runnerId = job.runnerId;
    String conclusion = job.conclusion;
    Runnable delivery = () -> deliver(job, action, runner, runnerId, conclusion);
    long delay = USUAL_DELAY + hook.delay() * FleetModel.SECOND;
    time.after(delay, delivery);
    if (hook.again() > 0) {
      time.after(delay + hook.again() * FleetModel.SECOND, delivery);
    }
  }

  /** What the sweep does for a queued job that no life has ever heard of. */
  void redeliver(Job job) {
    deliver(job, Action.QUEUED, null, null, null);
  }

  private void deliver(
      Job job,
      Action action,
      @Nullable String runner,
      @Nullable Long runnerId,
      @Nullable String conclusion) {
    WorkflowJobEvent event =
        new WorkflowJobEvent(
            FleetRun.FORGE,
            action,
            job.id,
            1,
            "acme/app",
            "acme",
            null,
            "build",
            null,
            null,
            job.labels,
            runner,
            runnerId,
            conclusion,
            BatonScheduler.EPOCH.plusMillis(job.createdAt),
            time.instant(),
            "delivery-" + deliveries++);
    RoutingDecision decision = router.route(event);
    if (decision instanceof Start start) {
      start(event, start);
    } else if (decision instanceof Signal signal) {
      signal.lives().forEach(life -> signal(life, signal));
    }
  }

  private void start(WorkflowJobEvent event, Start start) {
    Run run = lives.get(start.life().jobId());
    if (run == null) {
      Long since = missed.get(start.life());
      boolean verify = since != null && time.now() - since < MISSED;
      run(verify ? start.request().verified() : start.request());
    } else if (run.isOpen()) {
      run.life.queued();
      run.stories.changed();
    } else if (!staysClosed(event, run)) {
      run(start.request().verified());
    }
  }

  private static boolean staysClosed(WorkflowJobEvent event, Run run) {
    boolean isFinal =
        run.outcome instanceof Outcome.Cancelled || run.outcome instanceof Outcome.AttemptsSpent;
    Instant closed = BatonScheduler.EPOCH.plusMillis(run.closedAt);
    return isFinal && !requireNonNull(event.createdAt()).isAfter(closed);
  }

  private void run(RunnerRequest request) {
    Run run = starter.apply(request, ++runs);
    lives.put(request.job().id(), run);
    run.life.queued();
    run.stories.beside(
        () -> {
          Outcome outcome = run.life.run();
          run.closedAt = time.now();
          run.outcome = outcome;
        });
  }

  private void signal(LifeId life, Signal signal) {
    Run run = lives.get(life.jobId());
    if (run == null || !run.isOpen()) {
      missed.put(life, time.now());
      return;
    }
    switch (signal.signal()) {
      case "waiting" -> run.life.waiting();
      case "in_progress" -> run.life.inProgress(signal.event());
      case "completed" -> run.life.completed(signal.event());
      default -> throw new AssertionError(signal);
    }
    run.stories.changed();
  }
}
