package dev.mayfly.workflows.simulator;

import static java.util.Objects.requireNonNull;

import dev.mayfly.workflows.id.LifeId;
import dev.mayfly.workflows.id.SweepId;
import dev.mayfly.workflows.simulator.LifeRun.Asked;
import dev.mayfly.workflows.simulator.Script.Call;
import dev.mayfly.workflows.simulator.Script.Service;
import dev.mayfly.workflows.simulator.Script.Sweeping;
import dev.mayfly.workflows.step.Removal;
import dev.mayfly.workflows.sweep.DeliveriesSnapshot;
import dev.mayfly.workflows.sweep.FailedDelivery;
import dev.mayfly.workflows.sweep.HookCursor;
import dev.mayfly.workflows.sweep.Orphan;
import dev.mayfly.workflows.sweep.OrphansSnapshot;
import dev.mayfly.workflows.sweep.QueueSnapshot;
import dev.mayfly.workflows.sweep.QueuedJob;
import dev.mayfly.workflows.sweep.Sweep;
import dev.mayfly.workflows.sweep.SweepState;
import dev.mayfly.workflows.sweep.SweepSteps;
import dev.mayfly.workflows.temporal.StepFailed;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The real story of the sweep, as Temporal keeps it: what it asked and what came of it, run after
 * run. When the worker dies its code is run anew from that; it must ask for the same as before, and
 * then goes on.
 */
final class ModelSweep {

  static final SweepId ID = new SweepId(FleetRun.INSTALLATION, FleetRun.FORGE);

  private static final int MOST_ROUNDS = 20;
  private static final Duration LOOKING = Duration.ofHours(24);
  private static final Duration MENDING = Duration.ofMinutes(10);

  private final BatonScheduler time;
  private final ModelWorker worker;
  private final FleetModel model;
  private final SweptWorld world;
  private final Iterator<Call> calls;
  private final List<Said> history = new ArrayList<>();
  private SweepState began = SweepState.of(ID);
  private Instant beganAt;
  private Telling telling;

  ModelSweep(
      Sweeping script,
      BatonScheduler time,
      ModelWorker worker,
      FleetModel model,
      SweptWorld world) {
    this.time = time;
    this.worker = worker;
    this.model = model;
    this.world = world;
    this.calls = script.calls().stream().map(this::fate).iterator();
    this.beganAt = time.instant();
    this.telling = new Telling();
  }

  void begin() {
    worker.tells(this::replay);
    telling.begin();
  }

  SweepState state() {
    return telling.sweep.state();
  }

  /** Returns whether nothing more goes wrong with its own calls. */
  boolean isSpared() {
    return !calls.hasNext();
  }

  /** The worker dies a moment after the effect: a life that it starts has begun by then. */
  private Call fate(Call scripted) {
    if (scripted == Call.KILLS) {
      worker.after(ModelCall.THERE + 1, worker::kill);
      return Call.FINE;
    }
    return scripted;
  }

  private void replay() {
    telling.stories.abandon();
    time.whenAtRest(
        () -> {
          telling = new Telling();
          telling.begin();
        });
  }

  /** A question, and what came of it. */
  private final class Said implements ModelCall.Asker {
    private final Asked what;
    private @Nullable Object value;
    private Instant at = beganAt;

    private Said(Asked what) {
      this.what = what;
    }

    @Override
    public void answer(Object it) {
      value = it;
      at = time.instant();
      telling.stories.changed();
    }

    @Override
    public boolean isOpen() {
      return true;
    }

    @Override
    public String toString() {
      return "sweep: " + what;
    }
  }

  /** One execution of the sweep's code: live, or told again what is in the history. */
  private final class Telling implements SweepSteps {

    private final BatonScheduler.Stories stories = time.stories();
    private Instant clock = beganAt;
    private int place;
    private final Sweep sweep = new Sweep(began, this, () -> clock, this::heard);

    private void begin() {
      stories.begin(this::run);
    }

