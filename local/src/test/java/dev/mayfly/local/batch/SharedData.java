package dev.mayfly.local.batch;

import dev.mayfly.local.SharedFolder;
import java.nio.file.Path;

/** Microsoft's swagger and recordings, which lie beside the project and are no part of it. */
final class SharedData {

  private SharedData() {}

  /** The folder; a test is skipped where there is none, but never in CI. */
  static Path batch() {
    return SharedFolder.findOrSkip("batch");
  }
}
