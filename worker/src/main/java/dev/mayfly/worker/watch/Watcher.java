package dev.mayfly.worker.watch;

import com.google.common.util.concurrent.ThreadFactoryBuilder;
import dev.mayfly.worker.pool.TurnClient;
import dev.mayfly.workflows.pool.Turn;
import io.dropwizard.lifecycle.Managed;
import io.temporal.client.ActivityCompletionClient;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Polls forges and Batch for all waits of this process, completes those that are over and sends the
 * heartbeats of the others. Its registry is gone with the process: another worker takes the waits
 * over when it starts ({@link WaitTakeover}), or Temporal misses the heartbeats and starts them
 * anew.
 *
 * <p>Four kinds of threads: one polls, however long forge and Batch let it wait; one checks which
 * heartbeats are due; a few call Temporal ({@link CompletionReporter}), and one for each pool that
 * a runner waits for ({@link TurnPoller}).
 */
public final class Watcher implements Managed {

  private static final Logger LOG = LoggerFactory.getLogger(Watcher.class);
  // Completions and heartbeats block on a call each; this many go on at once.
  private static final int CALLS = 8;
  private static final Duration HEARTBEAT_CHECK = Duration.ofSeconds(1);
  // One message to a pool for all who leave meanwhile.
  private static final Duration BETWEEN_LEAVES = Duration.ofSeconds(1);
  // With three workers and 300 messages a second, the longest wait for an answer fell from 165 s
  // without a rest to 2.3 s.
  private static final Duration REST_OF_POOLS = Duration.ofMillis(250);
  private static final Duration LAST_CALLS = Duration.ofSeconds(2);
  // The time that a runner needs to leave after its job, as a rule.
  private static final Duration SOON = Duration.ofSeconds(1);
  // Early polls take at most a quarter of the polling thread's time.
  private static final int REST = 3;
  // Every call has a time-out far below this: a poll that does not move for so long never will, and
  // another worker can poll if these heartbeats stop.
  static final Duration STALLED = Duration.ofMinutes(10);

  private final ObservedWorld world;
  private final InstantSource clock;
  private final TemporalClock time;
  private final Settings settings;
  private final ListingThrottle throttle;
  private final OutageLog outages = new OutageLog();
  private final CompletionReporter reporter;
  private final TurnPoller turnPoller;
  private final ExecutorService turnThreads;
  private final ConcurrentMap<ActivityRef, Wait> waits = new ConcurrentHashMap<>();
  private final ScheduledExecutorService polls =
      Executors.newSingleThreadScheduledExecutor(named("watcher"));
  private final ScheduledExecutorService heartbeats =
      Executors.newSingleThreadScheduledExecutor(named("watcher-heartbeats"));
  private final AtomicBoolean stalled = new AtomicBoolean();
  private final AtomicBoolean pollsSoon = new AtomicBoolean();
  private volatile Instant lastPoll;
  private volatile Instant lastStep;
  private volatile Duration lastTook = Duration.ZERO;
  private volatile boolean stopped;

  /**
   * The pace of a watcher.
   *
   * @param every the pause between two polls.
   * @param requestsPerHour the forge credential's whole budget where the forge does not tell it;
   *     listings stay within a fifth of it.
   * @param heartbeatTimeout after which Temporal times an activity out that says nothing else.
   */
  public record Settings(Duration every, int requestsPerHour, Duration heartbeatTimeout) {}

  /**
   * Watches by threads of its own.
   *
   * @param signs what Temporal knows of a wait and its life.
   * @param time Temporal's, by which lives ask.
   */
  public Watcher(
      ObservedWorld world,
      TurnClient turns,
      ActivityCompletionClient temporal,
      Signs signs,
      TemporalClock time,
      Settings settings) {
    this(world, turns, temporal, signs, time, settings, Threads.ofItsOwn());
  }

  /**
   * The threads that calls of Temporal and of pools may block.
   *
   * @param rested those of the pools, after a rest.
   */
  record Threads(ExecutorService calls, ExecutorService turns, Executor rested) {
    private static Threads ofItsOwn() {
      ExecutorService turns = Executors.newCachedThreadPool(named("watcher-turns"));
      return new Threads(
          Executors.newFixedThreadPool(CALLS, named("watcher-calls")),
          turns,
          CompletableFuture.delayedExecutor(
              REST_OF_POOLS.toMillis(), TimeUnit.MILLISECONDS, turns));
    }
  }

  Watcher(
      ObservedWorld world,
      TurnClient turns,
      ActivityCompletionClient temporal,
      Signs signs,
      TemporalClock time,
      Settings settings,
      Threads threads) {
    this.world = world;
    this.time = time;
    this.clock = time.machine();
    this.settings = settings;
    this.throttle =
        new ListingThrottle(
            forge -> world.requestsPerHour(forge).orElse(settings.requestsPerHour()));
    this.reporter =
        new CompletionReporter(
            temporal,
            signs,
            time,
            settings.heartbeatTimeout(),
            threads.calls(),
            wait -> waits.remove(wait.activity().ref(), wait));
    this.turnThreads = threads.turns();
    this.turnPoller =
        new TurnPoller(
            turns, waits::values, reporter::result, clock, turnThreads, threads.rested());
    this.lastPoll = clock.instant();
    this.lastStep = lastPoll;
  }

  /** Notes an instant of Temporal's that has just come with an answer. */
  void saw(Instant temporals) {
    time.saw(temporals);
  }