    private void run() {
      for (int round = 0; round < MOST_ROUNDS; round++) {
        Duration pause = sweep.round();
        ask(new Asked("pause", pause), Boolean.class, said -> start(said, pause.toMillis()));
      }
      continueAsNew();
    }

    private void continueAsNew() {
      began = sweep.state();
      beganAt = time.instant();
      history.clear();
      telling = new Telling();
      telling.begin();
    }

    private void start(Said timer, long millis) {
      time.quietlyAfter(millis, () -> fire(timer));
    }

    private void fire(Said timer) {
      long away = model.away(Service.TEMPORAL);
      if (away > 0) {
        start(timer, away);
      } else {
        timer.answer(true);
      }
    }

    private void heard(Sweep.Deed deed, Object of, String how) {
      model.tell(() -> "sweep: " + deed + " " + of + ", " + how);
    }

    private <T> T ask(Asked what, Class<T> as, Consumer<Said> of) {
      Said said = said(what, of);
      stories.rest(what.step(), () -> said.value != null);
      clock = said.at;
      if (said.value instanceof StepFailed failed) {
        throw failed;
      }
      return as.cast(requireNonNull(said.value));
    }

    private Said said(Asked what, Consumer<Said> of) {
      int at = place++;
      if (at == history.size()) {
        Said said = new Said(what);
        history.add(said);
        of.accept(said);
        return said;
      }
      Said before = history.get(at);
      if (!before.what.equals(what)) {
        throw new BatonScheduler.Stuck("replay asks for " + what + ", not " + before.what, null);
      }
      return before;
    }

    private <T> T look(String step, @Nullable Object of, Class<T> as, Supplier<T> effect) {
      BooleanSupplier reachable = () -> isThere(Service.FORGE) && isThere(Service.BATCH);
      return call(new Asked(step, of), as, reachable, LOOKING, effect);
    }

    private <T> T mend(String step, Object of, Class<T> as, Supplier<T> effect, Service... needs) {
      BooleanSupplier reachable = () -> List.of(needs).stream().allMatch(this::isThere);
      return call(new Asked(step, of), as, reachable, MENDING, effect);
    }

    private boolean isThere(Service service) {
      return model.isReachable(service) && model.isReachable(Service.TEMPORAL);
    }

    private <T> T call(
        Asked what, Class<T> as, BooleanSupplier reachable, Duration atMost, Supplier<T> effect) {
      return ask(
          what,
          as,
          said ->
              new ModelCall(
                      worker,
                      model,
                      said,
                      reachable,
                      () -> false,
                      atMost,
                      effect,
                      ModelCall.Late.NONE,
                      () -> {},
                      calls)
                  .attempt());
    }

    @Override
    public DeliveriesSnapshot findFailedDeliveries(List<HookCursor> marks) {
      return look(
          "findFailedDeliveries",
          marks,
          DeliveriesSnapshot.class,
          () -> world.failedDeliveries(marks));
    }

    @Override
    public void redeliver(FailedDelivery delivery) {
      mend("redeliver", delivery, Boolean.class, () -> world.redeliver(delivery), Service.FORGE);
    }

    @Override
    public QueueSnapshot findQueued(@Nullable String after) {
      return look("findQueued", after, QueueSnapshot.class, () -> world.queued(after));
    }

    @Override
    public String provideFor(QueuedJob job) {
      return mend("provideFor", job, String.class, () -> world.provide(job), Service.TEMPORAL);
    }

    @Override
    public void askAfterJob(LifeId life) {
      mend("askAfterJob", life, Boolean.class, () -> world.askAfterJob(life), Service.TEMPORAL);
    }

    @Override
    public OrphansSnapshot findOrphans() {
      OrphansSnapshot look = look("findOrphans", null, OrphansSnapshot.class, world::orphans);
      world.saw(look);
      return look;
    }

    @Override
    public Removal removeOrphan(Orphan orphan) {
      return mend(
          "removeOrphan",
          orphan,
          Removal.class,
          () -> world.remove(orphan),
          Service.FORGE,
          Service.BATCH);
    }
  }
}
