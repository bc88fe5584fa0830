package dev.mayfly.workflows.sweep;

import static java.util.Objects.requireNonNull;

import dev.mayfly.workflows.id.RunnerName;
import dev.mayfly.workflows.id.SweepId;
import dev.mayfly.workflows.life.LifeStatus;
import dev.mayfly.workflows.life.Outcome;
import dev.mayfly.workflows.life.Phase;
import dev.mayfly.workflows.temporal.SearchAttributes;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The conclusions of a sweep as pure functions, for the worker in the real world and for the search
 * for counter-examples alike. They never see a listing that could not be had: a step that cannot
 * see everything fails instead.
 */
public final class SweepRules {

  private SweepRules() {}

  /** The newest run of a life, as Temporal says. */
  public sealed interface Life {

    /** There is none of this name: never started, or older than the namespace's retention. */
    record None() implements Life {}

    /**
     * It runs.
     *
     * @param runId of the newest run.
     * @param phase the attribute {@link SearchAttributes#PHASE}; absent until a worker has begun
     *     with it.
     */
    record Open(String runId, @Nullable String phase) implements Life {
      public Open {
        requireNonNull(runId, "runId");
      }
    }

    /**
     * It is over.
     *
     * @param status how Temporal closed it, in one word, as in {@code terminated}.
     * @param outcome the attribute {@link SearchAttributes#OUTCOME}; absent where its code did not
     *     come to its end.
     */
    record Closed(String status, @Nullable String outcome, Instant at) implements Life {
      public Closed {
        requireNonNull(status, "status");
        requireNonNull(at, "at");
      }

      private String inWords() {
        return outcome == null ? "its life was " + status : "its life ended as " + outcome;
      }
    }
  }

  /** The need of a queued job; {@code why} says for people what was found instead of a life. */
  public sealed interface Need {

    /**
     * A life is to be started. The caller asks it to verify first where one was there before: the
     * job may have been taken since it was listed.
     */
    record Start(String why) implements Need {}

    /** Its life is held and does not know that the job is queued: it is to be told. */
    record Wake(String why) implements Need {}

    /** Nothing: an open life looks after it. */
    record Leave() implements Need {}

    /** Nothing ever again, unless it is queued anew: it is only reported. */
    record GivenUp(String why) implements Need {}
  }

  /**
   * Returns the need of a job that the forge lists as queued.
   *
   * @param createdAt when the job was made, or made anew under the same id; absent where the forge
   *     does not say: then it counts as no newer than the life.
   */
  public static Need need(Life life, @Nullable Instant createdAt) {
    if (life instanceof Life.Open open) {
      return Phase.HELD.name().equals(open.phase())
          ? new Need.Wake("its life is held")
          : new Need.Leave();
    }
    if (life instanceof Life.Closed closed) {
      return isFinal(closed) && !isNewer(createdAt, closed.at())
          ? new Need.GivenUp(closed.inWords())
          : new Need.Start(closed.inWords());
    }
    return new Need.Start("it had no life");
  }

  /**
   * Returns whether a life waits for its job with a runner that has none, as far as it knows: then
   * the job is queued, or the life has not heard what became of it.
   */
  public static boolean awaitsJob(Life life) {
    return life instanceof Life.Open open
        && Stream.of(Phase.WAITING_FOR_CAPACITY, Phase.STARTING, Phase.ONLINE)
            .anyMatch(phase -> phase.name().equals(open.phase()));
  }

  private static boolean isFinal(Life.Closed closed) {
    return Outcome.CANCELLED.equals(closed.outcome())
        || Outcome.ATTEMPTS_SPENT.equals(closed.outcome());
  }

  private static boolean isNewer(@Nullable Instant createdAt, Instant closedAt) {
    return createdAt != null && createdAt.isAfter(closedAt);
  }

  /**
   * Reads the name of a registration or a task; empty for whatever this sweep must never touch:
   * what does not parse, another installation's, another forge's.
   */
  public static Optional<RunnerName> ours(SweepId sweep, String name) {
    return RunnerName.parse(name)
        .filter(it -> it.life().installation().equals(sweep.installation()))
        .filter(it -> it.life().forge().equals(sweep.forge()));
  }

  /**
   * Returns why no life stands behind a runner; empty when one does, or when that is unknown. A
   * single listing makes it a suspect only.
   *
   * @param ask asks the open life for its status; empty when it does not answer. Only asked where
   *     the run's id does not tell: a Reset gives a life another run id, and leaves its runners
   *     their names.
   */
  public static Optional<String> whyOrphan(
      RunnerName name, Life life, Supplier<Optional<LifeStatus>> ask) {
    if (life instanceof Life.Open open) {
      return isOf(name, open.runId()) || ask.get().map(it -> hasUse(it, name)).orElse(true)
          ? Optional.empty()
          : Optional.of("its life began anew without it");
    }
    if (life instanceof Life.Closed closed) {
      return Optional.of(closed.inWords());
    }
    return Optional.of("it has no life");
  }

  private static boolean isOf(RunnerName name, String runId) {
    return RunnerName.of(name.life(), runId, name.attempt()).equals(name);
  }

  private static boolean hasUse(LifeStatus status, RunnerName name) {
    return status.attempts().stream()
        .anyMatch(it -> it.end() == null && it.runner().equals(name.toString()));
  }
}
