package dev.mayfly.acceptance.docs;

import static java.util.Objects.requireNonNullElse;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every message that {@code docs/troubleshooting.md} explains is one that the code has. */
class DocumentedMessagesTest {

  private static final Path ROOT =
      Path.of(requireNonNullElse(System.getProperty("mayfly.root"), ".."));

  private static final Pattern ROW = Pattern.compile("(?m)^\\| `(.+?)` \\|");

  /** Between the places where a name or a number stands. */
  @Test
  void everyMessageIsInTheSources() {
    String sources = sources();
    List<String> messages =
        ROW.matcher(read(ROOT.resolve("docs/troubleshooting.md")))
            .results()
            .map(row -> row.group(1))
            .toList();

    assertThat(messages).hasSizeGreaterThan(80);
    assertThat(messages)
        .allSatisfy(
            message ->
                assertThat(Arrays.stream(message.split("…", -1)).map(String::strip))
                    .allSatisfy(part -> assertThat(sources.contains(part)).as(part).isTrue()));
  }

  /** With what is put together from several literals in one. */
  private static String sources() {
    Stream<Path> java =
        Pattern.compile("<module>(.*?)</module>")
            .matcher(read(ROOT.resolve("pom.xml")))
            .results()
            .flatMap(module -> filesBelow(ROOT.resolve(module.group(1)).resolve("src/main")))
            .filter(file -> file.toString().endsWith(".java"));
    Stream<Path> scripts =
        Stream.of("mayfly", "temporal/setup-namespace.sh", "images/linux/entrypoint.sh")
            .map(ROOT::resolve);
    return Stream.concat(java, scripts)
        .map(DocumentedMessagesTest::read)
        .map(text -> text.replaceAll("\"\\s*\\+\\s*\"", "").replace("\\\"", "\""))
        .collect(Collectors.joining("\n"));
  }

  private static Stream<Path> filesBelow(Path folder) {
    if (!Files.isDirectory(folder)) {
      return Stream.empty();
    }
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
