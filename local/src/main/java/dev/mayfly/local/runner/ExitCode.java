package dev.mayfly.local.runner;

/**
 * How a stand-in runner ends, for whoever reads its task's exit code. The numbers that GitHub's own
 * runner has mean the same here.
 */
public final class ExitCode {

  /** It ran its job, whatever became of that, and told the forge. */
  public static final int DONE = 0;

  /** It was started wrongly: a variable is missing. */
  public static final int MISUSED = 1;

  /** It was registered, but its registration went, or nobody answered any more. */
  public static final int LOST = 2;

  /** The forge refused the registration: a token unknown, expired or used, or a name taken. */
  public static final int REFUSED = 3;

  /** The forge no longer takes runners of this version. */
  public static final int VERSION_DEPRECATED = 7;

  /** It was asked to go (SIGTERM) and went; the JVM itself ends with this. */
  public static final int TERMINATED = 143;

  private ExitCode() {}
}
