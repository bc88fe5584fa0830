package dev.mayfly.local.batch;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A pool of a fixed size: which of its slots are taken. Guarded by its account's lock. */
final class PoolEntry {

  final String id;
  final States states = new States();
  private final int slotsPerNode;
  private final List<Node> nodes = new ArrayList<>();
  private final Map<Node, Integer> taken = new HashMap<>();

  PoolEntry(String id, int size, int slotsPerNode) {
    this.id = id;
    this.slotsPerNode = slotsPerNode;
    for (int i = 0; i < size; i++) {
      nodes.add(Node.fresh());
    }
  }

  /** A free slot, the emptiest node's first, as Batch's default policy spreads. */
  Optional<Node> take() {
    Optional<Node> free =
        nodes.stream()
            .filter(node -> taken.getOrDefault(node, 0) < slotsPerNode)
            .min(Comparator.comparing(node -> taken.getOrDefault(node, 0)));
    free.ifPresent(node -> taken.merge(node, 1, Integer::sum));
    return free;
  }

  void free(Node node) {
    taken.computeIfPresent(node, (same, count) -> count - 1);
  }

  /** Takes the node away and brings another, unless further tasks run on it. */
  void preempt(Node node) {
    if (taken.getOrDefault(node, 0) == 1 && nodes.remove(node)) {
      nodes.add(Node.fresh());
    }
  }

  ObjectNode body(String baseUrl) {
    ObjectNode body = Json.object().put("id", id).put("url", baseUrl + "/pools/" + id);
    states.write(body);
    body.put("allocationState", "steady");
    body.put("allocationStateTransitionTime", Json.time(states.created()));
    body.put("vmSize", "standard_d2s_v5");
    body.put("resizeTimeout", "PT15M");
    body.put("currentDedicatedNodes", nodes.size());
    body.put("targetDedicatedNodes", nodes.size());
    body.put("currentLowPriorityNodes", 0);
    body.put("targetLowPriorityNodes", 0);
    body.put("enableAutoScale", false);
    body.put("enableInterNodeCommunication", false);
    body.put("taskSlotsPerNode", slotsPerNode);
    body.putObject("taskSchedulingPolicy").put("nodeFillType", "spread");
    return body;
  }
}
