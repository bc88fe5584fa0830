package dev.mayfly.local.batch;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mayfly.local.batch.Allocation.Size;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A pool with its nodes. Guarded by its account's lock. */
final class PoolEntry {

  static final String VM_SIZE = "standard_d2s_v5";
  private static final List<String> PATCHABLE =
      List.of("startTask", "applicationPackageReferences", "metadata", "displayName");

  final String id;
  final States states;
  final Allocation allocation;
  final Measurements measurements = new Measurements();
  private final InstantSource clock;
  private final int slotsPerNode;
  private final List<Node> nodes = new ArrayList<>();
  private final ObjectNode settings = Json.object();
  private @Nullable Autoscale autoscale;

  PoolEntry(String id, InstantSource clock, int size, int slotsPerNode) {
    this.id = id;
    this.clock = clock;
    this.states = new States(clock, "active");
    this.slotsPerNode = slotsPerNode;
    this.allocation = new Allocation(clock, new Size(size, 0));
    for (int i = 0; i < size; i++) {
      nodes.add(Node.ready(clock, slotsPerNode, true));
    }
  }

  List<Node> nodes() {
    return List.copyOf(nodes);
  }

  int slotsPerNode() {
    return slotsPerNode;
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

  /** A new node, that still has to boot unless told otherwise. */
  Node add(boolean dedicated, boolean ready) {
    Node node =
        ready
            ? Node.ready(clock, slotsPerNode, dedicated)
            : Node.creating(clock, slotsPerNode, dedicated);
    nodes.add(node);
    return node;
  }

  boolean remove(Node node) {
    return nodes.remove(node);
  }

  /** Those that are there, leaving ones included. */
  Size current() {
    int dedicated = (int) nodes.stream().filter(Node::isDedicated).count();
    return new Size(dedicated, nodes.size() - dedicated);
  }

  Optional<Autoscale> autoscale() {
    return Optional.ofNullable(autoscale);
  }

  void autoscale(@Nullable Autoscale by) {
    autoscale = by;
  }

  void patch(ObjectNode body) {
    settings.setAll(body.deepCopy().retain(PATCHABLE));
    states.touch();
  }

  ObjectNode body(String baseUrl) {
    ObjectNode body = Json.object().put("id", id).put("url", baseUrl + "/pools/" + id);
    states.write(body);
    allocation.write(body, current());
    body.put("enableAutoScale", autoscale != null);
    if (autoscale != null) {
      autoscale.write(body);
    }
    body.put("enableInterNodeCommunication", false);
    body.put("taskSlotsPerNode", slotsPerNode);
    body.putObject("taskSchedulingPolicy").put("nodeFillType", "spread");
    body.setAll(settings);
    return body;
  }
}
