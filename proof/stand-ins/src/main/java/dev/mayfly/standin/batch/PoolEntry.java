package dev.mayfly.standin.batch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mayfly.standin.batch.Allocation.Size;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A pool with its nodes. Guarded by its account's lock. */
final class PoolEntry {

  static final String VM_SIZE = "standard_d2s_v5";

  /** The properties that a pool shows otherwise than as they were asked for. */
  private static final List<String> OWN =
      List.of(
          "id",
          "resizeTimeout",
          "targetDedicatedNodes",
          "targetLowPriorityNodes",
          "enableAutoScale",
          "autoScaleFormula",
          "autoScaleEvaluationInterval");

  final String id;
  final States states;
  final Allocation allocation;
  final Measurements measurements = new Measurements();
  private final InstantSource clock;
  private final List<Node> nodes = new ArrayList<>();
  private final ObjectNode settings;
  private @Nullable Autoscale autoscale;

  private PoolEntry(String id, InstantSource clock, Size target, ObjectNode settings) {
    this.id = id;
    this.clock = clock;
    this.states = new States(clock, "active");
    this.allocation = new Allocation(clock, target);
    this.settings = settings;
  }

  /** One that somebody made before, with nodes that are ready. */
  static PoolEntry ready(String id, InstantSource clock, int size, int slotsPerNode) {
    PoolEntry pool =
        new PoolEntry(
            id, clock, new Size(size, 0), defaults().put("taskSlotsPerNode", slotsPerNode));
    for (int i = 0; i < size; i++) {
      pool.add(true, true);
    }
    return pool;
  }

  /** One that was just asked for, still without nodes. */
  static PoolEntry empty(String id, InstantSource clock, ObjectNode body) {
    ObjectNode settings = defaults();
    settings.setAll(body.deepCopy().remove(OWN));
    return new PoolEntry(id, clock, new Size(0, 0), settings);
  }

  private static ObjectNode defaults() {
    ObjectNode settings = Json.object().put("vmSize", VM_SIZE);
    settings.put("enableInterNodeCommunication", false).put("taskSlotsPerNode", 1);
    settings.putObject("taskSchedulingPolicy").put("nodeFillType", "spread");
    return settings;
  }

  /** By id, as they are listed. */
  List<Node> nodes() {
    return nodes.stream().sorted(Comparator.comparing(Node::id)).toList();
  }

  int slotsPerNode() {
    return settings.path("taskSlotsPerNode").asInt(1);
  }

  boolean isWindows() {
    return settings
        .at("/virtualMachineConfiguration/nodeAgentSKUId")
        .asText()
        .startsWith("batch.node.windows");
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
    String vmSize = settings.path("vmSize").asText();
    Node node = new Node(clock, vmSize, image(), slotsPerNode(), dedicated, !ready);
    nodes.add(node);
    return node;
  }

  /** As its nodes show it; of a pool that names none, and so would not be, the template's. */
  private ObjectNode image() {
    JsonNode asked = settings.at("/virtualMachineConfiguration/imageReference");
    ObjectNode image =
        asked instanceof ObjectNode object
            ? object.deepCopy()
            : Json.object()
                .put("publisher", "microsoft-dsvm")
                .put("offer", "ubuntu-hpc")
                .put("sku", "2404");
    return image.put("exactVersion", image.path("version").asText("latest"));
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
    settings.setAll(body.deepCopy().remove(OWN));
    states.touch();
  }

  /** As operations refuse that a pool which is being deleted does not allow. */
  void refuseDeleting() {
    if (states.is("deleting")) {
      throw new BatchError(409, "PoolBeingDeleted", "The specified pool is being deleted.");
    }
  }

  ObjectNode body(String baseUrl) {
    ObjectNode body = Json.object().put("id", id).put("url", baseUrl + "/pools/" + id);
    states.write(body);
    // Of a pool the service does not tell them.
    body.remove(List.of("previousState", "previousStateTransitionTime"));
    allocation.write(body, current());
    body.put("enableAutoScale", autoscale != null);
    if (autoscale != null) {
      autoscale.write(body);
    }
    body.setAll(settings);
    return body;
  }
}
