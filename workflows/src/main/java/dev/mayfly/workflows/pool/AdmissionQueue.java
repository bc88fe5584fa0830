package dev.mayfly.workflows.pool;

import dev.mayfly.workflows.id.PoolId;
import dev.mayfly.workflows.id.RunnerName;
import dev.mayfly.workflows.pool.PoolState.Grant;
import dev.mayfly.workflows.pool.PoolState.Left;
import dev.mayfly.workflows.pool.PoolState.Waiting;
import dev.mayfly.workflows.pool.TurnStatus.State;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The queue for a pool's runners: the oldest is admitted first, as long as the pool is not paused
 * and fewer than its cap are there. Any message may come twice, late or never; in the end the
 * listing of the pool's tasks is believed.
 */
public final class AdmissionQueue {

  /** The time that an admitted runner may be without a task before its place goes to another. */
  static final Duration TO_CREATE_A_TASK = Duration.ofMinutes(15);

  // Until the last message in a runner's name has come; one that comes later only makes it wait
  // for a turn which the next look takes back.
  private static final Duration REMEMBER_WHO_LEFT = Duration.ofMinutes(15);
  // Together less than a megabyte, whatever the names. Temporal takes two, and ends a workflow that
  // goes on with more: its pause would be lost ("Self-hosted Temporal Service defaults"). Rule
  // temporal-two-megabytes.
  private static final int MOST_WAITING = 4_000;
  private static final int MOST_GRANTS = 3_000;
  private static final int MOST_LEFT = 1_000;
  private static final int MOST_NAMED = 1_000;
  // For the pace at which places come free; a run that has just begun knows none yet.
  private static final int MOST_FREED = 20;
  private static final int FEWEST_TIMES = 2;
  private static final Comparator<Waiting> OLDEST_FIRST =
      Comparator.comparing(Waiting::since).thenComparing(each -> each.runner().toString());

  private final PoolId id;
  private final NavigableSet<Waiting> queue = new TreeSet<>(OLDEST_FIRST);
  private final Map<RunnerName, Waiting> waiting = new HashMap<>();
  private final Map<RunnerName, Grant> grants = new LinkedHashMap<>();
  private final Map<RunnerName, Instant> left = new LinkedHashMap<>();
  private final Deque<Instant> freed = new ArrayDeque<>();
  private @Nullable Integer maxRunners;
  private @Nullable PoolPause pause;
  private int unasked;
  private @Nullable Instant lookedAt;
  private @Nullable Instant resumedAt;
  private boolean counted;

  public AdmissionQueue(PoolState state) {
    id = state.id();
    state.waiting().forEach(this::enqueue);
    state.grants().forEach(grant -> grants.put(grant.runner(), grant));
    state.left().forEach(gone -> left.put(gone.runner(), gone.at()));
    maxRunners = state.maxRunners();
    pause = state.pause();
    unasked = state.unasked();
    lookedAt = state.lookedAt();
    resumedAt = state.resumedAt();
    counted = state.counted();
  }

  public void want(TurnRequest want) {
    maxRunners = want.maxRunners();
    counted = want.counted();
    RunnerName runner = want.turn().runner();
    if (!grants.containsKey(runner) && !left.containsKey(runner) && !waiting.containsKey(runner)) {
      enqueue(new Waiting(runner, want.turn().since()));
    }
  }

  private void enqueue(Waiting next) {
    waiting.put(next.runner(), next);
    queue.add(next);
  }

  private void dequeue(Waiting next) {
    waiting.remove(next.runner());
    queue.remove(next);
  }

  public void leave(RunnerName runner, Instant now) {
    Optional.ofNullable(waiting.get(runner)).ifPresent(this::dequeue);
    if (grants.remove(runner) != null) {
      freed(now);
    }
    left.remove(runner);
    left.put(runner, now);
    Iterator<Instant> oldest = left.values().iterator();
    while (oldest.next().plus(REMEMBER_WHO_LEFT).isBefore(now)) {
      oldest.remove();
    }
  }

  /**
   * Pauses the pool; returns false if it was paused before. An operator's pause takes the place of
   * a fault's, so that it does not end when the fault is mended.
   */
  boolean pause(PoolPause why) {
    boolean news = pause == null || (pause.isFault() && !why.isFault());
    if (news) {
      pause = why;
    }
    return news;
  }

  /** As {@link #pause}, unless it happened before the pool was mended. */
  public boolean fault(PoolPause fault) {
    return (resumedAt == null || fault.at().isAfter(resumedAt)) && pause(fault);
  }

  /** Resumes the pool; returns false if it was not paused. */
  public boolean resume(Instant now) {
    boolean news = pause != null;
    pause = null;
    resumedAt = now;
    return news;
  }

  /**
   * Admits the runners that are due. None is due under a cap as long as it is not known what runs.
   */
  public void admit(Instant now) {
    while (pause == null && !queue.isEmpty() && hasRoom()) {
      admitFirst(now);
    }
  }

  /** Admits the next one though the pool is paused, to find out whether its fault is mended. */
  Optional<RunnerName> admitOne(Instant now) {
    if (queue.isEmpty() || !hasRoom()) {
      return Optional.empty();
    }
    RunnerName next = queue.first().runner();
    admitFirst(now);
    return Optional.of(next);
  }

  private void admitFirst(Instant now) {
    Waiting next = queue.first();
    dequeue(next);
    grants.put(next.runner(), new Grant(next.runner(), now, false));
  }

