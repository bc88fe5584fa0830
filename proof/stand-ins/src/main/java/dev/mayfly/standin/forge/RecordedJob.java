package dev.mayfly.standin.forge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mayfly.standin.forge.workflow.JobContainers;
import dev.mayfly.standin.forge.workflow.JobPlan;
import dev.mayfly.standin.forge.workflow.StepPlan;
import dev.mayfly.standin.forge.workflow.WorkflowFile;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The job that a recorded {@code queued} payload speaks of, ready to be run here. */
final class RecordedJob {

  private static final ObjectMapper JSON = new ObjectMapper();

  private RecordedJob() {}

  /**
   * @throws IllegalArgumentException when it is no JSON object.
   */
  static ObjectNode parse(byte[] payload) {
    try {
      if (JSON.readTree(payload) instanceof ObjectNode event) {
        return event;
      }
    } catch (IOException e) {
      throw new IllegalArgumentException("not a recorded payload: no JSON", e);
    }
    throw new IllegalArgumentException("not a recorded payload: no JSON object");
  }

  /**
   * @param labels what it asks for; empty for what the payload says.
   * @throws IllegalArgumentException when the payload speaks of no queued job.
   */
  static WorkflowJob read(JsonNode event, List<String> labels) {
    JsonNode job = event.path("workflow_job");
    String fullName = event.at("/repository/full_name").asText();
    if (!job.path("id").canConvertToLong() || !fullName.contains("/")) {
      throw new IllegalArgumentException("not a recorded workflow_job payload");
    }
    List<String> wanted = new ArrayList<>(labels);
    if (labels.isEmpty()) {
      job.path("labels").forEach(label -> wanted.add(label.asText()));
    }
    String name = job.path("name").asText("recorded");
    StepPlan step = new StepPlan("Say hello", "echo \"hello from $GITHUB_JOB\"", null, Map.of());
    JobPlan plan =
        new JobPlan("recorded", name, wanted, List.of(), JobContainers.NONE, List.of(step), false);
    Instant created = Instant.parse(job.path("created_at").asText());
    WorkflowRun run =
        new WorkflowRun(
            job.path("run_id").asLong(),
            new WorkflowRun.Repository(fullName, event.at("/organization/login").asText(null)),
            new WorkflowFile(job.path("workflow_name").asText("recorded"), List.of(plan)),
            created);
    return new WorkflowJob(job.path("id").asLong(), run, plan, created);
  }
}
