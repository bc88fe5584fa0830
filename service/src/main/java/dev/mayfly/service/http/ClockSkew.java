package dev.mayfly.service.http;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The distances of this machine's clock from those of the services that answer it. Nothing is
 * decided by them; but what is signed with the time is refused where they are large. Thread-safe.
 */
public final class ClockSkew {

  private final InstantSource wall;
  private final Map<String, Duration> ahead = new ConcurrentHashMap<>();

  /**
   * @param wall the clock of this machine, right or wrong.
   */
  public ClockSkew(InstantSource wall) {
    this.wall = wall;
  }

  /** Notes the time of an answer that has just come, to the second; absent: nothing is said. */
  public void saw(String service, @Nullable Instant theirs) {
    if (theirs != null) {
      ahead.put(service, Duration.between(theirs, wall.instant()));
    }
  }

  /** Returns by how much this machine's clock is ahead of each service's, by its name. */
  public Map<String, Duration> ahead() {
    return new TreeMap<>(ahead);
  }
}
