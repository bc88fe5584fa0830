package dev.mayfly.local.batch;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.UUID;

/** A slot's node, by a name that no other will have: a preempted one does not come back. */
record Node(String id) {

  static Node fresh() {
    return new Node("tvmps_" + UUID.randomUUID().toString().replace("-", "") + "_d");
  }

  ObjectNode body(String baseUrl, String poolId, String jobId, String taskId) {
    String url = baseUrl + "/pools/" + poolId + "/nodes/" + id;
    String directory = "workitems/" + jobId + "/job-1/" + taskId;
    return Json.object()
        .put("affinityId", "TVM:" + id)
        .put("nodeUrl", url)
        .put("poolId", poolId)
        .put("nodeId", id)
        .put("taskRootDirectory", directory)
        .put("taskRootDirectoryUrl", url + "/files/" + directory);
  }
}
