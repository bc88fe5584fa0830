package dev.mayfly.worker.forge;

import dev.mayfly.workflows.step.JobStatus;
import java.util.List;

/** A job as one answer of the forge shows it: its status, and what it asks for. */
public record SeenJob(JobStatus status, List<String> labels) {

  public SeenJob {
    labels = List.copyOf(labels);
  }
}
