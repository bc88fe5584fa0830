package dev.mayfly.acceptance.endtoend;

import static java.util.Objects.requireNonNullElse;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The texts of explanations that {@code docs/explain.md} has, each under its title. */
final class ExplainPage {

  private static final Path PAGE =
      Path.of(requireNonNullElse(System.getProperty("mayfly.root"), "../.."))
          .resolve("docs/explain.md");

  private ExplainPage() {}

  /** Holds the page to a text: all but names, times and numbers is the same. */
  static synchronized void holds(String title, String text) throws IOException {
    String page = Files.readString(PAGE);
    String head = "### " + title + "\n```\n";
    assertThat(page).contains(head);
    int begin = page.indexOf(head) + head.length();
    int end = page.indexOf("```", begin);
    if (Boolean.getBoolean("mayfly.docs.write")) {
      String shown = text.replaceAll("http://[^/ ]+/", "https://github.com/").strip() + "\n";
      Files.writeString(PAGE, page.substring(0, begin) + shown + page.substring(end));
      return;
    }

    assertThat(said(text)).isEqualTo(said(page.substring(begin, end)));
  }

  /** Its sentences in one line: what happened so far differs from time to time. */
  private static String said(String text) {
    return text.lines()
        .takeWhile(line -> !line.startsWith("So far") && !line.startsWith("Life"))
        .map(String::strip)
        .collect(Collectors.joining(" "))
        .replaceAll(Pattern.quote("mayfly-github-") + "\\d+-[0-9a-f]{6}-", "RUNNER-")
        .replaceAll(" \\([0-9][^)]*\\)", "")
        .replaceAll("\\d+", "0")
        .replaceAll("\\s+", " ");
  }
}
