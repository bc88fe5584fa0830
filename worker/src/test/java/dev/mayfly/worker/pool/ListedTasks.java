package dev.mayfly.worker.pool;

import dev.mayfly.worker.batch.BatchListings;
import dev.mayfly.worker.batch.TaskSnapshot;
import dev.mayfly.worker.batch.TaskSnapshot.State;
import dev.mayfly.workflows.id.BatchJobId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An account whose pools have one job each, with the tasks that a test has put there. */
final class ListedTasks implements BatchListings {

  private final List<TaskSnapshot> tasks = new ArrayList<>();

  void add(State state, @Nullable String node) {
    tasks.add(
        new TaskSnapshot("t" + tasks.size(), state, null, null, node, null, null, false, 0, null));
  }

  @Override
  public List<BatchJobId> jobs(String installation, String pool) {
    return List.of(new BatchJobId(installation, pool, 1));
  }

  @Override
  public List<TaskSnapshot> tasks(BatchJobId job) {
    return List.copyOf(tasks);
  }
}
