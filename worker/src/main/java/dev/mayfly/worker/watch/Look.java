package dev.mayfly.worker.watch;

import static java.util.Objects.requireNonNull;

import dev.mayfly.worker.batch.TaskSnapshot;
import dev.mayfly.worker.forge.RunnerListing;
import dev.mayfly.worker.forge.RunnerSnapshot;
import dev.mayfly.workflows.BatchJobId;
import dev.mayfly.workflows.JobRef;
import dev.mayfly.workflows.Scope;
import dev.mayfly.workflows.TaskRef;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One look at the world, for every wait: each listing is fetched once, when the first wait needs
 * it. What cannot be reached, or is not due yet, is not seen, and nothing is concluded from it.
 */
final class Look {

  private static final Logger LOG = LoggerFactory.getLogger(Look.class);

  /** Where registrations are listed together. */
  record Listed(String forge, Scope scope) {
    static Listed of(JobRef job) {
      return new Listed(job.forge(), job.scope());
    }
  }

  private final World world;
  private final Pace pace;
  private final Instant begun;
  private final Map<Listed, Optional<Map<String, RunnerSnapshot>>> runners = new HashMap<>();
  private final Map<BatchJobId, Optional<Map<String, TaskSnapshot>>> tasks = new HashMap<>();

  Look(World world, Pace pace, Instant begun) {
    this.world = world;
    this.pace = pace;
    this.begun = begun;
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

  private Optional<Map<String, RunnerSnapshot>> list(Listed listed, JobRef job) {
    Optional<RunnerListing> listing =
        answered("runners of " + job.scope(), () -> world.runners(job));
    pace.spent(listed, begun, listing.map(RunnerListing::pages).orElse(1));
    return listing.map(found -> byName(found.runners(), RunnerSnapshot::name));
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
                answered("tasks of " + job, () -> world.tasks(job))
                    .map(found -> byName(found, TaskSnapshot::id)));
    if (listed.isEmpty()) {
      return Optional.empty();
    }
    TaskSnapshot found = listed.get().get(task.task().toString());
    return found != null
        ? Optional.of(new Found(found))
        : answered("task " + task.task(), () -> new Found(world.task(task).orElse(null)));
  }

  /**
   * Whether a registration missing from a listing is really gone; no answer when that could not be
   * found out.
   */
  Optional<Boolean> isRegistered(JobRef job, long runnerId) {
    return answered("runner " + runnerId, () -> world.isRegistered(job, runnerId));
  }

  /** A task, or the certainty that there is none. */
  record Found(@Nullable TaskSnapshot task) {}

  private static <T> Map<String, T> byName(List<T> all, Function<T, String> name) {
    return all.stream()
        .collect(
            Collectors.toMap(
                each -> name.apply(each).toLowerCase(Locale.ROOT),
                Function.identity(),
                (first, second) -> first));
  }

  private static <T> Optional<T> answered(String what, Supplier<T> question) {
    try {
      return Optional.of(question.get());
    } catch (RuntimeException unreachable) {
      LOG.atWarn()
          .addKeyValue("what", what)
          .addKeyValue("cause", unreachable.getMessage())
          .log("could not look");
      return Optional.empty();
    }
  }
}
