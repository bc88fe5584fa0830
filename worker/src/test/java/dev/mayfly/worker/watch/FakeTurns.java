package dev.mayfly.worker.watch;

import dev.mayfly.worker.pool.TurnClient;
import dev.mayfly.workflows.id.PoolId;
import dev.mayfly.workflows.id.RunnerName;
import dev.mayfly.workflows.pool.Turn;
import dev.mayfly.workflows.pool.TurnStatus;
import dev.mayfly.workflows.pool.TurnStatus.State;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Pools whose entities say what the test says, and nothing of a runner that has not asked them. */
final class FakeTurns implements TurnClient {

  final List<String> calls = new CopyOnWriteArrayList<>();
  final Map<RunnerName, TurnStatus> says = new ConcurrentHashMap<>();

  /** The failure that every call about this pool throws, if any. */
  final Map<String, RuntimeException> failures = new ConcurrentHashMap<>();

  /** The answer to a runner that has just asked; null: it waits, the last of so many. */
  volatile @Nullable State toNewcomers;

  @Override
  public void want(PoolId pool, List<Turn> turns) {
    calls.add("want " + jobs(turns.stream().map(Turn::runner)));
    fail(pool);
    turns.forEach(this::enqueue);
  }

  @Override
  public void leave(PoolId pool, List<RunnerName> runners) {
    calls.add("leave " + pool.pool() + " " + jobs(runners.stream()));
    fail(pool);
  }

  private static String jobs(Stream<RunnerName> runners) {
    return runners
        .map(runner -> String.valueOf(runner.life().jobId()))
        .sorted()
        .collect(Collectors.joining(", "));
  }

  private void enqueue(Turn turn) {
    State state = toNewcomers;
    int last = says.size() + 1;
    says.put(
        turn.runner(),
        state == null
            ? new TurnStatus(turn.runner(), State.WAITING, last, last, null)
            : new TurnStatus(turn.runner(), state, 0, 0, null));
  }

  @Override
  public List<TurnStatus> of(PoolId pool, List<RunnerName> runners) {
    calls.add("ask " + pool.pool() + " of " + runners.size());
    fail(pool);
    return runners.stream().map(this::status).toList();
  }

  private TurnStatus status(RunnerName runner) {
    return says.getOrDefault(runner, new TurnStatus(runner, State.UNKNOWN, 0, 0, null));
  }

  private void fail(PoolId pool) {
    RuntimeException failure = failures.get(pool.pool());
    if (failure != null) {
      throw failure;
    }
  }

  void tell(RunnerName runner, State state) {
    says.put(runner, new TurnStatus(runner, state, 0, 0, null));
  }

  List<String> takeCalls() {
    List<String> taken = new ArrayList<>(calls);
    calls.clear();
    return taken;
  }
}
