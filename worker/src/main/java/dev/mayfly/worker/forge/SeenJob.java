package dev.mayfly.worker.forge;

import dev.mayfly.workflows.step.JobStatus;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A job as one answer of the forge shows it: its status, and what it asks for.
 *
 * @param createdAt absent where the forge does not say.
 */
public record SeenJob(JobStatus status, List<String> labels, @Nullable Instant createdAt) {

  public SeenJob {
    labels = List.copyOf(labels);
  }
}
