package dev.mayfly.worker.watch;

import static java.util.Objects.requireNonNull;

import dev.mayfly.worker.batch.TaskSnapshot;
import dev.mayfly.worker.forge.RunnerListing;
import dev.mayfly.worker.forge.RunnerSnapshot;
import dev.mayfly.workflows.id.BatchJobId;
import dev.mayfly.workflows.id.JobRef;
import dev.mayfly.workflows.id.Scope;
import dev.mayfly.workflows.id.TaskRef;
import dev.mayfly.workflows.step.WaitResult.VersionEnd;
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
 * One poll of forges and Batch, for every wait: each listing is fetched once, when the first wait
 * needs it. Nothing is concluded from a listing that failed or is not due yet.
 */
final class PollRound {

  /** A scope of a forge, whose registrations are listed together. */
  record ListedScope(String forge, Scope scope) {
    static ListedScope of(JobRef job) {
      return new ListedScope(job.forge(), job.scope());
    }
  }

  private final ObservedWorld world;
  private final ListingThrottle throttle;
  private final OutageLog outages;
  private final InstantSource clock;
  private final Instant begun;
  private final Instant started;
  private final Map<ListedScope, Optional<Map<String, RunnerSnapshot>>> runners = new HashMap<>();
  private final Map<BatchJobId, Optional<Map<String, TaskSnapshot>>> tasks = new HashMap<>();
  private final Set<ListedScope> tried = new HashSet<>();
  // A forge or Batch job that left one request by id without an answer gets no more of them in this
  // poll: a time-out for each of a thousand waits would take hours.
  private final Set<Object> unanswering = new HashSet<>();

  PollRound(ObservedWorld world, ListingThrottle throttle, OutageLog outages, TemporalClock time) {
    this.world = world;
    this.throttle = throttle;
    this.outages = outages;
    this.clock = time.machine();
    this.started = clock.instant();
    this.begun = time.instant();
  }

  /** Returns when it began, in Temporal's time. */
  Instant begun() {
    return begun;
  }

  /** Returns all registrations of the job's scope by name; empty if this poll has none of them. */
  Optional<Map<String, RunnerSnapshot>> runners(JobRef job) {
    ListedScope scope = ListedScope.of(job);
    if (!runners.containsKey(scope)) {
      runners.put(scope, throttle.isDue(scope, started) ? list(scope, job) : Optional.empty());
    }
    return requireNonNull(runners.get(scope));
  }

  /** Returns whether a listing of the job's scope was due in this poll, and so was tried. */
  boolean wasDue(JobRef job) {
    return tried.contains(ListedScope.of(job));
  }

  private Optional<Map<String, RunnerSnapshot>> list(ListedScope scope, JobRef job) {
    tried.add(scope);
    String what = "runners of " + job.scope();
    Instant before = clock.instant();
    try {
      RunnerListing found = world.runners(job);
      throttle.spent(scope, before, clock.instant(), ListingThrottle.requests(found));
      outages.answered(scope, what);
      return Optional.of(byName(found.runners(), RunnerSnapshot::name, PollRound::livelier));
    } catch (RuntimeException unreachable) {
      throttle.spent(scope, before, clock.instant(), ListingThrottle.requests(unreachable));
      outages.failed(scope, what, unreachable);
      return Optional.empty();
    }
  }

  // Some forges allow a name twice, and the one that works must not hide behind a dead one.
  private static RunnerSnapshot livelier(RunnerSnapshot first, RunnerSnapshot second) {
    return first.busy() || (first.online() && !second.busy()) ? first : second;
  }

  /** Returns the task; null in the answer if it does not exist, no answer if Batch did not say. */
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
        : byId(
            task.batchJob(), "task " + task.task(), () -> new Found(world.task(task).orElse(null)));
  }

  /**
   * Returns whether a registration missing from a listing is there; no answer if the forge did not
   * say.
   */
  Optional<Boolean> isRegistered(JobRef job, long runnerId) {
    return byId(ListedScope.of(job), "runner " + runnerId, () -> world.isRegistered(job, runnerId));
  }

  /** Returns when the forge gives a runner's version no more jobs, if that is near. */
  @Nullable VersionEnd versionEnd(JobRef job, RunnerSnapshot runner) {
    return world.versionEnd(job, runner).orElse(null);
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

  private <T> Optional<T> byId(Object whom, String what, Supplier<T> request) {
    if (unanswering.contains(whom)) {
      return Optional.empty();
    }
    Optional<T> answer = answered(new ById(whom), what, request);
    if (answer.isEmpty()) {
      unanswering.add(whom);
    }
    return answer;
  }

  // A listing may be answered where a request by id is not, and the other way round.
  private record ById(Object whom) {}

  private <T> Optional<T> answered(Object whom, String what, Supplier<T> request) {
    try {
      Optional<T> answer = Optional.of(request.get());
      outages.answered(whom, what);
      return answer;
    } catch (RuntimeException unreachable) {
      outages.failed(whom, what, unreachable);
      return Optional.empty();
    }
  }
}
