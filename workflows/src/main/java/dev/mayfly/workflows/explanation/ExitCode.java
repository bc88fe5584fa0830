package dev.mayfly.workflows.explanation;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The exit codes of a runner's container, in the words of images/README.md. */
final class ExitCode {

  private static final Pattern CODE = Pattern.compile("exit code (\\d{1,3})\\b(?!:)");

  private ExitCode() {}

  /** Returns, to follow a cause that names an exit code, what that means; else nothing. */
  static String meaning(String cause) {
    Matcher code = CODE.matcher(cause);
    String means = code.find() ? means(Integer.parseInt(code.group(1))) : "";
    return means.isEmpty() ? "" : ". Exit code " + code.group(1) + " means: " + means;
  }

  private static String means(int code) {
    return switch (code) {
      case 1 -> "a variable or the runner's package is missing in the container";
      case 2 -> "the runner ended without saying why, or broke off its job";
      case 3 -> "the forge did not accept its token";
      case 4 -> "it left, or its registration was taken away, before a job came";
      case 5 -> "its name is registered already, as after a node was preempted";
      case 7 -> "its version is deprecated";
      case 8 -> "its user may not read or write what it needs";
      case 137 -> "it was killed, most often for the memory that it used";
      case 130, 143 -> "it was told to end";
      default -> "";
    };
  }
}
