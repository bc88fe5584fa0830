package dev.mayfly.workflows.cost;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;

/** A figure of a cost report, in the order of its columns. */
public enum Part {
  /** Times that a runner's task was on a node. */
  @JsonProperty("runners")
  RUNNERS,
  @JsonProperty("task_seconds")
  TASK_SECONDS,
  /** The slots of runners that had a job, or may still get one. */
  @JsonProperty("direct")
  DIRECT,
  /** The slots of runners that ran none. */
  @JsonProperty("wasted")
  WASTED,
  /** A share of what no task used of the nodes; less than nothing where tasks seem to have more. */
  @JsonProperty("overhead")
  OVERHEAD,
  @JsonProperty("fixed")
  FIXED,
  /** The forge's charge for runners that are not its own. */
  @JsonProperty("platform")
  PLATFORM,
  /** The sum of those that are paid. */
  @JsonProperty("total")
  TOTAL,
  /** The same minutes on the forge's machines: nothing that is paid. */
  @JsonProperty("hosted")
  HOSTED;

  /** Returns its name in CSV and JSON. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  boolean isPaid() {
    return switch (this) {
      case DIRECT, WASTED, OVERHEAD, FIXED, PLATFORM -> true;
      case RUNNERS, TASK_SECONDS, TOTAL, HOSTED -> false;
    };
  }
}
