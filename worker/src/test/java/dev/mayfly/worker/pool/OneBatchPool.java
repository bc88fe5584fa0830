package dev.mayfly.worker.pool;

import dev.mayfly.worker.batch.BatchException;
import dev.mayfly.worker.batch.BatchPools;
import dev.mayfly.worker.batch.PoolSnapshot;
import dev.mayfly.worker.batch.PoolSnapshot.Allocation;
import dev.mayfly.workflows.fleet.ScalingSettings.Kind;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A Batch pool that notes what it is asked. */
final class OneBatchPool implements BatchPools {
  final List<String> done = new ArrayList<>();
  PoolSnapshot pool =
      new PoolSnapshot(Allocation.STEADY, 2, 2, 0, 0, 4, false, List.of(), List.of(), 2);
  @Nullable BatchException refusal;
  boolean busy;

  @Override
  public PoolSnapshot pool(String id, Kind kind) {
    if (refusal != null) {
      throw refusal;
    }
    done.add("look at " + id + ", " + kind);
    return pool;
  }

  @Override
  public boolean resize(String id, Kind kind, int nodes) {
    done.add("resize " + id + " to " + nodes);
    return true;
  }

  @Override
  public boolean removeNodes(String id, List<String> nodes) {
    done.add("remove " + nodes + " from " + id);
    return !busy;
  }

  @Override
  public void stopResize(String id) {
    done.add("stop " + id);
  }

  @Override
  public void disableAutoscale(String id) {
    done.add("disable " + id);
  }

  @Override
  public void enableAutoscale(String id, String formula) {
    done.add("autoscale " + id + " by " + formula);
  }
}
