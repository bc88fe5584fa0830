package dev.mayfly.acceptance.images;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNullElse;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * The programs of this machine that the tests of the images need. They are skipped where one is
 * missing, except in CI, which skips nothing.
 */
final class Programs {

  static final Path ROOT = Path.of(requireNonNullElse(System.getProperty("mayfly.root"), ".."));
  static final Path IMAGES = ROOT.resolve("images").toAbsolutePath().normalize();

  private Programs() {}

  static void findOrSkip(String... names) {
    for (String name : names) {
      skipUnless(isOnPath(name), "needs " + name + " on the PATH");
    }
  }

  static void skipUnless(boolean there, String message) {
    if (!there) {
      if ("true".equals(System.getenv("CI"))) {
        throw new AssertionError(message + " (CI=true, so this is a failure)");
      }
      abort(message);
    }
  }

  private static boolean isOnPath(String name) {
    return Arrays.stream(path().split(File.pathSeparator))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, name)));
  }

  static String path() {
    return System.getenv().getOrDefault("PATH", "");
  }

  static boolean isRoot() {
    return "root".equals(System.getProperty("user.name"));
  }

  record Ran(int exitCode, String output) {}

  static Ran run(List<String> command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor(60, SECONDS)).as("%s ended", command).isTrue();
    return new Ran(process.exitValue(), output);
  }
}
