package dev.mayfly.acceptance.canary;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mayfly.acceptance.stack.Leaks;
import dev.mayfly.standin.batch.BatchStandIn;
import dev.mayfly.standin.batch.BatchStandIn.Task;
import dev.mayfly.standin.batch.SignedHttp;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The answers of Batch about every task, but for its environment, and the output of its container.
 */
final class Containers implements Place {

  private final BatchStandIn batch;
  private final SignedHttp http;
  private final Map<String, String> seen = new ConcurrentHashMap<>();

  Containers(BatchStandIn batch, SignedHttp http) {
    this.batch = batch;
    this.http = http;
  }

  /** As it is now. */
  void look() {
    for (Task task : batch.tasks()) {
      if (!seen.containsKey("task " + task.id())) {
        told(task);
      }
      if (task.directory() != null) {
        read(task.directory().resolve("stdout.txt"));
        read(task.directory().resolve("stderr.txt"));
      }
    }
  }

  private void told(Task task) {
    String path = "/jobs/" + task.job() + "/tasks/" + task.id() + "?" + SignedHttp.VERSION;
    try {
      SignedHttp.Answer answer = http.send("GET", path, null);
      if (answer.status() == 200) {
        ObjectNode body = (ObjectNode) new ObjectMapper().readTree(answer.body());
        Object allowed = body.remove("environmentSettings");
        seen.put("task " + task.id(), body + (allowed == null ? "" : " and an environment"));
      }
    } catch (IOException goneMeanwhile) {
      // Then there is nothing to tell.
    }
  }

  private void read(Path file) {
    try {
      seen.put(file.toString(), Files.readString(file, StandardCharsets.ISO_8859_1));
    } catch (IOException goneOrNotYet) {
      // Then there is nothing to read.
    }
  }

  @Override
  public List<String> search(Leaks leaks) {
    List<String> found = new ArrayList<>();
    seen.forEach((where, text) -> found.addAll(leaks.in(where, text)));
    return found;
  }

  boolean has(String where, String part) {
    return seen.entrySet().stream()
        .anyMatch(it -> it.getKey().contains(where) && it.getValue().contains(part));
  }
}
