package dev.mayfly.worker.watch;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A wait as Temporal sees it, and what is on its way there. Shared by the polling thread and the
 * threads that call Temporal.
 */
final class PendingActivity {

  private final ActivityRef ref;
  private final CompletionHandle handle;
  private final AtomicBoolean completing = new AtomicBoolean();
  private final AtomicBoolean heartbeating = new AtomicBoolean();
  private volatile String status = "not polled yet";
  private volatile Instant heartbeatDue = Instant.MIN;
  // Until then Temporal cannot have given this wait to another worker.
  private volatile Instant oursUntil;

  private PendingActivity(ActivityRef ref, CompletionHandle handle, Instant oursUntil) {
    this.ref = ref;
    this.handle = handle;
    this.oursUntil = oursUntil;
  }

  /** Returns one that Temporal gave to this worker; its token says when that is no longer so. */
  static PendingActivity given(ActivityRef ref, byte[] taskToken) {
    return new PendingActivity(ref, new CompletionHandle.Token(taskToken), Instant.MAX);
  }

  /** Returns one that Temporal gave to a worker which may be dead. */
  static PendingActivity takenOver(ActivityRef ref) {
    return new PendingActivity(ref, new CompletionHandle.Id(ref), Instant.MIN);
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
