package dev.mayfly.worker.watch;

import dev.mayfly.worker.pool.TurnClient;
import io.dropwizard.lifecycle.Managed;
import io.temporal.client.ActivityCompletionClient;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the world for all waits of this process, has those completed that came true and the
 * hearts of the others beaten. Its registry is gone with the process: another worker adopts the
 * waits when it starts ({@link WaitTakeover}), or Temporal misses the heartbeats and starts them
 * anew.
 *
 * <p>Three kinds of threads: one looks, however long forge and Batch let it wait; one watches which
 * hearts are due; a few speak to Temporal ({@link CompletionReporter}), and one for each pool that
 * somebody waits for ({@link TurnPoller}).
 */
public final class Watcher implements Managed {

  private static final Logger LOG = LoggerFactory.getLogger(Watcher.class);
  // Completions and heartbeats block on a call each; this many go on at once.
  private static final int CALLS = 8;
  private static final Duration HEARTS = Duration.ofSeconds(1);
  // What a runner needs to leave after its job, as a rule.
  private static final Duration SOON = Duration.ofSeconds(1);
  // Looks that come early take at most a quarter of the looking thread's time.
  private static final int REST = 3;
  // Every call has a time-out far below this: a look that does not move for so long never will, and
  // another worker can look if these hearts stop.
  static final Duration STUCK = Duration.ofMinutes(10);

  private final ObservedWorld world;
  private final InstantSource clock;
  private final Duration every;
  private final ListingThrottle pace;
  private final OutageLog outages = new OutageLog();
  private final CompletionReporter reports;
  private final TurnPoller rounds;
  private final ExecutorService questions;
  private final ConcurrentMap<ActivityRef, Wait> waits = new ConcurrentHashMap<>();
  private final ScheduledExecutorService looks =
      Executors.newSingleThreadScheduledExecutor(named("watcher"));
  private final ScheduledExecutorService hearts =
      Executors.newSingleThreadScheduledExecutor(named("watcher-hearts"));
  private final AtomicBoolean stuck = new AtomicBoolean();
  private final AtomicBoolean looksSoon = new AtomicBoolean();
  private volatile Instant lastLook;
  private volatile Instant lastStep;
  private volatile Duration lastTook = Duration.ZERO;
  private volatile boolean stopped;

  /**
   * @param turns where runners ask for their turn.
   * @param lastSigns the last sign of life, by Temporal's clock, of the worker that watches a wait;
   *     empty when nobody does.
   * @param every the pause between two looks.
   * @param requestsPerHour the forge credential's whole budget where {@code world} does not know
   *     it; listings stay within a fifth of it.
   * @param heartbeatTimeout after which Temporal takes a wait for abandoned.
   */
  public Watcher(
      ObservedWorld world,
      TurnClient turns,
      ActivityCompletionClient temporal,
      Function<ActivityRef, Optional<Instant>> lastSigns,
      InstantSource clock,
      Duration every,
      int requestsPerHour,
      Duration heartbeatTimeout) {
    this(
        world,
        turns,
        temporal,
        lastSigns,
        clock,
        every,
        requestsPerHour,
        heartbeatTimeout,
        Executors.newFixedThreadPool(CALLS, named("watcher-calls")),
        Executors.newCachedThreadPool(named("watcher-turns")));
  }

  Watcher(
      ObservedWorld world,
      TurnClient turns,
      ActivityCompletionClient temporal,
      Function<ActivityRef, Optional<Instant>> lastSigns,
      InstantSource clock,
      Duration every,
      int requestsPerHour,
      Duration heartbeatTimeout,
      ExecutorService calls,
      ExecutorService questions) {
    this.world = world;
    this.clock = clock;
    this.every = every;
    this.pace = new ListingThrottle(forge -> world.requestsPerHour(forge).orElse(requestsPerHour));
    this.reports =
        new CompletionReporter(
            temporal,
            lastSigns,
            clock,
            heartbeatTimeout,
            calls,
            wait -> waits.remove(wait.activity, wait));
    this.questions = questions;
    this.rounds = new TurnPoller(turns, waits::values, reports::result, clock, questions);
    this.lastLook = clock.instant();
    this.lastStep = lastLook;
  }

