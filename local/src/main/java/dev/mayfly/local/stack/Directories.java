package dev.mayfly.local.stack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Folders that are not needed any more. */
public final class Directories {

  private Directories() {}

  public static void delete(Path directory) throws IOException {
    List<Path> everything;
    try (Stream<Path> walk = Files.walk(directory)) {
      everything = walk.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : everything) {
      Files.deleteIfExists(path);
    }
  }
}
