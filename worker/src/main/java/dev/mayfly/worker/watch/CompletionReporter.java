package dev.mayfly.worker.watch;

import static java.util.Objects.requireNonNullElse;

import dev.mayfly.workflows.step.WaitResult;
import io.temporal.client.ActivityCanceledException;
import io.temporal.client.ActivityCompletionClient;
import io.temporal.client.ActivityNotExistsException;
import io.temporal.client.ActivityPausedException;
import io.temporal.client.ActivityResetException;
import io.temporal.failure.ApplicationFailure;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells Temporal about waits: their results, their heartbeats, and that another worker is to take
 * them. A wait is over when Temporal has its result or does not know it any more, never before; and
 * one taken over when its worker turns out to be alive.
 */
final class CompletionReporter {

  private static final Logger LOG = LoggerFactory.getLogger(CompletionReporter.class);
  private static final String HANDED_OVER = "HandedOver";
  private static final Duration RETRY_HEARTBEAT = Duration.ofSeconds(5);
  private static final Duration LAST_CALLS = Duration.ofSeconds(2);

  private final ActivityCompletionClient temporal;
  private final Signs signs;
  private final TemporalClock time;
  private final InstantSource clock;
  private final Duration heartbeatTimeout;
  private final ExecutorService calls;
  private final Consumer<Wait> over;
  private final AtomicBoolean reached = new AtomicBoolean(true);

  /**
   * @param signs what Temporal knows of a wait and its life.
   * @param calls where calls to Temporal may block.
   * @param over is told of each wait that is over.
   */
  CompletionReporter(
      ActivityCompletionClient temporal,
      Signs signs,
      TemporalClock time,
      Duration heartbeatTimeout,
      ExecutorService calls,
      Consumer<Wait> over) {
    this.temporal = temporal;
    this.signs = signs;
    this.time = time;
    this.clock = time.machine();
    this.heartbeatTimeout = heartbeatTimeout;
    this.calls = calls;
    this.over = over;
  }

  /** Returns the time between two heartbeats of a wait. */
  Duration heartbeatInterval(PendingActivity wait) {
    return wait.heartbeatTimeout(heartbeatTimeout).multipliedBy(6).dividedBy(10);
  }

  /**
   * Returns after how long without a sign a worker counts as dead: it has missed a heartbeat by
   * 0.15 of the time-out, and as much again and more is left to send one in its stead. Too early
   * costs a second heartbeat beside its own, too late a second attempt.
   */
  Duration silence(PendingActivity wait) {
    return wait.heartbeatTimeout(heartbeatTimeout).multipliedBy(3).dividedBy(4);
  }

  void result(Wait wait, WaitResult result) {
    if (wait.activity().beginCompletion()) {
      call(() -> complete(wait, result));
    }
  }

  private void complete(Wait wait, WaitResult result) {
    try {
      if (isNoNews(wait, result)) {
        wait.activity().completionFailed();
        return;
      }
      wait.activity().handle().complete(temporal, result);
      over.accept(wait);
      reached();
    } catch (RuntimeException failed) {
      // The next poll evaluates it anew, by what is true then.
      failed(wait, failed, wait.activity()::completionFailed);
    }
  }

  /**
   * Returns whether a webhook has told the life already: another wait in the place of this one
   * would cost it six events and an action. With a job limit the next wait counts from when it
   * begins, whatever becomes of this worker.
   */
  private boolean isNoNews(Wait wait, WaitResult result) {
    if (!(result instanceof WaitResult.Busy)
        || !(wait instanceof TaskWait task)
        || task.request().jobLimit() != null
        || !signs.hasHeardOf(task.activity().ref(), task.name())) {
      return false;
    }
    task.isHeardOf();
    return true;
  }

  /** Sends a heartbeat if one is due, and none is on its way already. */
  void heartbeat(Wait wait, Instant now) {
    if (wait.activity().beginHeartbeat(now)) {
      call(() -> sendHeartbeat(wait));
    }
  }

  private void sendHeartbeat(Wait wait) {
    PendingActivity activity = wait.activity();
    Instant begun = clock.instant();
    try {
      if (isAbandonedToUs(activity, begun)) {
        activity.handle().heartbeat(temporal, activity.status());
        activity.heartbeatTaken(
            begun, heartbeatInterval(activity), activity.heartbeatTimeout(heartbeatTimeout));
      } else {
        over.accept(wait);
      }
      reached();
    } catch (RuntimeException failed) {
      Instant again = clock.instant().plus(RETRY_HEARTBEAT);
      failed(wait, failed, () -> activity.heartbeatDueAt(again));
    } finally {
      activity.endHeartbeat();
    }
  }

  private void failed(Wait wait, RuntimeException failure, Runnable retry) {
    if (isOver(failure)) {
      over.accept(wait);
    } else {
      retry.run();
      unreached(failure);
    }
  }

  private boolean isAbandonedToUs(PendingActivity activity, Instant now) {
    return activity.isOurs(now)
        || signs
            .lastSign(activity.ref())
            .filter(sign -> !now.isBefore(time.onMachine(sign).plus(silence(activity))))
            .isPresent();
  }

  /**
   * Fails the wait for the retry that moves it to another worker; otherwise it would move only
   * after the heartbeat time-out. One that may belong to another worker stays there.
   */
  void handOver(Wait wait) {
    if (wait.activity().isOurs(clock.instant()) && !wait.activity().isCompleting()) {
      call(() -> fail(wait));
    }
  }

  private void fail(Wait wait) {
    try {
      wait.activity()
          .handle()
          .fail(
              temporal,
              ApplicationFailure.newFailure(
                  "this worker stops; another one watches on", HANDED_OVER));
    } catch (RuntimeException failed) {
      LOG.atDebug()
          .addKeyValue("runner", wait.name())
          .log("the wait was not handed over; it moves after its heartbeat time-out");
    }
  }

  /** Lets the calls that are on their way to Temporal arrive. */
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
