package dev.mayfly.worker.watch;

import static java.util.Objects.requireNonNullElse;

import dev.mayfly.workflows.life.WaitResult;
import io.temporal.client.ActivityCanceledException;
import io.temporal.client.ActivityCompletionClient;
import io.temporal.client.ActivityNotExistsException;
import io.temporal.client.ActivityPausedException;
import io.temporal.client.ActivityResetException;
import io.temporal.failure.ApplicationFailure;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What Temporal is told about waits: their results, their heartbeats, and that another worker is to
 * take them. A wait is over when Temporal has its result or does not know it any more, never
 * before; and an adopted one when its worker turns out to be alive.
 */
final class CompletionReporter {

  private static final Logger LOG = LoggerFactory.getLogger(CompletionReporter.class);
  private static final String HANDED_OVER = "HandedOver";
  private static final Duration BEAT_AGAIN = Duration.ofSeconds(5);
  private static final Duration LAST_CALLS = Duration.ofSeconds(2);

  private final ActivityCompletionClient temporal;
  private final Function<ActivityRef, Optional<Instant>> lastSigns;
  private final InstantSource clock;
  private final Duration heartbeatTimeout;
  private final ExecutorService calls;
  private final Consumer<Wait> over;
  private final AtomicBoolean reached = new AtomicBoolean(true);

  /**
   * @param lastSigns the last sign of life of whoever watches a wait; empty when nobody does.
   * @param calls where calls to Temporal may block.
   * @param over is told of each wait that is over.
   */
  CompletionReporter(
      ActivityCompletionClient temporal,
      Function<ActivityRef, Optional<Instant>> lastSigns,
      InstantSource clock,
      Duration heartbeatTimeout,
      ExecutorService calls,
      Consumer<Wait> over) {
    this.temporal = temporal;
    this.lastSigns = lastSigns;
    this.clock = clock;
    this.heartbeatTimeout = heartbeatTimeout;
    this.calls = calls;
    this.over = over;
  }

  /** How often a heart beats. */
  Duration beat() {
    return heartbeatTimeout.multipliedBy(6).dividedBy(10);
  }

  /**
   * After how long without a sign a worker counts as dead: it has missed a beat by 0.15 of the
   * time-out, and as much again and more is left to beat in its stead. Too early costs a second
   * heartbeat beside its own, too late a second attempt.
   */
  Duration silence() {
    return heartbeatTimeout.multipliedBy(3).dividedBy(4);
  }

  void result(Wait wait, WaitResult saw) {
    if (wait.completing.compareAndSet(false, true)) {
      call(() -> complete(wait, saw));
    }
  }

  private void complete(Wait wait, WaitResult saw) {
    try {
      wait.line.complete(temporal, saw);
      over.accept(wait);
      reached();
    } catch (RuntimeException failed) {
      if (isOver(failed)) {
        over.accept(wait);
      } else {
        // The next look judges it anew, by what is true then.
        wait.completing.set(false);
        unreached(failed);
      }
    }
  }

  /** Beats if it is time to, and no beat is on its way already. */
  void heartbeat(Wait wait, Instant now) {
    if (!now.isBefore(wait.beatAt) && wait.beating.compareAndSet(false, true)) {
      call(() -> beat(wait));
    }
  }

  private void beat(Wait wait) {
    Instant begun = clock.instant();
    try {
      if (isAbandonedToUs(wait, begun)) {
        wait.line.heartbeat(temporal, wait.seen);
        wait.beatAt = begun.plus(beat());
        wait.oursUntil = later(wait.oursUntil, begun.plus(heartbeatTimeout));
      } else {
        over.accept(wait);
      }
      reached();
    } catch (RuntimeException failed) {
      if (isOver(failed)) {
        over.accept(wait);
      } else {
        wait.beatAt = clock.instant().plus(BEAT_AGAIN);
        unreached(failed);
      }
    } finally {
      wait.beating.set(false);
    }
  }

  private boolean isAbandonedToUs(Wait wait, Instant now) {
    return wait.isOurs(now)
        || lastSigns
            .apply(wait.activity)
            .filter(sign -> !now.isBefore(sign.plus(silence())))
            .isPresent();
  }

  private static Instant later(Instant first, Instant second) {
    return first.isAfter(second) ? first : second;
  }

  /**
   * Fails the wait for the retry that moves it; otherwise it would move only after the heartbeat
   * time-out. One that may be somebody else's stays there.
   */
  void handOver(Wait wait) {
    if (wait.isOurs(clock.instant()) && !wait.completing.get()) {
      call(() -> fail(wait));
    }
  }

  private void fail(Wait wait) {
    try {
      wait.line.fail(
          temporal,
          ApplicationFailure.newFailure("this worker stops; another one watches on", HANDED_OVER));
    } catch (RuntimeException failed) {
      LOG.atDebug().addKeyValue("runner", wait.name()).log("not handed over");
    }
  }

  /** Lets what is on its way to Temporal arrive. */
  void stop() throws InterruptedException {
    calls.shutdown();
    if (!calls.awaitTermination(LAST_CALLS.toMillis(), TimeUnit.MILLISECONDS)) {
      calls.shutdownNow();
    }
  }

  private void call(Runnable call) {
    try {
      calls.execute(call);
    } catch (RejectedExecutionException stopping) {
      // Another worker takes this wait over.
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
}
