package dev.mayfly.acceptance.docs;

import static dev.mayfly.acceptance.docs.Project.ROOT;
import static dev.mayfly.acceptance.docs.Project.filesBelow;
import static dev.mayfly.acceptance.docs.Project.modules;
import static dev.mayfly.acceptance.docs.Project.read;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every message that {@code docs/troubleshooting.md} explains is one that the code has. */
class DocumentedMessagesTest {

  private static final Pattern ROW = Pattern.compile("(?m)^\\| `(.+?)` \\|");

  /** Between the places where a name or a number stands. */
  @Test
  void everyMessageIsInTheSources() {
    String sources = sources();
    List<String> messages =
        ROW.matcher(read("docs/troubleshooting.md")).results().map(row -> row.group(1)).toList();

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
        modules()
            .flatMap(module -> filesBelow(ROOT.resolve(module).resolve("src/main")))
            .filter(file -> file.toString().endsWith(".java"));
    Stream<Path> scripts =
        Stream.of("mayfly", "temporal/setup-namespace.sh", "images/linux/entrypoint.sh")
            .map(ROOT::resolve);
    return Stream.concat(java, scripts)
        .map(Project::readFile)
        .map(text -> text.replaceAll("\"\\s*\\+\\s*\"", "").replace("\\\"", "\""))
        .collect(Collectors.joining("\n"));
  }
}
