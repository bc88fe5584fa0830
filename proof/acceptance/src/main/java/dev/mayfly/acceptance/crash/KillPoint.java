package dev.mayfly.acceptance.crash;

import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** When somebody is killed: a step of a life, and how far it has got; one row of the matrix. */
enum KillPoint {
  QUEUED_SENT("delivery of `queued`", "Temporal has not got it", Kind.SENT, Place.NOWHERE, null),
  QUEUED_TAKEN("delivery of `queued`", "Temporal has it", Kind.TAKEN, Place.NOWHERE, null),
  MINT("mintRunnerToken", "asked", Kind.CALL, Place.NOWHERE, "mintRunnerToken"),
  MINT_DONE("mintRunnerToken", "done", Kind.CALL, Place.NOWHERE, "mintRunnerToken"),
  ENSURE("ensureBatchJob", "asked", Kind.CALL, Place.NOWHERE, "ensureBatchJob"),
  ENSURE_DONE("ensureBatchJob", "done", Kind.CALL, Place.NOWHERE, "ensureBatchJob"),
  CREATE("createTask", "asked", Kind.CALL, Place.NOWHERE, "createTask"),
  CREATE_DONE("createTask", "done", Kind.CALL, Place.NOWHERE, "createTask"),
  AWAIT_START("awaitStart", "no node yet", Kind.WAIT, Place.CREATED, "awaitStart"),
  AWAIT_ONLINE("awaitOnline", "not registered yet", Kind.WAIT, Place.STARTED, "awaitOnline"),
  IN_PROGRESS_SENT(
      "delivery of `in_progress`", "Temporal has not got it", Kind.SENT, Place.STARTED, null),
  IN_PROGRESS_TAKEN(
      "delivery of `in_progress`", "Temporal has it", Kind.TAKEN, Place.STARTED, null),
  AWAIT_COMPLETION("awaitCompletion", "the job runs", Kind.WAIT, Place.BUSY, "awaitCompletion"),
  COMPLETED_SENT("delivery of `completed`", "Temporal has not got it", Kind.SENT, Place.BUSY, null),
  COMPLETED_TAKEN("delivery of `completed`", "Temporal has it", Kind.TAKEN, Place.BUSY, null),
  REMOVE("removeRunner", "asked", Kind.CALL, Place.BUSY, "removeRunner"),
  REMOVE_DONE("removeRunner", "done", Kind.CALL, Place.BUSY, "removeRunner"),
  DELETE("deleteTask", "asked", Kind.CALL, Place.LEAVING, "deleteTask"),
  DELETE_DONE("deleteTask", "done", Kind.CALL, Place.LEAVING, "deleteTask"),
  FLEET("providing many at once", "some have a task", Kind.FLEET, Place.NOWHERE, null);

  /** What makes it in flight. */
  enum Kind {
    /** A delivery on its way: Temporal has not got it. */
    SENT,
    /** A delivery on its way: Temporal has it, GitHub has no answer. */
    TAKEN,
    /** A call of the worker that GitHub or Batch has not answered. */
    CALL,
    /** Something that has not happened yet, so that the step waits. */
    WAIT,
    FLEET
  }

  /** How far the job's runner is before the moment is brought about. */
  enum Place {
    NOWHERE,
    CREATED,
    STARTED,
    BUSY,
    /** The job is done, the registration gone, and the container still there. */
    LEAVING
  }

  private final String step;
  private final String state;
  private final Kind kind;
  private final Place place;
  private final @Nullable String activity;

  KillPoint(String step, String state, Kind kind, Place place, @Nullable String activity) {
    this.step = step;
    this.state = state;
    this.kind = kind;
    this.place = place;
    this.activity = activity;
  }

  String step() {
    return step;
  }

  String state() {
    return state;
  }

  Kind kind() {
    return kind;
  }

  Place place() {
    return place;
  }

  /** Which activity is pending at that moment. */
  Optional<String> activity() {
    return Optional.ofNullable(activity);
  }

  boolean isDelivery() {
    return kind == Kind.SENT || kind == Kind.TAKEN;
  }

  /** The action whose delivery is under way. */
  String action() {
    return name().replaceAll("_(SENT|TAKEN)$", "").toLowerCase(Locale.ROOT);
  }
}
