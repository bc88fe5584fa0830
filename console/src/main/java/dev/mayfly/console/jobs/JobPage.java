package dev.mayfly.console.jobs;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A part of the list of jobs.
 *
 * @param cursor with which the next part is asked for; absent: this is the last.
 */
public record JobPage(List<JobRow> jobs, @Nullable String cursor) {

  public JobPage {
    jobs = List.copyOf(jobs);
  }
}
