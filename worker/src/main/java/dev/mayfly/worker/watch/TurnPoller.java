package dev.mayfly.worker.watch;

import dev.mayfly.worker.pool.TurnClient;
import dev.mayfly.workflows.id.PoolId;
import dev.mayfly.workflows.pool.Turn;
import dev.mayfly.workflows.step.WaitResult;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Polls the pools for the waits for a turn. A newcomer asks for its turn and hears at once whether
 * there is room; with every poll one query of each pool tells where all the others stand. A pool is
 * asked on a thread of its own, never twice at a time, and has a rest after each time: one that
 * does not answer holds up neither the others nor the watcher.
 */
final class TurnPoller {

  private final TurnClient turns;
  private final Supplier<Collection<Wait>> waits;
  private final BiConsumer<TurnWait, WaitResult> result;
  private final InstantSource clock;
  private final Executor threads;
  private final Executor rested;
  private final Map<PoolId, AtomicInteger> requests = new ConcurrentHashMap<>();
  private final Set<PoolId> due = ConcurrentHashMap.newKeySet();
  private final Set<PoolId> told = ConcurrentHashMap.newKeySet();
  private final Leavers leavers;

  /**
   * @param waits all open waits, of any kind.
   * @param result takes the result of a wait, perhaps more than once.
   * @param threads where asking may block.
   * @param rested the same, after a rest. Temporal refuses a query where another one waits for the
   *     same workflow's task ({@code history.MaxBufferedQueryCount} is 1), so workers that ask
   *     without a rest keep each other from being answered. Rule temporal-one-query.
   */
  TurnPoller(
      TurnClient turns,
      Supplier<Collection<Wait>> waits,
      BiConsumer<TurnWait, WaitResult> result,
      InstantSource clock,
      Executor threads,
      Executor rested) {
    this.turns = turns;
    this.leavers = new Leavers(turns);
    this.waits = waits;
    this.result = result;
    this.clock = clock;
    this.threads = threads;
    this.rested = rested;
  }

  /** Asks for the newcomers of this wait's pool, if it is one for a turn. */
  void arrived(Wait wait) {
    if (wait instanceof TurnWait turn) {
      request(turn.pool());
    }
  }

  /** Notes that a runner is gone which had its turn. */
  void left(Turn turn) {
    leavers.add(turn);
  }

  /** Tells every pool who has left it since. */
  void tellWhoLeft() {
    Set<PoolId> pools = leavers.pools();
    told.addAll(pools);
    pools.forEach(this::request);
  }

  /** The same without a rest, since the threads are about to end. */
  void tellAtOnce() {
    leavers.pools().forEach(pool -> run(threads, () -> leavers.tell(pool)));
  }

  /** Asks every pool that a runner waits for. */
  void ask() {
    Set<PoolId> pools = waiting().map(TurnWait::pool).collect(Collectors.toUnmodifiableSet());
    due.addAll(pools);
    pools.forEach(this::request);
  }

  private Stream<TurnWait> waiting() {
    return waits.get().stream()
        .filter(TurnWait.class::isInstance)
        .map(TurnWait.class::cast)
        .filter(wait -> !wait.activity().isCompleting());
  }

  /** Requests made until the rest after a poll is over are served by one more. */
  private void request(PoolId pool) {
    AtomicInteger requested = requests.computeIfAbsent(pool, unused -> new AtomicInteger());
    if (requested.getAndIncrement() == 0) {
      run(threads, () -> serve(pool, requested));
    }
  }

  private void serve(PoolId pool, AtomicInteger requested) {
    int served = requested.get();
    poll(pool);
    run(
        rested,
        () -> {
          if (requested.addAndGet(-served) > 0) {
            serve(pool, requested);
          }
        });
  }

  private static void run(Executor where, Runnable step) {
    try {
      where.execute(step);
    } catch (RejectedExecutionException stopping) {
      // Another worker takes these waits over.
    }
  }

  private void poll(PoolId pool) {
    if (told.remove(pool)) {
      leavers.tell(pool);
    }
    boolean all = due.remove(pool);
    List<TurnWait> here =
        waiting()
            .filter(wait -> wait.pool().equals(pool))
            .filter(wait -> all || !wait.isRequested())
            .toList();
    new TurnPoll(turns, pool, here, result, clock).run();
  }
}
