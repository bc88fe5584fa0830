package dev.mayfly.local.batch;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** A pool of a fixed size. Guarded by its account's lock. */
final class PoolEntry {

  static final String VM_SIZE = "standard_d2s_v5";

  final String id;
  final States states = new States();
  private final int slotsPerNode;
  private final List<Node> nodes = new ArrayList<>();

  PoolEntry(String id, int size, int slotsPerNode) {
    this.id = id;
    this.slotsPerNode = slotsPerNode;
    for (int i = 0; i < size; i++) {
      nodes.add(new Node(slotsPerNode));
    }
  }

  List<Node> nodes() {
    return List.copyOf(nodes);
  }

  Node node(String nodeId) {
    return nodes.stream()
        .filter(node -> node.id().equalsIgnoreCase(nodeId))
        .findFirst()
        .orElseThrow(
            () -> new BatchError(404, "NodeNotFound", "The specified node does not exist."));
  }

  /** A free slot, the emptiest node's first, as Batch's default policy spreads. */
  Optional<Node> take() {
    Optional<Node> free =
        nodes.stream().filter(Node::hasRoom).min(Comparator.comparing(Node::taken));
    free.ifPresent(Node::take);
    return free;
  }

  /** Takes the node away and brings another, unless further tasks run on it. */
  void preempt(Node node) {
    if (node.taken() == 1 && nodes.remove(node)) {
      nodes.add(new Node(slotsPerNode));
    }
  }

  ObjectNode body(String baseUrl) {
    ObjectNode body = Json.object().put("id", id).put("url", baseUrl + "/pools/" + id);
    states.write(body);
    body.put("allocationState", "steady");
    body.put("allocationStateTransitionTime", Json.time(states.created()));
    body.put("vmSize", VM_SIZE);
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
