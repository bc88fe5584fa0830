package dev.mayfly.workflows.life;

import static java.util.Objects.requireNonNull;

import dev.mayfly.workflows.fleet.Deadlines;
import dev.mayfly.workflows.id.JobRef;
import dev.mayfly.workflows.id.LifeId;
import java.util.List;

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
 */
public record RunnerRequest(
    int schema,
    String installation,
    JobRef job,
    String pool,
    List<String> labels,
    Deadlines deadlines,
    boolean verifyFirst,
    boolean limited) {

  public static final int SCHEMA = 1;

  public RunnerRequest {
    requireNonNull(job, "job");
    requireNonNull(deadlines, "deadlines");
    labels = List.copyOf(labels);
  }

  public LifeId lifeId() {
    return new LifeId(installation, job.forge(), job.id());
  }

  public RunnerRequest verified() {
    return new RunnerRequest(schema, installation, job, pool, labels, deadlines, true, limited);
  }
}
