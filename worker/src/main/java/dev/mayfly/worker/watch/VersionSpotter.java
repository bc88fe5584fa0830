package dev.mayfly.worker.watch;

import dev.mayfly.worker.batch.TaskSnapshot;
import dev.mayfly.worker.forge.RunnerListing;
import dev.mayfly.worker.forge.RunnerSnapshot;
import dev.mayfly.workflows.id.BatchJobId;
import dev.mayfly.workflows.id.JobRef;
import dev.mayfly.workflows.id.Scope;
import dev.mayfly.workflows.id.TaskRef;
import dev.mayfly.workflows.step.WaitResult.VersionEnd;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * Notes in what the watcher sees which version the newest runner of each pool has: that of the
 * image that the pool's next ones start from. Asks for nothing itself.
 */
public final class VersionSpotter implements ObservedWorld {

  // It becomes part of a URL and of metrics.
  private static final String VERSION = "\\d{1,6}(\\.\\d{1,6}){1,3}";

  private final ObservedWorld world;
  private final Map<BatchJobId, Set<String>> runnersOf = new ConcurrentHashMap<>();
  private final Map<PoolOnForge, Spotted> newest = new ConcurrentHashMap<>();

  private volatile Map<VersionOnForge, Instant> near = Map.of();

  /** A version as one forge knows it. */
  record VersionOnForge(String forge, String version) {}

  private record PoolOnForge(String pool, String forge) {}

  /**
   * The version of a pool's newest runner on one forge.
   *
   * @param id of its registration, which grows.
   */
  public record Spotted(String pool, String forge, Scope scope, long id, String version) {}

  public VersionSpotter(ObservedWorld world) {
    this.world = world;
  }

  /** Returns what is known since this worker started. */
  Collection<Spotted> spotted() {
    return List.copyOf(newest.values());
  }

  /** Is told which versions end soon, and when. */
  void foreseen(Map<VersionOnForge, Instant> ends) {
    near = Map.copyOf(ends);
  }

  @Override
  public Optional<VersionEnd> versionEnd(JobRef job, RunnerSnapshot runner) {
    return Optional.ofNullable(runner.version())
        .flatMap(
            version ->
                Optional.ofNullable(near.get(new VersionOnForge(job.forge(), version)))
                    .map(end -> new VersionEnd(version, end)));
  }

  @Override
  public RunnerListing runners(JobRef job) {
    RunnerListing listing = world.runners(job);
    listing.runners().forEach(runner -> spot(job, runner));
    return listing;
  }

  private void spot(JobRef job, RunnerSnapshot runner) {
    String version = runner.version();
    if (version == null || !version.matches(VERSION)) {
      return;
    }
    String name = runner.name().toLowerCase(Locale.ROOT);
    runnersOf.forEach(
        (batchJob, names) -> {
          if (names.contains(name)) {
            newest.merge(
                new PoolOnForge(batchJob.pool(), job.forge()),
                new Spotted(batchJob.pool(), job.forge(), job.scope(), runner.id(), version),
                (before, now) -> now.id() < before.id() ? before : now);
          }
        });
  }

  @Override
  public List<TaskSnapshot> tasks(BatchJobId job) {
    List<TaskSnapshot> tasks = world.tasks(job);
    runnersOf.put(
        job,
        tasks.stream().map(task -> task.id().toLowerCase(Locale.ROOT)).collect(Collectors.toSet()));
    return tasks;
  }

  @Override
  public boolean isRegistered(JobRef job, long runnerId) {
    return world.isRegistered(job, runnerId);
  }

  @Override
  public OptionalInt requestsPerHour(String forge) {
    return world.requestsPerHour(forge);
  }

  @Override
  public Optional<TaskSnapshot> task(TaskRef task) {
    return world.task(task);
  }
}
