package dev.mayfly.workflows;

import static java.util.Objects.requireNonNull;

import dev.mayfly.workflows.RoutingDecision.Signal;
import dev.mayfly.workflows.RoutingDecision.Start;
import dev.mayfly.workflows.Script.Hook;
import dev.mayfly.workflows.WorkflowJobEvent.Action;
import java.time.Instant;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Delivers what happens to jobs as the script says, routes it by the real router, and starts and
 * signals lives by the gateway's rules (D1). What Temporal does not take is refused, and the forge
 * does not send it again by itself.
 */
final class ModelGateway implements FleetModel.Hooks {

  private static final long USUAL_DELAY = 500;
  private static final long MISSED = 10 * FleetModel.MINUTE;

  private final BatonScheduler time;
  private final Router router;
  private final Function<RunnerRequest, LifeRun> starter;
  private final BooleanSupplier isTemporalThere;
  private final Map<Long, Iterator<Hook>> fates = new HashMap<>();
  private final Map<LifeId, Long> missed = new HashMap<>();
  // When Temporal last took an event that said that the job is queued.
  private final Map<Long, Long> heard = new HashMap<>();
  private int deliveries;

  /** The latest run of each life, by its job. */
  final Map<Long, LifeRun> lives = new TreeMap<>();

  ModelGateway(
      BatonScheduler time,
      Router router,
      Function<RunnerRequest, LifeRun> starter,
      BooleanSupplier isTemporalThere) {
    this.time = time;
    this.router = router;
    this.starter = starter;
    this.isTemporalThere = isTemporalThere;
  }

  @Override
  public void happened(ModelJob job, Action action) {
    Iterator<Hook> fate = fates.computeIfAbsent(job.id, any -> job.script.hooks().iterator());
    Hook hook = fate.hasNext() ? fate.next() : Hook.DEFAULT;
    if (hook.lost()) {
      return;
    }
    String runner = job.runner;
    Long runnerId = job.runnerId;
    String conclusion = job.conclusion;
    long createdAt = job.createdAt;
    Runnable delivery = () -> deliver(job, action, createdAt, runner, runnerId, conclusion);
    long delay = USUAL_DELAY + hook.delay() * FleetModel.SECOND;
    time.after(delay, delivery);
    if (hook.again() > 0) {
      time.after(delay + hook.again() * FleetModel.SECOND, delivery);
    }
  }

  /** What the sweep does for a queued job that no open life looks after (D10). */
  void sweep(ModelJob job) {
    if (job.is(JobLook.Status.QUEUED) && wouldSweep(job)) {
      deliver(job, Action.QUEUED, job.createdAt, null, null, null);
    }
  }

  /**
   * It restarts no need that an operator cancelled, or whose attempts are spent. Here it only makes
   * up for events that never reached Temporal: with one that did, lives must cope by themselves.
   */
  boolean wouldSweep(ModelJob job) {
    LifeRun run = lives.get(job.id);
    boolean isGivenUp =
        run != null && !run.isOpen() && isFinal(run.outcome()) && job.createdAt <= run.closedAt();
    boolean isLifeless = run == null || !(run.isOpen() || isGivenUp);
    return isLifeless && heard.getOrDefault(job.id, -1L) < job.neededSince;
  }

  private void deliver(
      ModelJob job,
      Action action,
      long createdAt,
      @Nullable String runner,
      @Nullable Long runnerId,
      @Nullable String conclusion) {
    if (!isTemporalThere.getAsBoolean()) {
      return;
    }
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
            BatonScheduler.EPOCH.plusMillis(createdAt),
            time.instant(),
            "delivery-" + deliveries++);
    if (action == Action.QUEUED) {
      heard.put(job.id, time.now());
    }
    RoutingDecision decision = router.route(event);
    if (decision instanceof Start start) {
      start(event, start);
    } else if (decision instanceof Signal signal) {
      signal.lives().forEach(life -> signal(life, signal));
    }
  }

  private void start(WorkflowJobEvent event, Start start) {
    LifeRun run = lives.get(start.life().jobId());
    if (run == null) {
      Long since = missed.get(start.life());
      boolean verify = since != null && time.now() - since < MISSED;
      run(verify ? start.request().verified() : start.request(), start.queued());
    } else if (run.isOpen()) {
      run.signal(new Message("queued", start.queued()));
    } else if (!staysClosed(event, run)) {
      run(start.request().verified(), start.queued());
    }
  }

  private static boolean staysClosed(WorkflowJobEvent event, LifeRun run) {
    Instant closed = BatonScheduler.EPOCH.plusMillis(run.closedAt());
    return isFinal(run.outcome()) && !requireNonNull(event.createdAt()).isAfter(closed);
  }

  private static boolean isFinal(Outcome outcome) {
    return outcome instanceof Outcome.Cancelled || outcome instanceof Outcome.AttemptsSpent;
  }

  private void run(RunnerRequest request, JobEvent queued) {
    LifeRun run = starter.apply(request);
    lives.put(request.job().id(), run);
    run.signal(new Message("queued", queued));
    run.begin();
  }

  private void signal(LifeId life, Signal signal) {
    LifeRun run = lives.get(life.jobId());
    if (run == null || !run.isOpen()) {
      missed.put(life, time.now());
      return;
    }
    run.signal(new Message(signal.signal(), signal.event()));
  }
}
