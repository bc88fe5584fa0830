package dev.mayfly.workflows.step;

import static java.util.Objects.requireNonNull;

import dev.mayfly.workflows.id.JobRef;
import dev.mayfly.workflows.id.RunnerName;
import org.jspecify.annotations.Nullable;

/**
 * One runner, for the steps that deal with its registration.
 *
 * @param id the forge's id of the registration, once it is known; a look by id is exact, a listing
 *     may lag.
 */
public record RunnerRef(RunnerName name, JobRef job, String pool, @Nullable Long id) {

  public RunnerRef {
    requireNonNull(name, "name");
    requireNonNull(job, "job");
    requireNonNull(pool, "pool");
  }

  /** Returns it without its id, so that whatever registered under its name is meant. */
  public RunnerRef byName() {
    return new RunnerRef(name, job, pool, null);
  }

  public RunnerRef withId(@Nullable Long known) {
    return known == null ? this : new RunnerRef(name, job, pool, known);
  }
}
