package dev.mayfly.worker.batch;

import static java.util.Objects.requireNonNull;

import dev.mayfly.workflows.fleet.Pool.Elevation;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The container that a task runs. The environment holds a runner's token, so neither {@code
 * toString} nor any message may show its values.
 *
 * @param environment in the order in which it is sent.
 * @param maxWallClock from the start on a node; Batch then kills the task.
 * @param elevation which user of the node it is started as.
 * @param runOptions further arguments of {@code docker create}; empty for none.
 */
public record TaskSpec(
    String image,
    Map<String, String> environment,
    Duration maxWallClock,
    Elevation elevation,
    String runOptions) {

  private static final int SHORTEST_SECRET = 6;

  public TaskSpec {
    requireNonNull(image, "image");
    environment = Collections.unmodifiableMap(new LinkedHashMap<>(environment));
    if (maxWallClock.isNegative() || maxWallClock.isZero()) {
      throw new IllegalArgumentException("maxWallClock is not positive: " + maxWallClock);
    }
  }

  /** As an administrator, without further options. */
  public TaskSpec(String image, Map<String, String> environment, Duration maxWallClock) {
    this(image, environment, maxWallClock, Elevation.ADMIN, "");
  }

  /** This text without any of the environment's values, should Batch have quoted one. */
  @Nullable String redact(@Nullable String text) {
    String redacted = text;
    for (String value : environment.values()) {
      if (redacted != null && value.length() >= SHORTEST_SECRET) {
        redacted = redacted.replace(value, "***");
      }
    }
    return redacted;
  }

  @Override
  public String toString() {
    return "TaskSpec[image="
        + image
        + ", environment="
        + environment.keySet()
        + ", maxWallClock="
        + maxWallClock
        + "]";
  }
}
