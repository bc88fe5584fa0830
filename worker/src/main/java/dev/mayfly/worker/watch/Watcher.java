package dev.mayfly.worker.watch;

import dev.mayfly.workflows.Sighting;
import io.dropwizard.lifecycle.Managed;
import io.temporal.client.ActivityCanceledException;
import io.temporal.client.ActivityCompletionClient;
import io.temporal.client.ActivityCompletionException;
import io.temporal.client.ActivityNotExistsException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the world for all waits of this process, completes those that came true and beats the
 * hearts of the others. Its registry is gone with the process: Temporal then misses the heartbeats
 * and starts the waits anew elsewhere.
 */
public final class Watcher implements Managed {

  private static final Logger LOG = LoggerFactory.getLogger(Watcher.class);
  // Completions and heartbeats block on a call each; this many go on at once.
  private static final int CALLS = 8;

  private final World world;
  private final ActivityCompletionClient temporal;
  private final InstantSource clock;
  private final Duration every;
  private final Duration beat;
  private final Pace pace;
  private final Queue<Wait> waits = new ConcurrentLinkedQueue<>();
  private final ScheduledExecutorService ticks =
      Executors.newSingleThreadScheduledExecutor(named("watcher"));
  private final ExecutorService calls = Executors.newFixedThreadPool(CALLS, named("watcher-calls"));
  private volatile Instant lastLook;

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
    this.world = world;
    this.temporal = temporal;
    this.clock = clock;
    this.every = every;
    this.beat = heartbeatTimeout.multipliedBy(6).dividedBy(10);
    this.pace = new Pace(requestsPerHour);
    this.lastLook = clock.instant();
  }

  void add(Wait wait) {
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
      "FutureReturnValueIgnored") // a look never throws, so the future never tells anything
  public void start() {
    ticks.scheduleWithFixedDelay(
        this::lookSafely, every.toMillis(), every.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public void stop() {
    ticks.shutdownNow();
    calls.shutdownNow();
  }

  private void lookSafely() {
    try {
      look();
    } catch (RuntimeException defect) {
      LOG.atError().setCause(defect).log("a look failed; the next one follows");
    }
  }

  void look() {
    Look look = new Look(world, pace, clock.instant());
    waits.removeIf(wait -> isOver(wait, look));
    lastLook = look.begun();
  }

  private boolean isOver(Wait wait, Look look) {
    Optional<Sighting> saw = Judge.judge(wait, look);
    if (saw.isPresent()) {
      calls.execute(() -> complete(wait, saw.get()));
      return true;
    }
    if (!look.begun().isBefore(wait.beatAt)) {
      wait.beatAt = look.begun().plus(beat);
      String seen = wait.seen;
      calls.execute(() -> heartbeat(wait, seen));
    }
    return false;
  }

  private void complete(Wait wait, Sighting saw) {
    try {
      temporal.complete(wait.taskToken, saw);
    } catch (ActivityNotExistsException settled) {
      LOG.atDebug().addKeyValue("runner", wait.runner.name()).log("wait was over already");
    } catch (ActivityCompletionException unreachable) {
      LOG.atWarn()
          .addKeyValue("runner", wait.runner.name())
          .log("wait not completed; trying again");
      waits.add(wait);
    }
  }

  /** A wait that Temporal does not know any more (life terminated, reset) is forgotten. */
  private void heartbeat(Wait wait, String seen) {
    try {
      temporal.heartbeat(wait.taskToken, seen);
    } catch (ActivityNotExistsException | ActivityCanceledException gone) {
      waits.remove(wait);
    } catch (ActivityCompletionException unreachable) {
      if (unreachable.getCause() instanceof ActivityCompletionException) {
        waits.remove(wait);
      }
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
