package dev.mayfly.acceptance.canary;

import dev.mayfly.acceptance.stack.Leaks;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Where a secret could come to light, and how to look there. */
interface Place {

  /** Returns the finds: where, and the name of the secret, never itself. */
  List<String> search(Leaks leaks) throws Exception;

  /** A place of texts, each by its speaker. */
  static Place texts(Map<String, String> texts) {
    return leaks -> {
      List<String> found = new ArrayList<>();
      texts.forEach((where, text) -> found.addAll(leaks.in(where, text)));
      return found;
    };
  }

  /**
   * Every file below a folder, databases included, by names and contents.
   *
   * @param except a folder that is there to hold secrets.
   */
  static Place files(Path folder, Path except) {
    return leaks -> {
      List<String> found = new ArrayList<>();
      try (Stream<Path> all = Files.walk(folder)) {
        for (Path file : all.filter(it -> !it.startsWith(except)).toList()) {
          String where = folder.relativize(file).toString();
          found.addAll(leaks.in("name of " + where, where));
          if (Files.isRegularFile(file)) {
            found.addAll(leaks.in(where, read(file)));
          }
        }
      }
      return found;
    };
  }

  private static String read(Path file) throws IOException {
    return Files.readString(file, StandardCharsets.ISO_8859_1);
  }
}
