package dev.mayfly.local.operator;

/** The failure of a question to the console, in words, with the exit code that tells it. */
public final class ConsoleException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private static final int MISUSE = 2;
  private static final int NOT_FOUND = 3;
  private static final int UNREACHABLE = 4;
  private static final int REFUSED = 5;

  private final int exitCode;

  private ConsoleException(int exitCode, String why) {
    super(Visible.of(why));
    this.exitCode = exitCode;
  }

  /** No console answers, or one that cannot do what it is for. */
  static ConsoleException unreachable(String why) {
    return new ConsoleException(UNREACHABLE, why);
  }

  /** The console, or the one who was asked to confirm it, does not want it done. */
  static ConsoleException refused(String why) {
    return new ConsoleException(REFUSED, why);
  }

  /** The console has answered that it cannot, by this status of HTTP. */
  static ConsoleException answered(int status, String why) {
    return switch (status) {
      case 400 -> new ConsoleException(MISUSE, why);
      case 404, 410 -> new ConsoleException(NOT_FOUND, why);
      case 401, 403, 409, 421 -> refused(why);
      default -> unreachable(why);
    };
  }

  /** Returns whether the console says that there is no such thing. */
  boolean isNotFound() {
    return exitCode == NOT_FOUND;
  }

  int exitCode() {
    return exitCode;
  }
}
