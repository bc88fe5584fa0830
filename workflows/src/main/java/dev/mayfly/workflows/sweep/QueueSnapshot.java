package dev.mayfly.workflows.sweep;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.mayfly.workflows.id.LifeId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The queued jobs as the forge listed them.
 *
 * @param jobs those that need a life, or whose life is held.
 * @param givenUp those that are left alone: an operator cancelled their life, or its attempts are
 *     spent.
 * @param repositories how many there are to look into; 0 where one list covers them all.
 * @param examined how many of them this look covered.
 * @param next where the next look begins; absent when this one came to the end.
 * @param calls what it cost of the forge's budget; answers that nothing changed are free.
 * @param bound within which time a lost job is found, at this cost and within the sweep's share.
 * @param pause until the next round, as configured where it was looked.
 * @param unlisted the open lives that wait for a job which a complete list, begun while they were
 *     seen to wait, does not have: they are to ask what became of it.
 * @param unserved those that no pool serves; absent: there are none.
 */
public record QueueSnapshot(
    Instant begun,
    List<QueuedJob> jobs,
    List<GivenUp> givenUp,
    int repositories,
    int examined,
    @Nullable String next,
    int calls,
    Duration bound,
    Duration pause,
    List<LifeId> unlisted,
    // A worker of an earlier release reads no field that it does not know.
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Unserved unserved) {

  /** A queued job that gets no runner any more, and why. */
  public record GivenUp(LifeId life, String why) {}

  /** Histories of before have no {@code unlisted}. */
  @JsonCreator
  @SuppressWarnings("NullAway") // an absent list arrives as null
  public QueueSnapshot {
    requireNonNull(begun, "begun");
    jobs = List.copyOf(jobs);
    givenUp = List.copyOf(givenUp);
    unlisted = unlisted == null ? List.of() : List.copyOf(unlisted);
  }
}
