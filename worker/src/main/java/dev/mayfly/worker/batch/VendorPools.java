package dev.mayfly.worker.batch;

import static java.util.Objects.requireNonNullElse;

import com.microsoft.azure.batch.protocol.models.AllocationState;
import com.microsoft.azure.batch.protocol.models.AutoScaleRun;
import com.microsoft.azure.batch.protocol.models.CloudPool;
import com.microsoft.azure.batch.protocol.models.ComputeNode;
import com.microsoft.azure.batch.protocol.models.ComputeNodeDeallocationOption;
import com.microsoft.azure.batch.protocol.models.ComputeNodeDisableSchedulingOptions;
import com.microsoft.azure.batch.protocol.models.ComputeNodeEnableSchedulingOptions;
import com.microsoft.azure.batch.protocol.models.ComputeNodeListOptions;
import com.microsoft.azure.batch.protocol.models.ComputeNodeState;
import com.microsoft.azure.batch.protocol.models.DisableComputeNodeSchedulingOption;
import com.microsoft.azure.batch.protocol.models.NodeRemoveParameter;
import com.microsoft.azure.batch.protocol.models.PoolEnableAutoScaleParameter;
import com.microsoft.azure.batch.protocol.models.PoolGetOptions;
import com.microsoft.azure.batch.protocol.models.PoolResizeParameter;
import com.microsoft.azure.batch.protocol.models.ResizeError;
import com.microsoft.azure.batch.protocol.models.SchedulingState;
import dev.mayfly.workflows.fleet.ScalingSettings.Kind;
import java.time.Duration;
import java.util.List;
import org.joda.time.Period;
import org.jspecify.annotations.Nullable;

/** Requests about pools and nodes by Microsoft's client. */
record VendorPools(VendorConnection connection) implements PoolRequests {

  @Override
  public Pool pool(String id) {
    CloudPool pool =
        connection.batch().pools().get(id, new PoolGetOptions().withSelect(POOL_FIELDS));
    return new Pool(
        allocation(pool),
        new Size(orNone(pool.targetDedicatedNodes()), orNone(pool.currentDedicatedNodes())),
        new Size(orNone(pool.targetLowPriorityNodes()), orNone(pool.currentLowPriorityNodes())),
        requireNonNullElse(pool.taskSlotsPerNode(), 1),
        requireNonNullElse(pool.enableAutoScale(), false),
        errors(pool.resizeErrors()),
        formulaFault(pool.autoScaleRun()));
  }

  private static @Nullable Fault formulaFault(@Nullable AutoScaleRun run) {
    return run == null || run.error() == null
        ? null
        : new Fault(run.error().code(), run.error().message());
  }

  private static PoolSnapshot.Allocation allocation(CloudPool pool) {
    AllocationState state = requireNonNullElse(pool.allocationState(), AllocationState.STEADY);
    return switch (state) {
      case STEADY -> PoolSnapshot.Allocation.STEADY;
      case RESIZING -> PoolSnapshot.Allocation.RESIZING;
      case STOPPING -> PoolSnapshot.Allocation.STOPPING;
    };
  }

  private static List<Fault> errors(@Nullable List<ResizeError> errors) {
    return errors == null
        ? List.of()
        : errors.stream().map(error -> new Fault(error.code(), error.message())).toList();
  }

  private static int orNone(@Nullable Integer count) {
    return requireNonNullElse(count, 0);
  }

  @Override
  public List<Node> nodes(String pool) {
    ComputeNodeListOptions options = new ComputeNodeListOptions().withSelect(NODE_FIELDS);
    // Streaming follows the pages to the last.
    return connection.batch().computeNodes().list(pool, options).stream()
        .map(VendorPools::node)
        .toList();
  }

  private static Node node(ComputeNode node) {
    return new Node(
        node.id(),
        requireNonNullElse(node.isDedicated(), true) ? Kind.DEDICATED : Kind.SPOT,
        node.state() == ComputeNodeState.LEAVING_POOL,
        node.state() == ComputeNodeState.PREEMPTED,
        node.state() == ComputeNodeState.RUNNING || orNone(node.runningTasksCount()) > 0,
        node.schedulingState() == SchedulingState.DISABLED);
  }

  @Override
  public void resize(String pool, int dedicated, int spot) {
    connection
        .batch()
        .pools()
        .resize(
            pool,
            new PoolResizeParameter()
                .withTargetDedicatedNodes(dedicated)
                .withTargetLowPriorityNodes(spot)
                .withNodeDeallocationOption(ComputeNodeDeallocationOption.TASK_COMPLETION));
  }

  @Override
  public void removeNodes(String pool, List<String> nodes) {
    connection
        .batch()
        .pools()
        .removeNodes(
            pool,
            new NodeRemoveParameter()
                .withNodeList(nodes)
                .withNodeDeallocationOption(ComputeNodeDeallocationOption.TASK_COMPLETION));
  }

  @Override
  public void stopResize(String pool) {
    connection.batch().pools().stopResize(pool);
  }

  @Override
  public void disableAutoscale(String pool) {
    connection.batch().pools().disableAutoScale(pool);
  }

  @Override
  public void enableAutoscale(String pool, String formula, Duration every) {
    connection
        .batch()
        .pools()
        .enableAutoScale(
            pool,
            new PoolEnableAutoScaleParameter()
                .withAutoScaleFormula(formula)
                .withAutoScaleEvaluationInterval(new Period(every.toMillis())));
  }

  @Override
  public void disableScheduling(String pool, String node) {
    connection
        .batch()
        .computeNodes()
        .disableScheduling(
            pool,
            node,
            DisableComputeNodeSchedulingOption.TASK_COMPLETION,
            new ComputeNodeDisableSchedulingOptions());
  }

  @Override
  public void enableScheduling(String pool, String node) {
    connection
        .batch()
        .computeNodes()
        .enableScheduling(pool, node, new ComputeNodeEnableSchedulingOptions());
  }
}
