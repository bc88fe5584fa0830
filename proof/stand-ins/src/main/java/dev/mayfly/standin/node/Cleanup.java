package dev.mayfly.standin.node;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** Removes a directory with all that is in it; one that is gone is as good. */
public record Cleanup(Path directory) implements Runnable {

  @Override
  public void run() {
    try (Stream<Path> files = Files.walk(directory)) {
      files.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
    } catch (IOException | UncheckedIOException goneAlready) {
      // Nothing to remove is what was wanted.
    }
  }
}
