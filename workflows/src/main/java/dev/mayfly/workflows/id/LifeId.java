package dev.mayfly.workflows.id;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The identity of a life: one job of one forge, looked after by one installation. Its text is the
 * workflow id, {@code mayfly-github-29679449526}; the same job always gives the same id, and
 * nothing else does.
 */
public record LifeId(String installation, String forge, long jobId) {

  /**
   * The names that installations and forges may have, so that ids parse back and stay within
   * Batch's 64 characters.
   */
  public static final String NAME = "[a-z0-9]{1,12}";

  private static final Pattern PART = Pattern.compile(NAME);
  private static final Pattern TEXT =
      Pattern.compile("(" + NAME + ")-(" + NAME + ")-([1-9][0-9]{0,18})");

  public LifeId {
    if (!isName(installation) || !isName(forge) || jobId <= 0) {
      throw new IllegalArgumentException(
          "not a life's id: " + installation + "-" + forge + "-" + jobId);
    }
  }

  static boolean isName(String text) {
    return PART.matcher(text).matches();
  }

  /** Reads a workflow id; empty for anything that is not a life's. */
  public static Optional<LifeId> parse(String workflowId) {
    Matcher matcher = TEXT.matcher(workflowId);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new LifeId(matcher.group(1), matcher.group(2), Long.parseLong(matcher.group(3))));
    } catch (NumberFormatException beyondLong) {
      return Optional.empty();
    }
  }

  @Override
  public String toString() {
    return installation + "-" + forge + "-" + jobId;
  }
}
