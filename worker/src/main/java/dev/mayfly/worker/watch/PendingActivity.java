package dev.mayfly.worker.watch;

import dev.mayfly.workflows.step.WaitActivities;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A wait as Temporal sees it, and what is on its way there. Shared by the polling thread and the
 * threads that call Temporal.
 */
final class PendingActivity {

  private final ActivityRef ref;
  private final CompletionHandle handle;
  // Lives of before have others than those of today.
  private final @Nullable Duration heartbeatTimeout;
  private final AtomicBoolean completing = new AtomicBoolean();
  private final AtomicBoolean heartbeating = new AtomicBoolean();
  private volatile String status = "not polled yet";
  private volatile Instant heartbeatDue = Instant.MIN;
  // Until then Temporal cannot have given this wait to another worker.
  private volatile Instant oursUntil;

  private PendingActivity(
      ActivityRef ref,
      CompletionHandle handle,
      @Nullable Duration heartbeatTimeout,
      Instant oursUntil) {
    this.ref = ref;
    this.handle = handle;
    this.heartbeatTimeout = heartbeatTimeout;
    this.oursUntil = oursUntil;
  }

  /** Returns one that Temporal gave to this worker; its token says when that is no longer so. */
  static PendingActivity given(
      ActivityRef ref, byte[] taskToken, @Nullable Duration heartbeatTimeout) {
    return new PendingActivity(
        ref, new CompletionHandle.Token(taskToken), heartbeatTimeout, Instant.MAX);
  }

  /** Returns one with the time-out of the settings. */
  static PendingActivity given(ActivityRef ref, byte[] taskToken) {
    return given(ref, taskToken, null);
  }

  /** Returns one that Temporal gave to a worker which may be dead. */
  static PendingActivity takenOver(ActivityRef ref, @Nullable Duration heartbeatTimeout) {
    return new PendingActivity(ref, new CompletionHandle.Id(ref), heartbeatTimeout, Instant.MIN);
  }

  /** Returns one with the time-out of the settings. */
  static PendingActivity takenOver(ActivityRef ref) {
    return takenOver(ref, null);
  }

  /** Returns after how long without a heartbeat Temporal gives it to another worker. */
  Duration heartbeatTimeout(Duration otherwise) {
    return heartbeatTimeout == null ? otherwise : heartbeatTimeout;
  }

  /** Returns whether it is one of those that last for as long as a job. */
  boolean isForHours() {
    return heartbeatTimeout != null
        && heartbeatTimeout.compareTo(WaitActivities.HEARTBEAT_TIMEOUT) > 0;
  }

  ActivityRef ref() {
    return ref;
  }

  CompletionHandle handle() {
    return handle;
  }

  String status() {
    return status;
  }

  void status(String words) {
    status = words;
  }

  boolean isOurs(Instant now) {
    return now.isBefore(oursUntil);
  }

  /** Marks a completion as on its way; false if one is already: nothing is left to evaluate. */
  boolean beginCompletion() {
    return completing.compareAndSet(false, true);
  }

  void completionFailed() {
    completing.set(false);
  }

  boolean isCompleting() {
    return completing.get();
  }

  void heartbeatDueAt(Instant due) {
    heartbeatDue = due;
  }

  /**
   * Marks a heartbeat as on its way; false if it is too early, or if one is already: while Temporal
   * is down, no second one queues up behind it.
   */
  boolean beginHeartbeat(Instant now) {
    return !now.isBefore(heartbeatDue) && heartbeating.compareAndSet(false, true);
  }

  /** Records a heartbeat sent at this time, which keeps the wait with this worker. */
  void heartbeatTaken(Instant sent, Duration untilNext, Duration timeout) {
    heartbeatDue = sent.plus(untilNext);
    Instant kept = sent.plus(timeout);
    oursUntil = kept.isAfter(oursUntil) ? kept : oursUntil;
  }

  void endHeartbeat() {
    heartbeating.set(false);
  }
}
