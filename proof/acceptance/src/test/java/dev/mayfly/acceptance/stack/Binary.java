package dev.mayfly.acceptance.stack;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A program of this machine. Tests that need it are skipped where there is none, except in CI,
 * which skips nothing.
 *
 * @param variable of the environment, which may have its path.
 * @param name as it is on the PATH.
 */
public record Binary(String variable, String name) {

  public Optional<Path> find() {
    return Stream.concat(
            Stream.ofNullable(System.getenv(variable)).map(Path::of),
            Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .map(folder -> Path.of(folder, name)))
        .filter(Files::isExecutable)
        .findFirst()
        .map(Path::toAbsolutePath);
  }

  public Path findOrSkip() {
    Optional<Path> found = find();
    if (found.isPresent()) {
      return found.get();
    }
    String message = "needs " + name + ": put one on the PATH, or set " + variable + " to its path";
    if ("true".equals(System.getenv("CI"))) {
      throw new AssertionError(message + " (CI=true, so this is a failure)");
    }
    return abort(message);
  }
}
