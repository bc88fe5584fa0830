package dev.mayfly.workflows.simulator;

import static java.util.Objects.requireNonNull;

import dev.mayfly.workflows.id.LifeId;
import dev.mayfly.workflows.life.JobEvent;
import dev.mayfly.workflows.life.RunnerRequest;
import dev.mayfly.workflows.routing.Router;
import dev.mayfly.workflows.routing.RoutingDecision;
import dev.mayfly.workflows.routing.RoutingDecision.Signal;
import dev.mayfly.workflows.routing.RoutingDecision.Start;
import dev.mayfly.workflows.routing.WorkflowJobEvent;
import dev.mayfly.workflows.routing.WorkflowJobEvent.Action;
import dev.mayfly.workflows.routing.WorkflowJobEvent.Progress;
import dev.mayfly.workflows.simulator.Script.Hook;
import dev.mayfly.workflows.simulator.Script.Trait;
import dev.mayfly.workflows.step.JobStatus;
import dev.mayfly.workflows.sweep.QueuedJob;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.LongUnaryOperator;

/**
 * Delivers what happens to jobs as the script says, routes it by the real router, and starts and
 * signals lives by the gateway's rules (D1). What Temporal does not take is refused, and the forge
 * does not send it again by itself.
 */
final class ModelGateway implements FleetModel.Hooks {

  private static final long USUAL_DELAY = 500;
  private static final Progress NONE = new Progress(null, null, null);
  private static final long MISSED = 10 * FleetModel.MINUTE;

  private final BatonScheduler time;
  private final Router router;
  private final Function<RunnerRequest, LifeRun> starter;
  private final LongUnaryOperator takenUp;
  private final BooleanSupplier isTemporalThere;
  private final Map<Long, Iterator<Hook>> fates = new HashMap<>();
  private final Map<LifeId, Long> missed = new HashMap<>();
  // When Temporal last took an event that said that the job is queued.
  private final Map<Long, Long> heard = new HashMap<>();
  private int deliveries;

  /** The deliveries that Temporal did not take, as the forge lists them. */
  final List<Failure> failures = new ArrayList<>();

  /** The latest run of each life, by its job. */
  final Map<Long, LifeRun> lives = new TreeMap<>();

  /** A delivery that was refused, and how to have it sent again. */
  static final class Failure {
    final long id;
    final Action action;
    final long at;
    private final Runnable delivery;
    boolean sentAgain;

    private Failure(long id, Action action, long at, Runnable delivery) {
      this.id = id;
      this.action = action;
      this.at = at;
      this.delivery = delivery;
    }
  }

  /**
   * @param takenUp by a job's id, how many milliseconds its life waits for a worker.
   */
  ModelGateway(
      BatonScheduler time,
      Router router,
      Function<RunnerRequest, LifeRun> starter,
      LongUnaryOperator takenUp,
      BooleanSupplier isTemporalThere) {
    this.time = time;
    this.router = router;
    this.starter = starter;
    this.takenUp = takenUp;
    this.isTemporalThere = isTemporalThere;
  }

  @Override
  public void happened(ModelJob job, Action action) {
    Iterator<Hook> fate = fates.computeIfAbsent(job.id, any -> job.script.hooks().iterator());
    Hook hook = fate.hasNext() ? fate.next() : Hook.DEFAULT;
    if (hook.lost() || job.script.get(Trait.UNTOLD) > 0) {
      return;
    }
    Progress progress = new Progress(job.runner, job.runnerId, job.conclusion);
    long createdAt = job.createdAt;
    Runnable delivery = () -> deliver(job, action, createdAt, progress);
    long delay = USUAL_DELAY + hook.delay() * FleetModel.SECOND;
    time.after(delay, delivery);
    if (hook.again() > 0) {
      time.after(delay + hook.again() * FleetModel.SECOND, delivery);
    }
  }

  void sendAgain(Failure failure) {
    failure.sentAgain = true;
    time.after(USUAL_DELAY, failure.delivery);
  }

