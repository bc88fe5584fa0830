package dev.mayfly.standin.forge.workflow;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A GitHub workflow file, as far as the stand-in runs it: {@code jobs} with {@code name}, {@code
 * runs-on}, {@code needs}, {@code strategy.matrix}, {@code environment}, {@code env}, {@code
 * container}, {@code services} and {@code steps}. What it does not know ({@code if}, {@code
 * fail-fast} and so on) it passes over.
 */
public record WorkflowFile(String name, List<JobPlan> jobs) {

  private static final YAMLMapper YAML = new YAMLMapper();

  public WorkflowFile {
    jobs = List.copyOf(jobs);
  }

  /**
   * @throws IllegalArgumentException when it is no YAML, has no jobs, or a job lacks {@code
   *     runs-on}.
   */
  public static WorkflowFile parse(String yaml) {
    JsonNode file;
    try {
      file = YAML.readTree(yaml);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not a workflow file: " + e.getOriginalMessage(), e);
    }
    List<JobPlan> jobs = new ArrayList<>();
    for (Map.Entry<String, JsonNode> job : file.path("jobs").properties()) {
      for (Matrix matrix : Matrix.expand(job.getValue().path("strategy").path("matrix"))) {
        jobs.add(plan(job.getKey(), job.getValue(), matrix, file.path("env")));
      }
    }
    if (jobs.isEmpty()) {
      throw new IllegalArgumentException("a workflow file needs jobs, this one has none");
    }
    return new WorkflowFile(file.path("name").asText("workflow"), jobs);
  }

  /** The same with its first jobs only. */
  public WorkflowFile first(int atMost) {
    return new WorkflowFile(name, jobs.subList(0, Math.min(atMost, jobs.size())));
  }

  private static JobPlan plan(String key, JsonNode job, Matrix matrix, JsonNode env) {
    List<String> labels = matrix.labels(job.path("runs-on"));
    if (labels.isEmpty()) {
      throw new IllegalArgumentException("job " + key + " has no runs-on");
    }
    List<String> needs = new ArrayList<>();
    JsonNode needed = job.path("needs");
    if (needed.isTextual()) {
      needs.add(needed.asText());
    }
    needed.forEach(need -> needs.add(need.asText()));
    List<StepPlan> steps = new ArrayList<>();
    for (JsonNode step : job.path("steps")) {
      steps.add(step(step, matrix, env, job.path("env")));
    }
    String name = job.has("name") ? matrix.in(job.path("name").asText()) : key + matrix.suffix();
    return new JobPlan(
        key, name, labels, needs, JobContainers.of(job), steps, job.has("environment"));
  }

  private static StepPlan step(JsonNode step, Matrix matrix, JsonNode... outerEnv) {
    Map<String, String> env = new LinkedHashMap<>();
    for (JsonNode outer : outerEnv) {
      outer.properties().forEach(e -> env.put(e.getKey(), matrix.in(e.getValue().asText())));
    }
    step.path("env")
        .properties()
        .forEach(e -> env.put(e.getKey(), matrix.in(e.getValue().asText())));
    String run = step.has("run") ? matrix.in(step.path("run").asText()) : null;
    String uses = step.has("uses") ? matrix.in(step.path("uses").asText()) : null;
    String what = run == null ? String.valueOf(uses) : run.lines().findFirst().orElse("");
    String name = step.has("name") ? matrix.in(step.path("name").asText()) : "Run " + what;
    return new StepPlan(name, run, uses, env);
  }
}
