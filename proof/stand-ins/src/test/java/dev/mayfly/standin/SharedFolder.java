package dev.mayfly.standin;

import static org.junit.jupiter.api.Assumptions.abort;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Recorded data in the folder beside the project. Tests that need it are skipped where it is
 * absent, except in CI, which skips nothing.
 */
public final class SharedFolder {

  private SharedFolder() {}

  /** This file or folder of the recorded data; "" for all of it. */
  public static Path findOrSkip(String file) {
    Path path =
        Path.of(System.getProperty("mayfly.root", "."), "..", "shared", "data", file).normalize();
    if (Files.isReadable(path)) {
      return path;
    }
    String message = "needs recorded data that is not here: " + path;
    if ("true".equals(System.getenv("CI"))) {
      throw new AssertionError(message + " (CI=true, so this is a failure)");
    }
    return abort(message);
  }
}