  /** Provides, for the sweep, for a job without a life: as for a webhook (D1). */
  String provide(QueuedJob job) {
    LifeRun run = lives.get(job.request().job().id());
    if (run == null) {
      run(job.request(), job.queued());
      return "started";
    }
    if (run.isOpen()) {
      run.signal(new Message("queued", job.queued()));
      return "told";
    }
    if (staysClosed(requireNonNull(job.createdAt()), run)) {
      return "left alone";
    }
    run(job.request().verified(), job.queued());
    return "started anew";
  }

  /** Resets a life to its beginning: another run of it is told all that the first was told. */
  void reset(LifeRun before, LifeRun again) {
    before.terminate();
    lives.put(before.request.job().id(), again);
    for (LifeRun.Input input : before.inputs()) {
      if (input.what() instanceof Message message) {
        again.signal(message);
      }
    }
    again.begin();
  }

  Optional<RoutingDecision.Start> wouldStart(ModelJob job) {
    RoutingDecision decision = router.route(event(job, Action.QUEUED, job.createdAt, NONE));
    return decision instanceof Start start ? Optional.of(start) : Optional.empty();
  }

  /** Does what the sweep does for a queued job that no open life looks after (D10). */
  void sweep(ModelJob job) {
    if (job.is(JobStatus.Status.QUEUED) && wouldSweep(job)) {
      deliver(job, Action.QUEUED, job.createdAt, NONE);
    }
  }

  /**
   * It restarts no need that an operator cancelled, or whose attempts are spent. Here it only makes
   * up for events that never reached Temporal: with one that did, lives must cope by themselves.
   */
  boolean wouldSweep(ModelJob job) {
    LifeRun run = lives.get(job.id);
    boolean isGivenUp =
        run != null && !run.isOpen() && run.isFinal() && job.createdAt <= run.closedAt();
    boolean isLifeless = run == null || !(run.isOpen() || isGivenUp);
    return isLifeless && heard.getOrDefault(job.id, -1L) < job.neededSince;
  }

  private void deliver(ModelJob job, Action action, long createdAt, Progress progress) {
    if (!isTemporalThere.getAsBoolean()) {
      Runnable again = () -> deliver(job, action, createdAt, progress);
      failures.add(new Failure(failures.size() + 1L, action, time.now(), again));
      return;
    }
    WorkflowJobEvent event = event(job, action, createdAt, progress);
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

  private WorkflowJobEvent event(ModelJob job, Action action, long createdAt, Progress progress) {
    return new WorkflowJobEvent(
        new WorkflowJobEvent.Delivery(FleetRun.FORGE, "delivery-" + deliveries++, time.instant()),
        action,
        new WorkflowJobEvent.Owner("acme/app", "acme", null, null),
        new WorkflowJobEvent.Job(
            job.id,
            1,
            "build",
            null,
            null,
            job.labels,
            BatonScheduler.EPOCH.plusMillis(createdAt),
            null),
        progress);
  }

  private void start(WorkflowJobEvent event, Start start) {
    LifeRun run = lives.get(start.life().jobId());
    if (run == null) {
      Long since = missed.get(start.life());
      boolean verify = since != null && time.now() - since < MISSED;
      run(verify ? start.request().verified() : start.request(), start.queued());
    } else if (run.isOpen()) {
      run.signal(new Message("queued", start.queued()));
    } else if (!staysClosed(requireNonNull(event.job().createdAt()), run)) {
      run(start.request().verified(), start.queued());
    }
  }

  private static boolean staysClosed(Instant createdAt, LifeRun run) {
    Instant closed = BatonScheduler.EPOCH.plusMillis(run.closedAt());
    return run.isFinal() && !createdAt.isAfter(closed);
  }

  private void run(RunnerRequest request, JobEvent queued) {
    LifeRun run = starter.apply(request);
    lives.put(request.job().id(), run);
    run.signal(new Message("queued", queued));
    long idle = takenUp.applyAsLong(request.job().id());
    if (idle == 0) {
      run.begin();
    } else {
      time.after(idle, run::begin);
    }
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
