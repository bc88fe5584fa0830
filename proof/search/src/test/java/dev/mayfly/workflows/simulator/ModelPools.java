package dev.mayfly.workflows.simulator;

import static java.util.Objects.requireNonNull;

import dev.mayfly.workflows.id.PoolId;
import dev.mayfly.workflows.id.RunnerName;
import dev.mayfly.workflows.pool.AdmissionQueue;
import dev.mayfly.workflows.pool.PoolPause;
import dev.mayfly.workflows.pool.PoolState;
import dev.mayfly.workflows.pool.Turn;
import dev.mayfly.workflows.pool.TurnRequest;
import dev.mayfly.workflows.pool.TurnStatus;
import dev.mayfly.workflows.simulator.LifeRun.Slot;
import dev.mayfly.workflows.simulator.Script.Service;
import dev.mayfly.workflows.step.WaitResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The pools' entities and the turns that the worker waits for: the real {@link AdmissionQueue},
 * asked at every look and told over a network that Temporal's absence cuts.
 */
final class ModelPools {

  private static final long MESSAGE = 100;
  // Somebody mends what paused a pool.
  private static final long MENDS_AFTER = 30 * FleetModel.MINUTE;

  private record Waiting(Slot slot, Turn turn) {}

  private final Script script;
  private final BatonScheduler time;
  private final FleetModel model;
  private final Map<String, AdmissionQueue> pools = new TreeMap<>();
  private final List<Waiting> waiting = new ArrayList<>();
  private final Map<String, Boolean> looking = new TreeMap<>();
  private boolean asking;

  /** The runners whose lives are over, as far as their pools' entities can tell. */
  Predicate<RunnerName> closed = runner -> false;

  ModelPools(Script script, BatonScheduler time, FleetModel model) {
    this.script = script;
    this.time = time;
    this.model = model;
  }

  /** Returns whether the pools of this script have a cap of their own, beside Batch's. */
  static boolean haveCap(Script script) {
    return script.slots() > 0 && script.slots() % 2 == 0;
  }

  void await(Slot slot, Turn turn) {
    waiting.add(new Waiting(slot, turn));
    time.quietlyAfter(MESSAGE, this::ask);
  }

  void leave(Turn turn) {
    sent(() -> pool(turn.pool()).leave(turn.runner(), time.instant()), turn.pool());
  }

  void pause(PoolId id, PoolPause why) {
    sent(() -> pool(id).fault(why), id);
    boolean byRunner = requireNonNull(why.probe()).byRunner();
    time.quietlyAfter(byRunner ? MENDS_AFTER : FleetModel.MINUTE, () -> probe(id, byRunner));
  }

  /** Resumes what is mended; as often as the entity asks. A forge that is away mends nothing. */
  private void probe(PoolId id, boolean byRunner) {
    boolean isMended = model.isReachable(Service.FORGE) && !model.refusesCredential();
    if (!byRunner && !isMended) {
      time.quietlyAfter(FleetModel.MINUTE, () -> probe(id, false));
    } else {
      sent(() -> pool(id).resume(time.instant()), id);
    }
  }

  /** Sends now, or when Temporal is back: the senders try until then. */
  private void sent(Runnable message, PoolId id) {
    long away = model.away(Service.TEMPORAL);
    time.quietlyAfter(
        MESSAGE + away,
        () -> {
          message.run();
          admit(id);
        });
  }

  private AdmissionQueue pool(PoolId id) {
    return pools.computeIfAbsent(id.pool(), name -> new AdmissionQueue(PoolState.of(id)));
  }

  private void admit(PoolId id) {
    pool(id).admit(time.instant());
    if (pool(id).needsLook() && !looking.getOrDefault(id.pool(), false)) {
      looking.put(id.pool(), true);
      look(id);
    }
  }

  private void look(PoolId id) {
    AdmissionQueue pool = pool(id);
    if (model.isReachable(Service.BATCH) && model.isReachable(Service.TEMPORAL)) {
      pool.looked(model.batch.lookAt(id.pool(), pool.admitted(), cap(), closed), time.instant());
      pool.admit(time.instant());
    }
    if (pool.needsLook()) {
      time.quietlyAfter(FleetModel.MINUTE, () -> look(id));
    } else {
      looking.put(id.pool(), false);
    }
  }

  private @Nullable Integer cap() {
    return haveCap(script) ? script.slots() : null;
  }

  /** One question for all who wait, as the worker's watcher asks it. */
  private void ask() {
    waiting.removeIf(one -> !one.slot().isOpen());
    if (model.isReachable(Service.TEMPORAL)) {
      List.copyOf(waiting).forEach(this::ask);
    }
    if (!asking && !waiting.isEmpty()) {
      asking = true;
      time.quietlyAfter(
          script.tick() * FleetModel.SECOND,
          () -> {
            asking = false;
            ask();
          });
    }
  }

  private void ask(Waiting one) {
    AdmissionQueue pool = pool(one.turn().pool());
    if (one.turn().cleansUp()) {
      if (pool.of(List.of(one.turn().runner())).get(0).paused() == null
          || pool.stateOf(one.turn().runner()) == TurnStatus.State.LEFT) {
        answer(one, new WaitResult.Admitted(time.instant(), "the pool is not paused", false));
      }
      return;
    }
    switch (pool.stateOf(one.turn().runner())) {
      case UNKNOWN -> {
        pool.want(new TurnRequest(one.turn(), cap(), false));
        admit(one.turn().pool());
      }
      case ADMITTED -> answer(one, new WaitResult.Admitted(time.instant(), "its turn", false));
      case LEFT -> answer(one, new WaitResult.Gone(time.instant(), "the turn", false));
      case WAITING -> {}
    }
  }

  private void answer(Waiting one, WaitResult saw) {
    waiting.remove(one);
    one.slot().answer(saw);
  }
}
