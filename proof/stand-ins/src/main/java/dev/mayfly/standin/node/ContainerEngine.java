package dev.mayfly.standin.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** The engine of every node: it makes the containers of tasks. Thread-safe. */
public interface ContainerEngine extends AutoCloseable {

  /**
   * Returns whether a task of this image has nothing behind it and runs until it is ended, so that
   * there can be thousands.
   */
  default boolean isPlayed(String image) {
    return false;
  }

  /**
   * Starts a container; the future is complete once its first process runs, and fails with {@link
   * Unstartable}.
   */
  CompletableFuture<Container> start(ContainerOrder order);

  /** Makes a directory for the files of tasks. */
  default Path newDirectory() throws IOException {
    return Files.createTempDirectory("mayfly-batch-");
  }

  /** Returns the names of those that exist, whether they run or have ended. */
  default List<String> containers() {
    return List.of();
  }

  /** Removes whatever of them still exists, at once. */
  @Override
  default void close() {}
}
