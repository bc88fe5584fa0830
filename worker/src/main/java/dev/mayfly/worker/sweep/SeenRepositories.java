package dev.mayfly.worker.sweep;

import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import dev.mayfly.workflows.id.JobRef;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;

/**
 * The repositories of an enterprise that this worker has provided for lately, since nothing lists
 * them. In memory, bounded. Thread-safe.
 */
public final class SeenRepositories {

  private final Cache<String, Boolean> names =
      CacheBuilder.newBuilder().maximumSize(2_000).expireAfterWrite(Duration.ofDays(7)).build();

  /** Notes the repository of a job that a step was asked for. */
  public void note(JobRef job) {
    if (job.scope().enterprise() != null) {
      names.put(job.repository().toLowerCase(Locale.ROOT), true);
    }
  }

  Set<String> all() {
    return Set.copyOf(names.asMap().keySet());
  }
}
