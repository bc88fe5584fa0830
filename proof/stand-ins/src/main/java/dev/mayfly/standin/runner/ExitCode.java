package dev.mayfly.standin.runner;

/**
 * The exit codes of a stand-in runner, which its task shows: those of {@code images/README.md}.
 * Rule gh-runner-exit-codes.
 */
public final class ExitCode {

  /** It ran its job, whatever became of that, and told the forge. */
  public static final int DONE = 0;

  /** It was started wrongly: a variable is missing. */
  public static final int MISUSED = 1;

  /** Nobody answered any more, or its registration went with its job. */
  public static final int FAILED = 2;

  /** The forge refused the registration: a token unknown or expired. */
  public static final int REFUSED = 3;

  /** It was online, and its registration was taken away before a job came. */
  public static final int NO_JOB = 4;

  /** The name is taken, or the just-in-time configuration is used: there was another start. */
  public static final int USED = 5;

  /** The forge no longer takes runners of this version. */
  public static final int VERSION_DEPRECATED = 7;

  /** It was asked to go (SIGTERM) and went; the JVM itself ends with this. */
  public static final int TERMINATED = 143;

  private ExitCode() {}
}
