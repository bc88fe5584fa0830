package dev.mayfly.worker.watch;

import static java.util.Objects.requireNonNullElse;

import dev.mayfly.workflows.Sighting;
import io.dropwizard.lifecycle.Managed;
import io.temporal.client.ActivityCanceledException;
import io.temporal.client.ActivityCompletionClient;
import io.temporal.client.ActivityNotExistsException;
import io.temporal.client.ActivityPausedException;
import io.temporal.client.ActivityResetException;
import io.temporal.failure.ApplicationFailure;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the world for all waits of this process, completes those that came true and beats the
 * hearts of the others. Its registry is gone with the process: Temporal then misses the heartbeats
 * and starts the waits anew elsewhere.
 *
 * <p>Three kinds of threads: one looks, however long forge and Batch let it wait; one watches which
 * hearts are due; a few speak to Temporal. A wait leaves the registry when Temporal has its result
 * or does not know it any more, never before.
 */
public final class Watcher implements Managed {

  private static final String HANDED_OVER = "HandedOver";
  private static final Logger LOG = LoggerFactory.getLogger(Watcher.class);
  // Completions and heartbeats block on a call each; this many go on at once.
  private static final int CALLS = 8;
  private static final Duration HEARTS = Duration.ofSeconds(1);
  private static final Duration BEAT_AGAIN = Duration.ofSeconds(5);
  // Every call has a time-out far below this: a look that does not move for so long never will, and
  // another worker can look if these hearts stop.
  static final Duration STUCK = Duration.ofMinutes(10);
  private static final Duration LAST_CALLS = Duration.ofSeconds(2);

  private final World world;
  private final ActivityCompletionClient temporal;
  private final InstantSource clock;
  private final Duration every;
  private final Duration beat;
  private final Pace pace;
  private final ExecutorService calls;
  private final Set<Wait> waits = ConcurrentHashMap.newKeySet();
  private final ScheduledExecutorService looks =
      Executors.newSingleThreadScheduledExecutor(named("watcher"));
  private final ScheduledExecutorService hearts =
      Executors.newSingleThreadScheduledExecutor(named("watcher-hearts"));
  private final AtomicBoolean reached = new AtomicBoolean(true);
  private final AtomicBoolean stuck = new AtomicBoolean();
  private volatile Instant lastLook;
  private volatile Instant lastStep;
  private volatile boolean stopped;

  /**
   * @param every the pause between two looks.
   * @param requestsPerHour the forge credential's whole budget; listings stay within a fifth of it.
   * @param heartbeatTimeout after which Temporal takes a wait for abandoned.
   */
  public Watcher(
      World world,
      ActivityCompletionClient temporal,
      InstantSource clock,
      Duration every,
      int requestsPerHour,
      Duration heartbeatTimeout) {
    this(
        world,
        temporal,
        clock,
        every,
        requestsPerHour,
        heartbeatTimeout,
        Executors.newFixedThreadPool(CALLS, named("watcher-calls")));
  }

  Watcher(
      World world,
      ActivityCompletionClient temporal,
      InstantSource clock,
      Duration every,
      int requestsPerHour,
      Duration heartbeatTimeout,
      ExecutorService calls) {
    this.world = world;
    this.temporal = temporal;
    this.clock = clock;
    this.every = every;
    this.beat = heartbeatTimeout.multipliedBy(6).dividedBy(10);
    this.pace = new Pace(requestsPerHour);
    this.calls = calls;
    this.lastLook = clock.instant();
    this.lastStep = lastLook;
  }

  void add(Wait wait) {
    // The first beat follows the first look, and has something to tell.
    wait.beatAt = clock.instant().plus(every.compareTo(beat) < 0 ? every : beat);
    waits.add(wait);
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
    waits.stream().filter(wait -> !wait.completing.get()).forEach(w -> call(() -> handOver(w)));
    calls.shutdown();
    if (!calls.awaitTermination(LAST_CALLS.toMillis(), TimeUnit.MILLISECONDS)) {
      calls.shutdownNow();
    }
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
    Look look = new Look(world, pace, clock);
    lastStep = look.begun();
    // A wait that is added meanwhile is too new for listings fetched before its task was made.
    for (Wait wait : List.copyOf(waits)) {
      if (stopped) {
        return;
      }
      if (!wait.completing.get()) {
        judge(wait, look);
      }
      lastStep = clock.instant();
    }
    lastLook = look.begun();
  }

