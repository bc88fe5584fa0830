package dev.mayfly.worker.batch;

import dev.mayfly.worker.batch.PoolRequests.Node;
import dev.mayfly.worker.batch.PoolRequests.Pool;
import dev.mayfly.workflows.fleet.ScalingSettings.Kind;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Azure Batch's pools, by either client. */
record AzurePools(PoolRequests pools, BatchCalls calls) implements BatchPools {

  // Batch's least; its default is 15 min. Rule batch-autoscale-interval.
  private static final Duration EVALUATED_EVERY = Duration.ofMinutes(5);
  private static final int CONFLICT = 409;
  private static final int MOST_AT_ONCE = 100;
  // Left behind by a resize that was stopped on purpose.
  private static final String STOPPED = "ResizeStopped";

  @Override
  public PoolSnapshot pool(String pool, Kind kind) {
    Pool found = get(pool);
    List<Node> nodes =
        calls.answer("list nodes of", pool, () -> pools.nodes(pool)).stream()
            .filter(node -> node.kind() == kind)
            .toList();
    return new PoolSnapshot(
        found.allocation(),
        found.size(kind).target(),
        found.size(kind).current(),
        (int) nodes.stream().filter(Node::busy).count(),
        (int) nodes.stream().filter(Node::held).count(),
        found.slotsPerNode(),
        found.autoscale(),
        found.errors().stream().filter(error -> !error.is(STOPPED)).map(Fault::toString).toList(),
        nodes.stream().filter(node -> node.held() && !node.leaving()).map(Node::id).toList(),
        (int) nodes.stream().filter(node -> !node.preempted()).count());
  }

  @Override
  public Optional<String> formulaFault(String pool) {
    return Optional.ofNullable(get(pool).formulaFault()).map(Fault::toString);
  }

  int slotsPerNode(String pool) {
    return get(pool).slotsPerNode();
  }

  private Pool get(String pool) {
    return calls.answer("get pool", pool, () -> pools.pool(pool));
  }

  @Override
  public boolean resize(String pool, Kind kind, int nodes) {
    Pool now = get(pool);
    // Both: the API does not say what becomes of a target that is left out.
    int dedicated = kind == Kind.DEDICATED ? nodes : now.dedicated().target();
    int spot = kind == Kind.DEDICATED ? now.spot().target() : nodes;
    return calls
        .attempt(
            "resize pool",
            pool,
            refusal -> refusal.status() == CONFLICT,
            () -> pools.resize(pool, dedicated, spot))
        .isEmpty();
  }

  // Rule batch-remove-nodes. Rule batch-one-resize.
  @Override
  public boolean removeNodes(String pool, List<String> nodes) {
    return calls
        .attempt(
            "remove nodes of pool",
            pool,
            refusal -> refusal.status() == CONFLICT || refusal.isNotFound(),
            () -> pools.removeNodes(pool, nodes.stream().limit(MOST_AT_ONCE).toList()))
        .isEmpty();
  }

  @Override
  public void stopResize(String pool) {
    var unused =
        calls.attempt(
            "stop resizing pool",
            pool,
            refusal -> refusal.status() == CONFLICT,
            () -> pools.stopResize(pool));
  }

  @Override
  public void disableAutoscale(String pool) {
    if (get(pool).autoscale()) {
      calls.call("disable autoscale of pool", pool, () -> pools.disableAutoscale(pool));
    }
  }

  @Override
  public void enableAutoscale(String pool, String formula) {
    calls.call(
        "enable autoscale of pool",
        pool,
        () -> pools.enableAutoscale(pool, formula, EVALUATED_EVERY));
  }
}
