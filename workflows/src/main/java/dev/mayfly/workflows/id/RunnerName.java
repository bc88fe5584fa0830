package dev.mayfly.workflows.id;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of a runner and of its Batch task: the life, six hex digits of the life's run, the
 * attempt, as in {@code mayfly-github-29679449526-3fa91c-1}. Cutting the last two parts gives the
 * workflow id of its owner.
 */
public record RunnerName(LifeId life, String run, int attempt) {

  // Of ASCII only: whatever else becomes such a letter in lower case (K, of kelvin) is foreign.
  private static final Pattern TEXT =
      Pattern.compile("([A-Za-z0-9-]+)-([0-9A-Fa-f]{6})-([1-9][0-9]{0,3})");

  private static final Pattern RUN = Pattern.compile("[0-9a-f]{6}");

  public RunnerName {
    if (!RUN.matcher(run).matches() || attempt < 1 || attempt > 9999) {
      throw new IllegalArgumentException(
          "not a runner's name: " + life + "-" + run + "-" + attempt);
    }
  }

  /** The name of an attempt's runner in the run with this Temporal run id. */
  public static RunnerName of(LifeId life, String runId, int attempt) {
    return new RunnerName(life, runId.replace("-", "").substring(0, 6), attempt);
  }

  /**
   * Reads a runner's or task's name, whatever its case; empty for a foreign one, which is never
   * touched.
   */
  public static Optional<RunnerName> parse(String name) {
    Matcher matcher = TEXT.matcher(name);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    String run = matcher.group(2).toLowerCase(Locale.ROOT);
    return LifeId.parse(matcher.group(1).toLowerCase(Locale.ROOT))
        .map(life -> new RunnerName(life, run, Integer.parseInt(matcher.group(3))));
  }

  @JsonCreator
  static RunnerName read(String name) {
    return parse(name)
        .orElseThrow(() -> new IllegalArgumentException("not a runner's name: " + name));
  }

  @JsonValue
  @Override
  public String toString() {
    return life + "-" + run + "-" + attempt;
  }
}