  private void judge(Wait wait, Look look) {
    try {
      Judge.judge(wait, look).ifPresent(saw -> finish(wait, saw));
    } catch (RuntimeException defect) {
      String words = "cannot be judged: " + defect;
      if (!words.equals(wait.seen)) {
        LOG.atError()
            .addKeyValue("runner", wait.runner.name())
            .setCause(defect)
            .log("a wait cannot be judged; the others go on");
      }
      wait.seen = words;
    }
  }

  private void finish(Wait wait, Sighting saw) {
    wait.completing.set(true);
    call(() -> complete(wait, saw));
  }

  private void complete(Wait wait, Sighting saw) {
    try {
      temporal.complete(wait.taskToken, saw);
      waits.remove(wait);
      reached();
    } catch (RuntimeException failed) {
      if (isOver(failed)) {
        waits.remove(wait);
      } else {
        // The next look judges it anew, by what is true then.
        wait.completing.set(false);
        unreached(failed);
      }
    }
  }

  /**
   * Fails the wait for the retry that moves it; otherwise it would move only after the heartbeat
   * time-out.
   */
  private void handOver(Wait wait) {
    try {
      temporal.completeExceptionally(
          wait.taskToken,
          ApplicationFailure.newFailure("this worker stops; another one watches on", HANDED_OVER));
    } catch (RuntimeException failed) {
      LOG.atDebug().addKeyValue("runner", wait.runner.name()).log("not handed over");
    }
  }

  void beat() {
    Instant now = clock.instant();
    if (isStuck(now)) {
      return;
    }
    for (Wait wait : waits) {
      if (!now.isBefore(wait.beatAt) && wait.beating.compareAndSet(false, true)) {
        call(() -> heartbeat(wait));
      }
    }
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

  /** A wait that Temporal does not know any more (life terminated, reset) is forgotten. */
  private void heartbeat(Wait wait) {
    Instant begun = clock.instant();
    try {
      temporal.heartbeat(wait.taskToken, wait.seen);
      wait.beatAt = begun.plus(beat);
      reached();
    } catch (RuntimeException failed) {
      if (isOver(failed)) {
        waits.remove(wait);
      } else {
        wait.beatAt = clock.instant().plus(BEAT_AGAIN);
        unreached(failed);
      }
    } finally {
      wait.beating.set(false);
    }
  }

  // The client wraps what a heartbeat learns into a failure of the heartbeat.
  private static boolean isOver(RuntimeException failed) {
    return saysOver(failed) || saysOver(failed.getCause());
  }

  private static boolean saysOver(@Nullable Throwable e) {
    return e instanceof ActivityNotExistsException
        || e instanceof ActivityCanceledException
        || e instanceof ActivityResetException
        || e instanceof ActivityPausedException;
  }

  private void call(Runnable call) {
    try {
      calls.execute(call);
    } catch (RejectedExecutionException stopping) {
      // Another worker takes this wait over.
    }
  }

  private void reached() {
    if (!reached.get() && reached.compareAndSet(false, true)) {
      LOG.atInfo().log("Temporal takes results and heartbeats again");
    }
  }

  // Once for all waits: a thousand of them fail together.
  private void unreached(RuntimeException failed) {
    if (reached.compareAndSet(true, false)) {
      LOG.atWarn()
          .addKeyValue("cause", requireNonNullElse(failed.getCause(), failed).toString())
          .log("Temporal takes no results or heartbeats; trying again");
    }
  }

  private static ThreadFactory named(String name) {
    return task -> {
      Thread thread = new Thread(task, name);
      thread.setDaemon(true);
      return thread;
    };
  }
}
