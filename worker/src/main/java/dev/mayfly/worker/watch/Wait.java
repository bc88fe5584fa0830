package dev.mayfly.worker.watch;

import dev.mayfly.workflows.id.RunnerName;
import dev.mayfly.workflows.id.TaskRef;
import dev.mayfly.workflows.life.RunnerRef;
import dev.mayfly.workflows.life.WaitRequest;
import dev.mayfly.workflows.pool.Turn;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * One open wait, and what earlier looks have seen for it. What the judge remembers belongs to the
 * looking thread; the rest is shared with the threads that speak to Temporal.
 */
final class Wait {

  final WaitKind stage;
  final ActivityRef activity;
  final CompletionHandle line;
  private final @Nullable RunnerRef runner;
  private final @Nullable WaitRequest watch;
  private final @Nullable Turn turn;

  /** The registration's id, from the life or from a listing. */
  @Nullable Long runnerId;

  /** Since which look the runner has been busy, without a break. */
  @Nullable Instant busySince;

  /** Since which look the runner has been free, without a break. */
  @Nullable Instant freeSince;

  /** Since which look the registration has been missing, without a break. */
  @Nullable Instant missingSince;

  /** The last look that found the task without a node again, though it had started before. */
  @Nullable Instant nodelessAt;

  /** Whether its pool has been asked for the turn; belongs to the rounds, like the next one. */
  boolean wanted;

  /** The first question about its turn since which there has been no answer. */
  @Nullable Instant silentSince;

  /** The last look in words; the wait's heartbeat carries it into the Web UI. */
  volatile String seen = "not looked yet";

  /** When the next heartbeat is due. */
  volatile Instant beatAt = Instant.MIN;

  /** Until when nobody else can have been given this wait, as far as this worker knows. */
  volatile Instant oursUntil;

  /** A completion is on its way to Temporal: nothing is left to judge unless it fails. */
  final AtomicBoolean completing = new AtomicBoolean();

  /** A heartbeat is on its way: while Temporal is down, no second one queues up behind it. */
  final AtomicBoolean beating = new AtomicBoolean();

  private Wait(
      WaitKind stage,
      ActivityRef activity,
      CompletionHandle line,
      Instant oursUntil,
      @Nullable RunnerRef runner,
      @Nullable WaitRequest watch,
      @Nullable Turn turn) {
    this.stage = stage;
    this.activity = activity;
    this.line = line;
    this.oursUntil = oursUntil;
    this.runner = runner;
    this.watch = watch;
    this.turn = turn;
    this.runnerId = runner == null ? null : runner.id();
  }

  /** A wait that Temporal gave to this worker; its token says when that is no longer so. */
  static Wait given(
      WaitKind stage,
      ActivityRef activity,
      byte[] taskToken,
      RunnerRef runner,
      @Nullable WaitRequest watch) {
    return new Wait(
        stage, activity, new CompletionHandle.Token(taskToken), Instant.MAX, runner, watch, null);
  }

  /** As every wait that Temporal gave to this worker; its pool has not been asked by us yet. */
  static Wait given(ActivityRef activity, byte[] taskToken, Turn turn) {
    return new Wait(
        WaitKind.TURN,
        activity,
        new CompletionHandle.Token(taskToken),
        Instant.MAX,
        null,
        null,
        turn);
  }

  /** A wait that Temporal gave to a worker which may be dead. */
  static Wait adopted(
      WaitKind stage, ActivityRef activity, RunnerRef runner, @Nullable WaitRequest watch) {
    return new Wait(
        stage, activity, new CompletionHandle.Id(activity), Instant.MIN, runner, watch, null);
  }

  /** As every wait of a worker which may be dead; that one has asked the pool, most likely. */
  static Wait adopted(ActivityRef activity, Turn turn) {
    Wait wait =
        new Wait(
            WaitKind.TURN,
            activity,
            new CompletionHandle.Id(activity),
            Instant.MIN,
            null,
            null,
            turn);
    wait.wanted = true;
    return wait;
  }

  boolean isOurs(Instant now) {
    return now.isBefore(oursUntil);
  }

  /** Whose wait it is, for people. */
  RunnerName name() {
    return stage == WaitKind.TURN ? turn().runner() : runner().name();
  }

  /** The turn waited for, at {@link WaitKind#TURN}. */
  Turn turn() {
    return present(turn, "turn");
  }

  /** The runner watched; every stage but {@link WaitKind#TURN} has it. */
  RunnerRef runner() {
    return present(runner, "runner");
  }

  /**
   * What a wait for a task watches; neither {@link WaitKind#TURN} nor {@link WaitKind#OTHER} has
   * it.
   */
  WaitRequest watch() {
    return present(watch, "task");
  }

  private <T> T present(@Nullable T part, String what) {
    if (part == null) {
      throw new IllegalStateException(stage + " watches no " + what);
    }
    return part;
  }

  TaskRef task() {
    return watch().task();
  }
}
