package dev.mayfly.acceptance.docs;

import static java.util.Objects.requireNonNullElse;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The files of the project, as the tests of its documents read them. */
final class Project {

  static final Path ROOT = Path.of(requireNonNullElse(System.getProperty("mayfly.root"), "../.."));

  private Project() {}

  /** Returns the folders of the modules, as the pom names them. */
  static Stream<String> modules() {
    return Pattern.compile("<module>(.*?)</module>")
        .matcher(read("pom.xml"))
        .results()
        .map(found -> found.group(1));
  }

  /** Returns the files in a folder and below; none where there is no folder. */
  static Stream<Path> filesBelow(Path folder) {
    if (!Files.isDirectory(folder)) {
      return Stream.empty();
    }
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String read(String file) {
    return readFile(ROOT.resolve(file));
  }

  static String readFile(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
