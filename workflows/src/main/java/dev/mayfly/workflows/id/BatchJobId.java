package dev.mayfly.workflows.id;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The id of a pool's long-lived Batch job, {@code mayfly-ubuntu-1}. The generation grows when Batch
 * will not take the job back: a completed or deleting one cannot be used again. Rule
 * batch-job-refused.
 */
public record BatchJobId(String installation, String pool, int generation) {

  private static final Pattern TEXT =
      Pattern.compile(
          "(" + LifeId.NAME + ")-(" + PoolId.POOL_NAME + ")-([1-9][0-9]{0,5})",
          Pattern.CASE_INSENSITIVE);
  private static final int LAST_GENERATION = 999_999;

  public BatchJobId {
    if (!LifeId.isName(installation)
        || !PoolId.isPoolName(pool)
        || generation < 1
        || generation > LAST_GENERATION) {
      throw new IllegalArgumentException(
          "not a Batch job's id: " + installation + "-" + pool + "-" + generation);
    }
  }

  /** Reads a Batch job's id, whatever its case; empty for a foreign one. */
  public static Optional<BatchJobId> parse(String id) {
    Matcher matcher = TEXT.matcher(id);
    return matcher.matches()
        ? Optional.of(
            new BatchJobId(
                matcher.group(1).toLowerCase(Locale.ROOT),
                matcher.group(2).toLowerCase(Locale.ROOT),
                Integer.parseInt(matcher.group(3))))
        : Optional.empty();
  }

  @JsonCreator
  static BatchJobId read(String id) {
    return parse(id).orElseThrow(() -> new IllegalArgumentException("not a Batch job's id: " + id));
  }

  /** The id to use once Batch will not take this one any more. */
  public BatchJobId next() {
    return new BatchJobId(installation, pool, generation + 1);
  }

  @JsonValue
  @Override
  public String toString() {
    return installation + "-" + pool + "-" + generation;
  }
}
