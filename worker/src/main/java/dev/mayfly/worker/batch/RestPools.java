package dev.mayfly.worker.batch;

import static dev.mayfly.worker.batch.RestConnection.object;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mayfly.workflows.fleet.ScalingSettings.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Requests about pools and nodes by plain REST. */
record RestPools(RestConnection batch) implements PoolRequests {

  @Override
  public Pool pool(String id) {
    JsonNode pool = batch.get(POOL_FIELDS, "pools", id);
    List<Fault> errors = new ArrayList<>();
    pool.path("resizeErrors").forEach(error -> errors.add(RestRequests.fault(error)));
    return new Pool(
        PoolSnapshot.Allocation.valueOf(
            pool.path("allocationState").asText("steady").toUpperCase(Locale.ROOT)),
        size(pool, "DedicatedNodes"),
        size(pool, "LowPriorityNodes"),
        pool.path("taskSlotsPerNode").asInt(1),
        pool.path("enableAutoScale").asBoolean(),
        errors,
        pool.at("/autoScaleRun/error").isObject()
            ? RestRequests.fault(pool.at("/autoScaleRun/error"))
            : null);
  }

  private static Size size(JsonNode pool, String nodes) {
    return new Size(pool.path("target" + nodes).asInt(), pool.path("current" + nodes).asInt());
  }

  @Override
  public List<Node> nodes(String pool) {
    return batch.list(Map.of("$select", NODE_FIELDS), RestPools::node, "pools", pool, "nodes");
  }

  private static Node node(JsonNode node) {
    return new Node(
        node.path("id").asText(),
        node.path("isDedicated").asBoolean(true) ? Kind.DEDICATED : Kind.SPOT,
        node.path("state").asText().equalsIgnoreCase("leavingpool"),
        node.path("state").asText().equalsIgnoreCase("preempted"),
        node.path("state").asText().equalsIgnoreCase("running")
            || node.path("runningTasksCount").asInt() > 0,
        node.path("schedulingState").asText().equalsIgnoreCase("disabled"));
  }

  @Override
  public void resize(String pool, int dedicated, int spot) {
    batch.post(
        object()
            .put("targetDedicatedNodes", dedicated)
            .put("targetLowPriorityNodes", spot)
            .put("nodeDeallocationOption", "taskcompletion"),
        "pools",
        pool,
        "resize");
  }

  @Override
  public void removeNodes(String pool, List<String> nodes) {
    ObjectNode body = object().put("nodeDeallocationOption", "taskcompletion");
    nodes.forEach(body.putArray("nodeList")::add);
    batch.post(body, "pools", pool, "removenodes");
  }

  @Override
  public void stopResize(String pool) {
    batch.post(null, "pools", pool, "stopresize");
  }

  @Override
  public void disableAutoscale(String pool) {
    batch.post(null, "pools", pool, "disableautoscale");
  }

  @Override
  public void enableAutoscale(String pool, String formula, Duration every) {
    batch.post(
        object()
            .put("autoScaleFormula", formula)
            .put("autoScaleEvaluationInterval", every.toString()),
        "pools",
        pool,
        "enableautoscale");
  }

  @Override
  public void disableScheduling(String pool, String node) {
    batch.post(
        object().put("nodeDisableSchedulingOption", "taskcompletion"),
        "pools",
        pool,
        "nodes",
        node,
        "disablescheduling");
  }

  @Override
  public void enableScheduling(String pool, String node) {
    batch.post(null, "pools", pool, "nodes", node, "enablescheduling");
  }
}
