package dev.mayfly.workflows.pool;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonCreator;
import dev.mayfly.workflows.id.Scope;
import dev.mayfly.workflows.temporal.OneLine;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The reason why a pool admits no runner.
 *
 * @param by an operator, or the name of the runner whose failure was the pool's fault.
 * @param probe how the pool finds out that its fault is mended; absent: an operator resumes it.
 */
public record PoolPause(String by, String cause, Instant at, @Nullable Probe probe) {

  // It is carried from run to run.
  private static final int LONGEST_NAME = 200;
  private static final int LONGEST_CAUSE = 1_000;

  /**
   * A way to find out whether a fault is mended.
   *
   * @param byRunner whether only a runner can tell, as of an image or of the runner's version; else
   *     a worker asks.
   * @param forge the forge that is asked whether it would register a runner; absent: Batch alone.
   * @param scope where that runner would be registered.
   */
  public record Probe(boolean byRunner, @Nullable String forge, @Nullable Scope scope) {

    /** By one runner that waits for its turn. */
    public static final Probe BY_RUNNER = new Probe(true, null, null);

    /** By a look at Batch. */
    public static final Probe BY_LOOK = new Probe(false, null, null);

    /** By asking the forge, and Batch. */
    public static Probe of(String forge, Scope scope) {
      return new Probe(false, forge, scope);
    }
  }

  @JsonCreator
  public PoolPause {
    by = OneLine.of(requireNonNull(by, "by"), LONGEST_NAME);
    cause = OneLine.of(requireNonNull(cause, "cause"), LONGEST_CAUSE);
    requireNonNull(at, "at");
  }

  /** A pause that an operator ends. */
  public PoolPause(String by, String cause, Instant at) {
    this(by, cause, at, null);
  }

  /** The kinds of causes; there are no others. */
  public enum Kind {
    /** An operator wants it. */
    OPERATOR,
    /** The forge or Batch refuses what each of its runners needs. */
    REFUSED,
    /** Its runners' image or version, of which only a runner can tell. */
    RUNNER,
    /** A refusal that a look at Batch met. */
    BATCH;

    /** Its name as a label. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Returns the kind of its cause. */
  public Kind kind() {
    if (probe == null) {
      return Kind.OPERATOR;
    }
    if (probe.byRunner()) {
      return Kind.RUNNER;
    }
    return probe.forge() == null ? Kind.BATCH : Kind.REFUSED;
  }

  /** Returns whether the pool resumes by itself when this is mended. */
  boolean isFault() {
    return probe != null;
  }
}
