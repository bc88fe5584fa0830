package dev.mayfly.workflows.step;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The result of a wait: always as the forge or Batch listed it, never by a clock alone. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "saw")
@JsonSubTypes({
  @JsonSubTypes.Type(value = WaitResult.Started.class, name = "Started"),
  @JsonSubTypes.Type(value = WaitResult.Online.class, name = "Online"),
  @JsonSubTypes.Type(value = WaitResult.Busy.class, name = "Busy"),
  @JsonSubTypes.Type(value = WaitResult.Idle.class, name = "Idle"),
  @JsonSubTypes.Type(value = WaitResult.Ended.class, name = "Ended"),
  @JsonSubTypes.Type(value = WaitResult.Gone.class, name = "Gone"),
  @JsonSubTypes.Type(value = WaitResult.Overdue.class, name = "Overdue"),
  @JsonSubTypes.Type(value = WaitResult.Unseen.class, name = "Unseen"),
  @JsonSubTypes.Type(value = WaitResult.Admitted.class, name = "Admitted")
})
public sealed interface WaitResult {

  /** When the look began that saw it, in Temporal's time as the worker knows it. */
  Instant at();

  /**
   * The task runs on a node.
   *
   * @param startTime its start by Batch's clock; absent while its node prepares.
   */
  record Started(Instant at, @Nullable String node, @Nullable Instant startTime)
      implements WaitResult {}

  /**
   * The forge lists the runner as online.
   *
   * @param ends absent unless the forge is about to give its version no more jobs.
   */
  record Online(Instant at, long runnerId, @Nullable VersionEnd ends) implements WaitResult {}

  /** From then on the forge gives runners of this version no jobs. */
  record VersionEnd(String version, Instant at) {}

  /** The forge has listed the runner as busy for a while, and the life does not know it. */
  record Busy(Instant at, long runnerId) implements WaitResult {}

  /** Online for the whole of the idle deadline without a job. */
  record Idle(Instant at) implements WaitResult {}

  /**
   * The task is over.
   *
   * @param exitCode the container's; absent when Batch ended or never started it.
   * @param cause Batch's code and message where it failed, for people; never a secret.
   * @param poolFault whether every runner of this pool would fail in the same way, as with an image
   *     that cannot be pulled.
   */
  record Ended(Instant at, @Nullable Integer exitCode, @Nullable String cause, boolean poolFault)
      implements WaitResult {}

  /**
   * Something of the runner is not there any more.
   *
   * @param what the task, the node or the registration.
   * @param mayRun whether the container may still be running: then the forge has the last word
   *     before it is ended.
   */
  record Gone(Instant at, String what, boolean mayRun) implements WaitResult {}

  /** The stage took longer than it may, and a look begun after that still found it so. */
  record Overdue(Instant at, String found) implements WaitResult {}

  /**
   * No watcher could look, for longer than any outage should last: nothing is known, nothing may be
   * concluded.
   */
  record Unseen(Instant at, String why) implements WaitResult {}

  /**
   * The pool lets the runner be made.
   *
   * @param how by its turn, or because the pool's entity could not be reached for too long.
   * @param unasked whether it is the latter.
   */
  record Admitted(Instant at, String how, boolean unasked) implements WaitResult {}
}
