package dev.mayfly.acceptance.crash;

import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The step of a life at which a process is killed, and how far it has got: a row of the matrix. */
enum KillPoint {
  QUEUED_SENT(
      "delivery of `queued`", "Temporal has not got it", Kind.SENT, RunnerPhase.NOWHERE, null),
  QUEUED_TAKEN("delivery of `queued`", "Temporal has it", Kind.TAKEN, RunnerPhase.NOWHERE, null),
  MINT("mintRunnerToken", "asked", Kind.CALL, RunnerPhase.NOWHERE, "mintRunnerToken"),
  MINT_DONE("mintRunnerToken", "done", Kind.CALL, RunnerPhase.NOWHERE, "mintRunnerToken"),
  ENSURE("ensureBatchJob", "asked", Kind.CALL, RunnerPhase.NOWHERE, "ensureBatchJob"),
  ENSURE_DONE("ensureBatchJob", "done", Kind.CALL, RunnerPhase.NOWHERE, "ensureBatchJob"),
  CREATE("createTask", "asked", Kind.CALL, RunnerPhase.NOWHERE, "createTask"),
  CREATE_DONE("createTask", "done", Kind.CALL, RunnerPhase.NOWHERE, "createTask"),
  AWAIT_START("awaitStart", "no node yet", Kind.WAIT, RunnerPhase.CREATED, "awaitStart"),
  AWAIT_ONLINE("awaitOnline", "not registered yet", Kind.WAIT, RunnerPhase.STARTED, "awaitOnline"),
  IN_PROGRESS_SENT(
      "delivery of `in_progress`", "Temporal has not got it", Kind.SENT, RunnerPhase.STARTED, null),
  IN_PROGRESS_TAKEN(
      "delivery of `in_progress`", "Temporal has it", Kind.TAKEN, RunnerPhase.STARTED, null),
  AWAIT_COMPLETION(
      "awaitCompletion", "the job runs", Kind.WAIT, RunnerPhase.BUSY, "awaitCompletion"),
  COMPLETED_SENT(
      "delivery of `completed`", "Temporal has not got it", Kind.SENT, RunnerPhase.BUSY, null),
  COMPLETED_TAKEN("delivery of `completed`", "Temporal has it", Kind.TAKEN, RunnerPhase.BUSY, null),
  REMOVE("removeRunner", "asked", Kind.CALL, RunnerPhase.BUSY, "removeRunner"),
  REMOVE_DONE("removeRunner", "done", Kind.CALL, RunnerPhase.BUSY, "removeRunner"),
  DELETE("deleteTask", "asked", Kind.CALL, RunnerPhase.LEAVING, "deleteTask"),
  DELETE_DONE("deleteTask", "done", Kind.CALL, RunnerPhase.LEAVING, "deleteTask"),
  FLEET("providing many at once", "some have a task", Kind.FLEET, RunnerPhase.NOWHERE, null);

  /** The reason why the step is in flight. */
  enum Kind {
    /** A delivery on its way: Temporal has not got it. */
    SENT,
    /** A delivery on its way: Temporal has it, GitHub has no answer. */
    TAKEN,
    /** A call of the worker that GitHub or Batch has not answered. */
    CALL,
    /** An event that has not come yet, so that the step waits. */
    WAIT,
    FLEET
  }

  /** The state of the job's runner before the step is brought about. */
  enum RunnerPhase {
    NOWHERE,
    CREATED,
    STARTED,
    BUSY,
    /** The job is done, the registration gone, and the container still there. */
    LEAVING
  }

  final String step;
  final String state;
  final Kind kind;
  final RunnerPhase runner;
  private final @Nullable String activity;

  KillPoint(String step, String state, Kind kind, RunnerPhase runner, @Nullable String activity) {
    this.step = step;
    this.state = state;
    this.kind = kind;
    this.runner = runner;
    this.activity = activity;
  }

  /** Returns the activity that is pending then. */
  Optional<String> activity() {
    return Optional.ofNullable(activity);
  }

  boolean isDelivery() {
    return kind == Kind.SENT || kind == Kind.TAKEN;
  }

  /** Returns the action whose delivery is under way. */
  String action() {
    return name().replaceAll("_(SENT|TAKEN)$", "").toLowerCase(Locale.ROOT);
  }
}
