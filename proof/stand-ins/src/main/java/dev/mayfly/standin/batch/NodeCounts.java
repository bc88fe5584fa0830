package dev.mayfly.standin.batch;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;

/** The number of a pool's nodes in each state. */
final class NodeCounts {

  // By the names of the counts, which are the states' in another spelling.
  private static final List<String> STATES =
      List.of(
          "creating",
          "idle",
          "offline",
          "preempted",
          "rebooting",
          "reimaging",
          "running",
          "starting",
          "startTaskFailed",
          "leavingPool",
          "unknown",
          "unusable",
          "waitingForStartTask",
          "upgradingOS",
          "deallocated",
          "deallocating");

  private NodeCounts() {}

  static ObjectNode of(PoolEntry pool) {
    ObjectNode body = Json.object().put("poolId", pool.id);
    body.set("dedicated", count(pool.nodes().stream().filter(Node::isDedicated).toList()));
    body.set(
        "lowPriority", count(pool.nodes().stream().filter(node -> !node.isDedicated()).toList()));
    return body;
  }

  private static ObjectNode count(List<Node> nodes) {
    ObjectNode counts = Json.object();
    for (String name : STATES) {
      String state = name.toLowerCase(Locale.ROOT);
      counts.put(name, nodes.stream().filter(node -> node.states.is(state)).count());
    }
    return counts.put("total", nodes.size());
  }
}
