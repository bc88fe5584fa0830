package dev.mayfly.worker.batch;

import dev.mayfly.workflows.id.BatchJobId;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The Batch jobs that this worker saw take tasks, by pool. One that it saw a moment ago is not
 * asked for again: the creation of the task says whether it is still so.
 */
final class FoundJobs {

  // With pauses of 10, 20 and 40 s between the attempts of a life, another worker that has yet to
  // hear of a job's end costs it two of them at most.
  private static final Duration A_MOMENT = Duration.ofSeconds(30);

  /**
   * A job that took tasks.
   *
   * @param at by this process's own ticks; absent once it took one no more.
   */
  private record Found(BatchJobId job, @Nullable Long at) {}

  private final Map<String, Found> byPool = new ConcurrentHashMap<>();
  private final LongSupplier nanoTime;

  FoundJobs(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /** Returns the job that took tasks a moment ago; empty: Batch is to be asked. */
  Optional<BatchJobId> lately(String pool) {
    return Optional.ofNullable(byPool.get(pool)).filter(this::isFresh).map(Found::job);
  }

  private boolean isFresh(Found found) {
    return found.at() != null && nanoTime.getAsLong() - found.at() < A_MOMENT.toNanos();
  }

  /** Returns the last generation that took tasks, to begin with: generations only grow. */
  Optional<BatchJobId> last(String pool) {
    return Optional.ofNullable(byPool.get(pool)).map(Found::job);
  }

  /** Notes that a job takes tasks; a later generation is not forgotten for it. */
  void takesTasks(BatchJobId job) {
    Found now = new Found(job, nanoTime.getAsLong());
    byPool.merge(
        job.pool(),
        now,
        (before, it) -> before.job().generation() > job.generation() ? before : it);
  }

  /** Notes that a job does not, or not for now: the next one who needs it asks. */
  void takesNone(BatchJobId job) {
    byPool.computeIfPresent(
        job.pool(), (pool, found) -> found.job().equals(job) ? new Found(job, null) : found);
  }
}
