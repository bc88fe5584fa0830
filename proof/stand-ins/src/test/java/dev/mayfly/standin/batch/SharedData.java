package dev.mayfly.standin.batch;

import dev.mayfly.standin.SharedFolder;
import java.nio.file.Path;

/** Microsoft's swagger and recordings, which lie beside the project and are no part of it. */
public final class SharedData {

  private SharedData() {}

  /** The folder; a test is skipped where there is none, but never in CI. */
  public static Path batch() {
    return SharedFolder.findOrSkip("batch");
  }
}
