package dev.mayfly.worker.pool;

import dev.mayfly.worker.batch.BatchException;
import dev.mayfly.worker.batch.BatchListings;
import dev.mayfly.worker.batch.TaskSnapshot;
import dev.mayfly.workflows.id.BatchJobId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Jobs and tasks that the test has put there. */
final class ListedBatch implements BatchListings {

  private final Map<BatchJobId, List<TaskSnapshot>> tasks = new LinkedHashMap<>();
  @Nullable BatchException failure;

  void task(BatchJobId job, String id, TaskSnapshot.State state) {
    tasks
        .computeIfAbsent(job, unused -> new ArrayList<>())
        .add(new TaskSnapshot(id, state, null, null, null, null, null, false, 0, null));
  }

  @Override
  public List<BatchJobId> jobs(String installation, String pool) {
    if (failure != null) {
      throw failure;
    }
    return tasks.keySet().stream()
        .filter(job -> job.installation().equals(installation) && job.pool().equals(pool))
        .toList();
  }

  @Override
  public List<TaskSnapshot> tasks(BatchJobId job) {
    return tasks.getOrDefault(job, List.of());
  }
}