  private boolean hasRoom() {
    return maxRunners == null || (lookedAt != null && running() < maxRunners);
  }

  /** Returns whether a runner waits that only a listing of the pool's tasks can help. */
  public boolean needsLook() {
    return (pause == null && !waiting.isEmpty()) || (counted && lookedAt == null);
  }

  /** Its nodes scale with the queue. */
  void count() {
    counted = true;
  }

  /** Returns whether a place that was never given back would cost nodes. */
  boolean isCounted() {
    return counted && running() > 0;
  }

  /**
   * Returns the number of tasks that nodes are wanted for: those that run, and those that will when
   * there is room.
   */
  int demand() {
    int all = running() + (pause == null ? waiting.size() : 0);
    return maxRunners == null ? all : Math.max(running(), Math.min(all, maxRunners));
  }

  /**
   * Takes back what was granted to runners that are not there (any more), and learns the cap that
   * holds now.
   *
   * @param begun when the look began, by the clock that grants are stamped with; what was granted
   *     by then was asked about.
   * @return whether turns had gone to lives that are over: there may be more of them in the queue.
   */
  public boolean looked(AdmissionSnapshot snapshot, Instant begun) {
    Set<RunnerName> live = new HashSet<>(snapshot.live());
    Set<RunnerName> closed = new HashSet<>(snapshot.closed());
    for (Grant grant : List.copyOf(grants.values())) {
      if (live.contains(grant.runner())) {
        grants.put(grant.runner(), new Grant(grant.runner(), grant.at(), true));
      } else if (!grant.at().isAfter(begun) && isFree(grant, closed, begun)) {
        grants.remove(grant.runner());
        freed(begun);
      }
    }
    maxRunners = snapshot.maxRunners();
    counted = snapshot.counted();
    unasked = snapshot.unasked();
    lookedAt = begun;
    return !closed.isEmpty();
  }

  private static boolean isFree(Grant grant, Set<RunnerName> closed, Instant now) {
    return grant.seen()
        || closed.contains(grant.runner())
        || grant.at().plus(TO_CREATE_A_TASK).isBefore(now);
  }

  int running() {
    return grants.size() + unasked;
  }

  private void freed(Instant at) {
    freed.addLast(at);
    if (freed.size() > MOST_FREED) {
      freed.removeFirst();
    }
  }

  /** Returns the time from one free place to the next; absent: too few are remembered. */
  private @Nullable Duration pace() {
    int times = freed.size() - 1;
    return times < FEWEST_TIMES
        ? null
        : Duration.between(freed.getFirst(), freed.getLast()).dividedBy(times);
  }

  public List<RunnerName> admitted() {
    return List.copyOf(grants.keySet());
  }

  /** Returns the status of these runners, in their order. */
  public List<TurnStatus> of(List<RunnerName> runners) {
    Map<RunnerName, Integer> places = new HashMap<>();
    queue.forEach(turn -> places.put(turn.runner(), places.size() + 1));
    String why = pause == null ? null : inWords(pause);
    return runners.stream()
        .map(r -> new TurnStatus(r, stateOf(r), places.getOrDefault(r, 0), queue.size(), why))
        .toList();
  }

  public State stateOf(RunnerName runner) {
    if (waiting.containsKey(runner)) {
      return State.WAITING;
    }
    if (grants.containsKey(runner)) {
      return State.ADMITTED;
    }
    return left.containsKey(runner) ? State.LEFT : State.UNKNOWN;
  }

  private static String inWords(PoolPause pause) {
    return "the pool is paused since " + pause.at() + " by " + pause.by() + ": " + pause.cause();
  }

  boolean isPaused() {
    return pause != null;
  }

  boolean isAnyWaiting() {
    return !queue.isEmpty();
  }

  /** Returns the pause, if it is by a fault whose end the pool finds out by itself. */
  Optional<PoolPause> fault() {
    return Optional.ofNullable(pause).filter(PoolPause::isFault);
  }

  /** Returns the pool's state in one sentence. */
  String line() {
    String standing = running() + (maxRunners == null ? "" : " of " + maxRunners) + " running, ";
    String line = standing + waiting.size() + " waiting";
    return pause == null ? line : inWords(pause) + "; " + line;
  }

  PoolStatus status() {
    List<RunnerName> runners = queue.stream().limit(MOST_NAMED).map(Waiting::runner).toList();
    return new PoolStatus(
        line(), pause, maxRunners, running(), runners, pace(), demand(), NodesState.UNSCALED, null);
  }

  /**
   * Returns what is carried to the next run. Of very many, it is those that are next and those that
   * nobody else knows: who waits behind them asks again and keeps the place, a task that was seen
   * is seen again by the next look, and a late message of a runner that left long ago does no harm.
   */
  PoolState state() {
    List<Grant> carried =
        grants.values().stream()
            .sorted(Comparator.comparing(Grant::seen))
            .limit(MOST_GRANTS)
            .toList();
    List<Left> gone =
        left.entrySet().stream()
            .skip(Math.max(0, left.size() - MOST_LEFT))
            .map(e -> new Left(e.getKey(), e.getValue()))
            .toList();
    return new PoolState(
        PoolState.SCHEMA,
        id,
        maxRunners,
        pause,
        queue.stream().limit(MOST_WAITING).toList(),
        carried,
        gone,
        unasked + grants.size() - carried.size(),
        lookedAt,
        resumedAt,
        counted,
        null,
        null,
        null);
  }
}
