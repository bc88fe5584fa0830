package dev.mayfly.worker.watch;

import com.codahale.metrics.MetricRegistry;
import dev.mayfly.worker.batch.BatchClient;
import dev.mayfly.worker.batch.TaskSnapshot;
import dev.mayfly.worker.forge.ForgeApi;
import dev.mayfly.worker.forge.RunnerListing;
import dev.mayfly.workflows.id.BatchJobId;
import dev.mayfly.workflows.id.JobRef;
import dev.mayfly.workflows.id.TaskRef;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** The forges and the Batch account that this worker is configured with. */
public final class CloudWorld implements ObservedWorld {

  private final Map<String, ForgeApi> forges;
  private final BatchClient batch;
  private final TaskGauges tasks;

  /**
   * @param metrics tell the tasks as they are listed.
   */
  public CloudWorld(
      Map<String, ? extends ForgeApi> forges,
      BatchClient batch,
      MetricRegistry metrics,
      InstantSource clock) {
    this.forges = Map.copyOf(forges);
    this.batch = batch;
    this.tasks = new TaskGauges(metrics, clock);
  }

  @Override
  public RunnerListing runners(JobRef job) {
    return forge(job).runners(job.scope());
  }

  @Override
  public boolean isRegistered(JobRef job, long runnerId) {
    return forge(job).runner(job.scope(), runnerId).isPresent();
  }

  @Override
  public OptionalInt requestsPerHour(String forge) {
    ForgeApi client = forges.get(forge);
    return client == null ? OptionalInt.empty() : OptionalInt.of(client.requestsPerHour());
  }

  @Override
  public List<TaskSnapshot> tasks(BatchJobId job) {
    List<TaskSnapshot> listed = batch.tasks(job);
    tasks.saw(job, listed);
    return listed;
  }

  @Override
  public Optional<TaskSnapshot> task(TaskRef task) {
    return batch.task(task);
  }

  private ForgeApi forge(JobRef job) {
    ForgeApi client = forges.get(job.forge());
    if (client == null) {
      throw new IllegalStateException("forge " + job.forge() + " is not configured on this worker");
    }
    return client;
  }
}
