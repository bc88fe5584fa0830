package dev.mayfly.workflows.sweep;

import java.time.Instant;
import java.util.List;

/**
 * A pass of a sweep that is over.
 *
 * @param redelivered deliveries that the forge was asked to send again.
 * @param provided lost jobs that got a life, or whose held life was told.
 * @param asked lives that were told to ask after a job that is not queued any more.
 * @param removed orphans: registrations and tasks that no life stands behind.
 * @param kept orphans that have a job.
 * @param failures what could not be done and why, the first ones.
 * @param moreFailures how many there are beside them.
 */
public record SweepPass(
    Instant begun,
    Instant ended,
    int redelivered,
    int provided,
    int asked,
    int removed,
    int kept,
    List<String> failures,
    int moreFailures) {

  public SweepPass {
    failures = List.copyOf(failures);
  }
}
