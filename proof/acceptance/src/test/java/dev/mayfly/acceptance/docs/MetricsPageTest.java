package dev.mayfly.acceptance.docs;

import static dev.mayfly.acceptance.docs.Project.ROOT;
import static dev.mayfly.acceptance.docs.Project.read;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.service.metrics.Measure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * The table of {@code docs/metrics.md} is what the code has. After a change of {@link Measure}, run
 * this test with {@code -Dmayfly.docs.write=true}, which writes the table anew.
 */
class MetricsPageTest {

  private static final Path PAGE = ROOT.resolve("docs/metrics.md");
  private static final String BEGIN = "MetricsPageTest says how -->\n";
  private static final String END = "<!-- end -->";

  @Test
  void thePageHasTheMetricsOfTheCode() throws IOException {
    String page = read("docs/metrics.md");
    int begin = page.indexOf(BEGIN) + BEGIN.length();
    int end = page.indexOf(END);
    if (Boolean.getBoolean("mayfly.docs.write")) {
      Files.writeString(PAGE, page.substring(0, begin) + table() + page.substring(end));
      return;
    }

    assertThat(page.substring(begin, end)).isEqualTo(table());
  }

  @Test
  void namesAndHelpAreAsPrometheusWantsThem() {
    assertThat(Measure.values())
        .allSatisfy(
            measure -> {
              assertThat(measure.seriesName()).matches("mayfly_[a-z]+(_[a-z]+)*");
              assertThat(measure.help()).isNotBlank().doesNotEndWith(".").doesNotContain("|");
              assertThat(measure.labels())
                  .allMatch(label -> label.matches("[a-z]+"))
                  .doesNotContain("id", "job", "runner", "repository", "workflow");
            });
  }

  private static String table() {
    return Arrays.stream(Measure.values())
        .map(MetricsPageTest::row)
        .collect(Collectors.joining("", "\n| metric | labels | tells |\n|---|---|---|\n", "\n"));
  }

  private static String row(Measure measure) {
    String labels =
        measure.labels().stream().map(it -> "`" + it + "`").collect(Collectors.joining(", "));
    return "| `%s` | %s | %s |\n".formatted(measure.seriesName(), labels, measure.help());
  }
}
