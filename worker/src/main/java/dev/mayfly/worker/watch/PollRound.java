package dev.mayfly.worker.watch;

import static java.util.Objects.requireNonNull;

import dev.mayfly.worker.batch.TaskSnapshot;
import dev.mayfly.worker.forge.RunnerListing;
import dev.mayfly.worker.forge.RunnerSnapshot;
import dev.mayfly.workflows.id.BatchJobId;
import dev.mayfly.workflows.id.JobRef;
import dev.mayfly.workflows.id.Scope;
import dev.mayfly.workflows.id.TaskRef;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One look at the world, for every wait: each listing is fetched once, when the first wait needs
 * it. What cannot be reached, or is not due yet, is not seen, and nothing is concluded from it.
 */
final class PollRound {

  /** Where registrations are listed together. */
  record Listed(String forge, Scope scope) {
    static Listed of(JobRef job) {
      return new Listed(job.forge(), job.scope());
    }
  }

  private final ObservedWorld world;
  private final ListingThrottle pace;
  private final OutageLog outages;
  private final InstantSource clock;
  private final Instant begun;
  private final Map<Listed, Optional<Map<String, RunnerSnapshot>>> runners = new HashMap<>();
  private final Map<BatchJobId, Optional<Map<String, TaskSnapshot>>> tasks = new HashMap<>();
  private final Set<Listed> asked = new HashSet<>();
  // What left one exact question without an answer is asked no more in this look: a time-out for
  // each of a thousand waits would take hours.
  private final Set<Object> silent = new HashSet<>();

  PollRound(ObservedWorld world, ListingThrottle pace, OutageLog outages, InstantSource clock) {
    this.world = world;
    this.pace = pace;
    this.outages = outages;
    this.clock = clock;
    this.begun = clock.instant();
  }

  Instant begun() {
    return begun;
  }

  /** All registrations of the job's scope by name; empty when this look does not have them. */
  Optional<Map<String, RunnerSnapshot>> runners(JobRef job) {
    Listed listed = Listed.of(job);
    if (!runners.containsKey(listed)) {
      runners.put(listed, pace.isDue(listed, begun) ? list(listed, job) : Optional.empty());
    }
    return requireNonNull(runners.get(listed));
  }

  /** Whether this look asked for the job's scope; otherwise it was not due yet. */
  boolean asked(JobRef job) {
    return asked.contains(Listed.of(job));
  }

  private Optional<Map<String, RunnerSnapshot>> list(Listed listed, JobRef job) {
    asked.add(listed);
    String what = "runners of " + job.scope();
    Instant before = clock.instant();
    try {
      RunnerListing found = world.runners(job);
      pace.spent(listed, before, clock.instant(), ListingThrottle.requests(found));
      outages.answered(listed, what);
      return Optional.of(byName(found.runners(), RunnerSnapshot::name, PollRound::livelier));
    } catch (RuntimeException unreachable) {
      pace.spent(listed, before, clock.instant(), ListingThrottle.requests(unreachable));
      outages.failed(listed, what, unreachable);
      return Optional.empty();
    }
  }

  // Some forges allow a name twice, and the one that works must not hide behind a dead one.
  private static RunnerSnapshot livelier(RunnerSnapshot first, RunnerSnapshot second) {
    return first.busy() || (first.online() && !second.busy()) ? first : second;
  }

  /**
   * The task; null in the answer when it does not exist, no answer when that could not be found
   * out.
   */
  Optional<Found> task(TaskRef task) {
    Optional<Map<String, TaskSnapshot>> listed =
        tasks.computeIfAbsent(
            task.batchJob(),
            job ->
                answered(job, "tasks of " + job, () -> world.tasks(job))
                    .map(found -> byName(found, TaskSnapshot::id, (first, second) -> second)));
    if (listed.isEmpty()) {
      return Optional.empty();
    }
    TaskSnapshot found = listed.get().get(task.task().toString());
    return found != null
        ? Optional.of(new Found(found))
        : exactly(
            task.batchJob(), "task " + task.task(), () -> new Found(world.task(task).orElse(null)));
  }

  /**
   * Whether a registration missing from a listing is really gone; no answer when that could not be
   * found out.
   */
  Optional<Boolean> isRegistered(JobRef job, long runnerId) {
    return exactly(Listed.of(job), "runner " + runnerId, () -> world.isRegistered(job, runnerId));
  }

  /** A task, or the certainty that there is none. */
  record Found(@Nullable TaskSnapshot task) {}

  private static <T> Map<String, T> byName(
      List<T> all, Function<T, String> name, BinaryOperator<T> ofTwo) {
    return all.stream()
        .collect(
            Collectors.toMap(
                each -> name.apply(each).toLowerCase(Locale.ROOT), Function.identity(), ofTwo));
  }

  private <T> Optional<T> exactly(Object whom, String what, Supplier<T> question) {
    if (silent.contains(whom)) {
      return Optional.empty();
    }
    Optional<T> answer = answered(new Exact(whom), what, question);
    if (answer.isEmpty()) {
      silent.add(whom);
    }
    return answer;
  }

  // A listing may answer where an exact question does not, and the other way round.
  private record Exact(Object whom) {}

  private <T> Optional<T> answered(Object whom, String what, Supplier<T> question) {
    try {
      Optional<T> answer = Optional.of(question.get());
      outages.answered(whom, what);
      return answer;
    } catch (RuntimeException unreachable) {
      outages.failed(whom, what, unreachable);
      return Optional.empty();
    }
  }
}
