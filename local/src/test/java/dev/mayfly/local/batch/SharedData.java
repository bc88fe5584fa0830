package dev.mayfly.local.batch;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/** Microsoft's swagger and recordings, which lie beside the project and are no part of it. */
final class SharedData {

  private SharedData() {}

  /** The folder; a test is skipped where there is none, but never in CI. */
  static Path batch() {
    Path folder =
        Path.of(System.getProperty("mayfly.root", ".."))
            .toAbsolutePath()
            .normalize()
            .resolveSibling("shared/data/batch");
    boolean present = Files.isDirectory(folder);
    if (!present && "true".equals(System.getenv("CI"))) {
      throw new AssertionError("CI must have the third-party data, but there is no " + folder);
    }
    assumeTrue(present, "skipped: there is no " + folder);
    return folder;
  }
}
