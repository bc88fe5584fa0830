package dev.mayfly.worker.sweep;

import dev.mayfly.worker.batch.BatchClient;
import dev.mayfly.worker.batch.EndProof;
import dev.mayfly.worker.batch.TaskSnapshot;
import dev.mayfly.worker.batch.TaskSpec;
import dev.mayfly.workflows.id.BatchJobId;
import dev.mayfly.workflows.id.TaskRef;
import dev.mayfly.workflows.step.Removal;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An account with the tasks that the test put there, for listing and deleting only. */
final class FakeBatch implements BatchClient {

  final Map<BatchJobId, List<String>> tasks = new LinkedHashMap<>();
  final List<TaskRef> deleted = new ArrayList<>();

  @Override
  public List<BatchJobId> jobs(String installation, String pool) {
    return tasks.keySet().stream()
        .filter(job -> job.installation().equals(installation) && job.pool().equals(pool))
        .toList();
  }

  @Override
  public List<TaskSnapshot> tasks(BatchJobId job) {
    return tasks.getOrDefault(job, List.of()).stream()
        .map(
            id ->
                new TaskSnapshot(
                    id, TaskSnapshot.State.RUNNING, null, null, null, null, null, false, 0, null))
        .toList();
  }

  @Override
  public Removal delete(TaskRef task, EndProof proof) {
    deleted.add(task);
    return Removal.REMOVED;
  }

  @Override
  public BatchJobId ensureJob(BatchJobId first, String batchPool) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void addTask(TaskRef task, TaskSpec spec) {
    throw new UnsupportedOperationException();
  }

  @Override
  public int slotsPerNode(String batchPool) {
    throw new UnsupportedOperationException();
  }

  @Override
  public URI address(TaskRef task) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Optional<TaskSnapshot> task(TaskRef task) {
    throw new UnsupportedOperationException();
  }

  @Override
  public boolean extend(TaskRef task, Duration maxWallClock, Duration retention) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Optional<String> keepNode(String batchPool, TaskRef task) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void releaseNode(String batchPool, String node) {
    throw new UnsupportedOperationException();
  }
}
