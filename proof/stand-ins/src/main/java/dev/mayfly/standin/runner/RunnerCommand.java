package dev.mayfly.standin.runner;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;

/** The command that stands in for a runner image: a small JVM that starts fast. */
public final class RunnerCommand {

  private RunnerCommand() {}

  public static List<String> words() {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-XX:TieredStopAtLevel=1",
        "-XX:+UseSerialGC",
        "-Xshare:auto",
        "-Xmx64m",
        "-cp",
        classes(),
        StandInRunner.class.getName());
  }

  private static String classes() {
    try {
      return Path.of(
              StandInRunner.class.getProtectionDomain().getCodeSource().getLocation().toURI())
          .toString();
    } catch (URISyntaxException e) {
      throw new IllegalStateException("cannot find the runner's classes", e);
    }
  }
}