  /** Watches a wait that Temporal gave to this worker, in the place of any earlier attempt. */
  void add(Wait wait) {
    // The first heartbeat follows the first poll, and has something to tell; of a wait for hours
    // its life tells as much.
    Duration every = settings.every();
    Duration heartbeat = reporter.heartbeatInterval(wait.activity());
    boolean isSoon = !wait.activity().isForHours() && every.compareTo(heartbeat) < 0;
    wait.activity().heartbeatDueAt(clock.instant().plus(isSoon ? every : heartbeat));
    waits.put(wait.activity().ref(), wait);
    turnPoller.arrived(wait);
  }

  /**
   * Watches a wait that Temporal gave to another worker. Its result is reported at once; whether
   * that worker is dead shows when it has been silent for too long.
   */
  void takeOver(Wait wait, Instant lastSign) {
    time.saw(lastSign);
    wait.activity()
        .heartbeatDueAt(time.onMachine(lastSign).plus(reporter.silence(wait.activity())));
    waits.putIfAbsent(wait.activity().ref(), wait);
  }

  /** Returns whether this worker watches that wait, as its own or as one left behind. */
  boolean watches(ActivityRef wait) {
    return waits.containsKey(wait);
  }

  /** Returns whether it watches any wait of that run. */
  boolean watchesFor(String run) {
    return waits.keySet().stream().anyMatch(wait -> wait.runId().equals(run));
  }

  /** Tells the pool, within a second, that a runner is gone which had its turn. */
  void giveBack(Turn turn) {
    turnPoller.left(turn);
  }

  /**
   * Polls once more before the pause is over, since a wait is about to end. Further requests until
   * then share that poll.
   */
  @SuppressWarnings("FutureReturnValueIgnored") // it never throws
  public void pollSoon() {
    Duration rest = lastTook.multipliedBy(REST);
    if (!stopped && !pollsSoon.getAndSet(true)) {
      polls.schedule(
          safely("an early poll", this::pollEarly),
          Math.max(SOON.toMillis(), rest.toMillis()),
          TimeUnit.MILLISECONDS);
    }
  }

  private void pollEarly() {
    pollsSoon.set(false);
    poll();
  }

  /** Returns the number of open waits. */
  public int size() {
    return waits.size();
  }

  /** Returns the time since the last poll; far longer than the configured pause means trouble. */
  public Duration sinceLastPoll() {
    return Duration.between(lastPoll, clock.instant());
  }

  @Override
  public void start() {
    repeat(polls, settings.every(), safely("a poll", this::poll));
    repeat(heartbeats, HEARTBEAT_CHECK, safely("sending heartbeats", this::sendHeartbeats));
    repeat(heartbeats, BETWEEN_LEAVES, safely("giving turns back", this::tellWhoLeft));
  }

  @SuppressWarnings("FutureReturnValueIgnored") // it never throws
  private static void repeat(ScheduledExecutorService thread, Duration pause, Runnable step) {
    thread.scheduleWithFixedDelay(step, pause.toMillis(), pause.toMillis(), TimeUnit.MILLISECONDS);
  }

  /**
   * Lets results that are on their way arrive, and hands the waits over, so that another worker
   * takes them at once.
   */
  @Override
  public void stop() throws InterruptedException {
    stopped = true;
    polls.shutdownNow();
    heartbeats.shutdownNow();
    turnPoller.tellAtOnce();
    turnThreads.shutdown();
    waits.values().forEach(reporter::handOver);
    if (!turnThreads.awaitTermination(LAST_CALLS.toMillis(), TimeUnit.MILLISECONDS)) {
      turnThreads.shutdownNow();
    }
    reporter.stop();
  }

  // An Error too: the executor would drop the schedule without a word.
  private static Runnable safely(String what, Runnable step) {
    return () -> {
      try {
        step.run();
      } catch (Throwable defect) {
        LOG.atError().setCause(defect).log("{} failed by a defect; the next one follows", what);
      }
    };
  }

  void poll() {
    PollRound round = new PollRound(world, throttle, outages, time);
    Instant begun = clock.instant();
    lastStep = begun;
    turnPoller.ask();
    // A wait that is added meanwhile is too new for listings fetched before its task was made.
    for (Wait wait : List.copyOf(waits.values())) {
      if (stopped) {
        return;
      }
      if (!wait.activity().isCompleting()) {
        evaluate(wait, round);
      }
      lastStep = clock.instant();
    }
    lastPoll = begun;
    lastTook = Duration.between(lastPoll, clock.instant());
  }

  private void evaluate(Wait wait, PollRound round) {
    try {
      WaitEvaluator.evaluate(wait, round).ifPresent(result -> reporter.result(wait, result));
    } catch (RuntimeException defect) {
      String words = "cannot be evaluated: " + defect;
      if (!words.equals(wait.status())) {
        LOG.atError()
            .addKeyValue("runner", wait.name())
            .setCause(defect)
            .log("a wait cannot be evaluated, by a defect; the others go on");
      }
      wait.status(words);
    }
  }

  void sendHeartbeats() {
    Instant now = clock.instant();
    if (!isStalled(now)) {
      waits.values().forEach(wait -> reporter.heartbeat(wait, now));
    }
  }

  void tellWhoLeft() {
    turnPoller.tellWhoLeft();
  }

  private boolean isStalled(Instant now) {
    boolean is = Duration.between(lastStep, now).compareTo(STALLED) > 0;
    if (stalled.getAndSet(is) != is) {
      LOG.atError()
          .addKeyValue("waits", waits.size())
          .log(
              is
                  ? "polling stalled; heartbeats paused, so that other workers take the waits over"
                  : "polling goes on, and so do the heartbeats");
    }
    return is;
  }

  private static ThreadFactory named(String name) {
    return new ThreadFactoryBuilder().setNameFormat(name).setDaemon(true).build();
  }
}
