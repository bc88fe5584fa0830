package dev.mayfly.workflows.simulator;

import dev.mayfly.workflows.pool.Turn;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The worker process: it can be killed, and all that it remembers is lost with it. */
final class ModelWorker {

  private final BatonScheduler time;
  private final ModelWatcher watcher;
  private final ModelPools pools;
  private final FleetModel model;
  private final List<LifeRun> lives = new ArrayList<>();
  private Runnable alsoTold = () -> {};
  private int generation;

  ModelWorker(BatonScheduler time, ModelWatcher watcher, ModelPools pools, FleetModel model) {
    this.pools = pools;
    this.time = time;
    this.watcher = watcher;
    this.model = model;
  }

  /** Adds what else runs in it, to be run again when it was killed. */
  void tells(Runnable again) {
    alsoTold = again;
  }

  /** Every run of every life, in the order of their starts. */
  List<LifeRun> lives() {
    return lives;
  }

  ModelWatcher watcher() {
    return watcher;
  }

  ModelPools pools() {
    return pools;
  }

  /** Grows with every death of the worker. */
  int generation() {
    return generation;
  }

  long now() {
    return time.now();
  }

  Instant instant() {
    return time.instant();
  }

  /** Tells the pool with those of a second, unless it is killed before. */
  void giveBack(Turn turn) {
    int here = generation;
    time.quietlyAfter(
        FleetModel.SECOND,
        () -> {
          if (generation == here) {
            pools.leave(turn);
          }
        });
  }

  void after(long millis, Runnable what) {
    time.quietlyAfter(millis, what);
  }

  /** With -9: another one takes over, and runs the lives' code again from their histories. */
  void kill() {
    model.tell(() -> "the worker is killed");
    generation++;
    watcher.forget(0);
    lives.forEach(LifeRun::replay);
    alsoTold.run();
  }
}