  /** Watches a wait that Temporal gave to this worker, in the place of any earlier attempt. */
  void add(Wait wait) {
    // The first beat follows the first look, and has something to tell.
    Duration beat = reports.beat();
    wait.beatAt = clock.instant().plus(every.compareTo(beat) < 0 ? every : beat);
    waits.put(wait.activity, wait);
    rounds.arrived(wait);
  }

  /**
   * Watches a wait that Temporal gave to another worker. What comes true is told at once; whether
   * that worker is dead shows when it has been silent for too long.
   */
  void adopt(Wait wait, Instant lastSign) {
    wait.beatAt = lastSign.plus(reports.silence());
    waits.putIfAbsent(wait.activity, wait);
  }

  /**
   * Something is about to come true: looks once more before the pause is over. Whoever says so
   * meanwhile shares that look.
   */
  @SuppressWarnings("FutureReturnValueIgnored") // it never throws
  public void lookSoon() {
    Duration rest = lastTook.multipliedBy(REST);
    if (!stopped && !looksSoon.getAndSet(true)) {
      looks.schedule(
          safely("an early look", this::lookEarly),
          Math.max(SOON.toMillis(), rest.toMillis()),
          TimeUnit.MILLISECONDS);
    }
  }

  private void lookEarly() {
    looksSoon.set(false);
    look();
  }

  /** How many waits are open. */
  public int size() {
    return waits.size();
  }

  /** Since when nothing has been looked at; far longer than the configured pause means trouble. */
  public Duration sinceLastLook() {
    return Duration.between(lastLook, clock.instant());
  }

  @Override
  @SuppressWarnings(
      "FutureReturnValueIgnored") // neither ever throws, so the futures never tell anything
  public void start() {
    looks.scheduleWithFixedDelay(
        safely("a look", this::look), every.toMillis(), every.toMillis(), TimeUnit.MILLISECONDS);
    hearts.scheduleWithFixedDelay(
        safely("the hearts", this::beat),
        HEARTS.toMillis(),
        HEARTS.toMillis(),
        TimeUnit.MILLISECONDS);
  }

  /**
   * Lets results that are on their way arrive, and hands the waits over, so that another worker
   * takes them at once.
   */
  @Override
  public void stop() throws InterruptedException {
    stopped = true;
    looks.shutdownNow();
    hearts.shutdownNow();
    questions.shutdownNow();
    waits.values().forEach(reports::handOver);
    reports.stop();
  }

  // An Error too: the executor would drop the schedule without a word.
  private static Runnable safely(String what, Runnable tick) {
    return () -> {
      try {
        tick.run();
      } catch (Throwable defect) {
        LOG.atError().setCause(defect).log("{} failed; the next one follows", what);
      }
    };
  }

  void look() {
    PollRound look = new PollRound(world, pace, outages, clock);
    lastStep = look.begun();
    rounds.ask();
    // A wait that is added meanwhile is too new for listings fetched before its task was made.
    for (Wait wait : List.copyOf(waits.values())) {
      if (stopped) {
        return;
      }
      if (!wait.completing.get()) {
        judge(wait, look);
      }
      lastStep = clock.instant();
    }
    lastLook = look.begun();
    lastTook = Duration.between(lastLook, clock.instant());
  }

  private void judge(Wait wait, PollRound look) {
    try {
      WaitEvaluator.judge(wait, look).ifPresent(saw -> reports.result(wait, saw));
    } catch (RuntimeException defect) {
      String words = "cannot be judged: " + defect;
      if (!words.equals(wait.seen)) {
        LOG.atError()
            .addKeyValue("runner", wait.name())
            .setCause(defect)
            .log("a wait cannot be judged; the others go on");
      }
      wait.seen = words;
    }
  }

  void beat() {
    Instant now = clock.instant();
    if (isStuck(now)) {
      return;
    }
    waits.values().forEach(wait -> reports.heartbeat(wait, now));
  }

  private boolean isStuck(Instant now) {
    boolean is = Duration.between(lastStep, now).compareTo(STUCK) > 0;
    if (stuck.getAndSet(is) != is) {
      LOG.atError()
          .addKeyValue("waits", waits.size())
          .log(
              is
                  ? "looking is stuck; the hearts stop, so that other workers take the waits over"
                  : "looking goes on, and so do the hearts");
    }
    return is;
  }

  private static ThreadFactory named(String name) {
    return task -> {
      Thread thread = new Thread(task, name);
      thread.setDaemon(true);
      return thread;
    };
  }
}
