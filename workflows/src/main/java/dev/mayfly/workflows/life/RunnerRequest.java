package dev.mayfly.workflows.life;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonCreator;
import dev.mayfly.workflows.fleet.Deadlines;
import dev.mayfly.workflows.id.JobRef;
import dev.mayfly.workflows.id.LifeId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The input of a life: what is to be provided, and for which job. It carries the deadlines as they
 * were when the job was queued; image, Batch pool and credentials stay the worker's configuration.
 *
 * @param schema of this record; fields may be added, never change their meaning.
 * @param labels what the runner registers with: the job's labels in the pool's spelling, or in the
 *     job's own where the forge compares them exactly.
 * @param verifyFirst ask the forge whether the job is still queued before providing: the event is
 *     old or a repetition.
 * @param limited whether the pool has a cap, or nodes that scale with its queue, so that every
 *     runner needs a turn first.
 * @param createdAt when the job was created, by the forge's clock, for people; absent where the
 *     forge does not say, and in lives of before.
 * @param cancelRunWhenSpent whether the job's run is cancelled when the life gives up on it.
 */
public record RunnerRequest(
    int schema,
    String installation,
    JobRef job,
    String pool,
    List<String> labels,
    Deadlines deadlines,
    boolean verifyFirst,
    boolean limited,
    @Nullable Instant createdAt,
    boolean cancelRunWhenSpent) {

  public static final int SCHEMA = 1;

  @JsonCreator
  public RunnerRequest {
    requireNonNull(job, "job");
    requireNonNull(deadlines, "deadlines");
    labels = List.copyOf(labels);
  }

  /** Of a job of which it is not known when it was created. */
  public RunnerRequest(
      int schema,
      String installation,
      JobRef job,
      String pool,
      List<String> labels,
      Deadlines deadlines,
      boolean verifyFirst,
      boolean limited) {
    this(schema, installation, job, pool, labels, deadlines, verifyFirst, limited, null, false);
  }

  public LifeId lifeId() {
    return new LifeId(installation, job.forge(), job.id());
  }

  public RunnerRequest verified() {
    return new RunnerRequest(
        schema,
        installation,
        job,
        pool,
        labels,
        deadlines,
        true,
        limited,
        createdAt,
        cancelRunWhenSpent);
  }
}
