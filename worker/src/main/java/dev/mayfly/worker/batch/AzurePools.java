package dev.mayfly.worker.batch;

import static dev.mayfly.worker.batch.VendorCalls.attempt;
import static dev.mayfly.worker.batch.VendorCalls.call;
import static dev.mayfly.worker.batch.VendorCalls.firstLine;
import static java.util.Objects.requireNonNullElse;

import com.microsoft.azure.batch.protocol.BatchServiceClient;
import com.microsoft.azure.batch.protocol.models.AllocationState;
import com.microsoft.azure.batch.protocol.models.CloudPool;
import com.microsoft.azure.batch.protocol.models.ComputeNode;
import com.microsoft.azure.batch.protocol.models.ComputeNodeDeallocationOption;
import com.microsoft.azure.batch.protocol.models.ComputeNodeListOptions;
import com.microsoft.azure.batch.protocol.models.ComputeNodeState;
import com.microsoft.azure.batch.protocol.models.PoolEnableAutoScaleParameter;
import com.microsoft.azure.batch.protocol.models.PoolGetOptions;
import com.microsoft.azure.batch.protocol.models.PoolResizeParameter;
import com.microsoft.azure.batch.protocol.models.ResizeError;
import com.microsoft.azure.batch.protocol.models.SchedulingState;
import dev.mayfly.workflows.fleet.ScalingSettings.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.joda.time.Period;
import org.jspecify.annotations.Nullable;

/** Azure Batch's pools by Microsoft's client. */
final class AzurePools implements BatchPools {

  // Batch's least; its default is 15 min.
  private static final Period EVALUATED_EVERY = Period.minutes(5);
  private static final int CONFLICT = 409;
  // Left behind by a resize that was stopped on purpose.
  private static final String STOPPED = "ResizeStopped";
  private static final String POOL =
      "id,allocationState,currentDedicatedNodes,targetDedicatedNodes,currentLowPriorityNodes,"
          + "targetLowPriorityNodes,enableAutoScale,taskSlotsPerNode,resizeErrors";
  private static final String NODE = "id,state,schedulingState,runningTasksCount,isDedicated";

  private final BatchServiceClient batch;

  AzurePools(BatchServiceClient batch) {
    this.batch = batch;
  }

  @Override
  public PoolSnapshot pool(String pool, Kind kind) {
    CloudPool found = get(pool);
    List<ComputeNode> nodes = nodes(pool, kind);
    boolean dedicated = kind == Kind.DEDICATED;
    return new PoolSnapshot(
        allocation(found),
        orNone(dedicated ? found.targetDedicatedNodes() : found.targetLowPriorityNodes()),
        orNone(dedicated ? found.currentDedicatedNodes() : found.currentLowPriorityNodes()),
        (int) nodes.stream().filter(AzurePools::isBusy).count(),
        (int) nodes.stream().filter(n -> n.schedulingState() == SchedulingState.DISABLED).count(),
        requireNonNullElse(found.taskSlotsPerNode(), 1),
        requireNonNullElse(found.enableAutoScale(), false),
        errors(found.resizeErrors()));
  }

  private CloudPool get(String pool) {
    PoolGetOptions options = new PoolGetOptions().withSelect(POOL);
    return answer("get pool", pool, () -> batch.pools().get(pool, options));
  }

  private List<ComputeNode> nodes(String pool, Kind kind) {
    ComputeNodeListOptions options = new ComputeNodeListOptions().withSelect(NODE);
    // Copying follows the pages to the last.
    return answer(
            "list nodes of", pool, () -> new ArrayList<>(batch.computeNodes().list(pool, options)))
        .stream()
        .filter(node -> requireNonNullElse(node.isDedicated(), true) == (kind == Kind.DEDICATED))
        .toList();
  }

  private static <T> T answer(String operation, String pool, Supplier<T> get) {
    List<T> answer = new ArrayList<>();
    call(operation, pool, () -> answer.add(get.get()));
    return answer.get(0);
  }

  private static PoolSnapshot.Allocation allocation(CloudPool pool) {
    AllocationState state = requireNonNullElse(pool.allocationState(), AllocationState.STEADY);
    return switch (state) {
      case STEADY -> PoolSnapshot.Allocation.STEADY;
      case RESIZING -> PoolSnapshot.Allocation.RESIZING;
      case STOPPING -> PoolSnapshot.Allocation.STOPPING;
    };
  }

  private static boolean isBusy(ComputeNode node) {
    return node.state() == ComputeNodeState.RUNNING || orNone(node.runningTasksCount()) > 0;
  }

  private static List<String> errors(@Nullable List<ResizeError> errors) {
    return errors == null
        ? List.of()
        : errors.stream()
            .filter(error -> !STOPPED.equals(error.code()))
            .map(error -> firstLine(error.code() + ": " + error.message()))
            .toList();
  }

  private static int orNone(@Nullable Integer count) {
    return requireNonNullElse(count, 0);
  }

  @Override
  public boolean resize(String pool, Kind kind, int nodes) {
    CloudPool now = get(pool);
    boolean dedicated = kind == Kind.DEDICATED;
    // Both: the API does not say what becomes of a target that is left out.
    PoolResizeParameter to =
        new PoolResizeParameter()
            .withTargetDedicatedNodes(dedicated ? nodes : orNone(now.targetDedicatedNodes()))
            .withTargetLowPriorityNodes(dedicated ? orNone(now.targetLowPriorityNodes()) : nodes)
            .withNodeDeallocationOption(ComputeNodeDeallocationOption.TASK_COMPLETION);
    return attempt(
            "resize pool",
            pool,
            refusal -> refusal.status() == CONFLICT,
            () -> batch.pools().resize(pool, to))
        .isEmpty();
  }

  @Override
  public void stopResize(String pool) {
    var unused =
        attempt(
            "stop resizing pool",
            pool,
            refusal -> refusal.status() == CONFLICT,
            () -> batch.pools().stopResize(pool));
  }

  @Override
  public void disableAutoscale(String pool) {
    if (requireNonNullElse(get(pool).enableAutoScale(), false)) {
      call("disable autoscale of pool", pool, () -> batch.pools().disableAutoScale(pool));
    }
  }

  @Override
  public void enableAutoscale(String pool, String formula) {
    PoolEnableAutoScaleParameter by =
        new PoolEnableAutoScaleParameter()
            .withAutoScaleFormula(formula)
            .withAutoScaleEvaluationInterval(EVALUATED_EVERY);
    call("enable autoscale of pool", pool, () -> batch.pools().enableAutoScale(pool, by));
  }
}
