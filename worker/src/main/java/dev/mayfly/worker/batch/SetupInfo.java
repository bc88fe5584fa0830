package dev.mayfly.worker.batch;

import dev.mayfly.workflows.fleet.Pool;
import dev.mayfly.workflows.id.RunnerName;
import dev.mayfly.workflows.step.TaskRequest;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The lines that a runner's container is told to print in its job's own log, step <i>Set up
 * job</i>: nothing of a payload but numbers, and no secret. The images add what only they know:
 * node and start.
 */
public final class SetupInfo {

  // A variable is one line where Docker takes it from a file: its documentation, "docker container
  // run", --env-file.
  private static final String BETWEEN = " | ";

  private final Function<String, Optional<String>> page;

  /**
   * @param page the page of a workflow in the Web UI, for people; empty where there is none.
   */
  public SetupInfo(Function<String, Optional<String>> page) {
    this.page = page;
  }

  Map<String, String> of(TaskRequest order, Pool pool) {
    Map<String, String> variables = new LinkedHashMap<>();
    variables.put("MAYFLY_SETUP_INFO", String.join(BETWEEN, lines(order, pool)));
    Instant created = order.jobCreatedAt();
    if (created != null) {
      variables.put("MAYFLY_JOB_CREATED", String.valueOf(created.getEpochSecond()));
    }
    return variables;
  }

  private List<String> lines(TaskRequest order, Pool pool) {
    RunnerName runner = order.runner().name();
    List<String> lines = new ArrayList<>();
    lines.add("Pool: " + pool.name());
    lines.add("Image: " + pool.image());
    page.apply(runner.life().toString()).ifPresent(life -> lines.add("Life: " + life));
    lines.add("Task: " + runner + " in " + order.task().batchJob());
    lines.add("Explained in: docs/explain.md of Mayfly");
    // GitHub gives a job to any idle runner that matches. Rule gh-any-idle-runner.
    lines.add(
        "Made for: job %d of %s%s, though a forge may give its runner another one"
            .formatted(
                runner.life().jobId(), runner.life().forge(), created(order.jobCreatedAt())));
    return lines;
  }

  private static String created(@Nullable Instant at) {
    return at == null ? "" : ", created at " + at.truncatedTo(ChronoUnit.SECONDS) + " by its clock";
  }
}
