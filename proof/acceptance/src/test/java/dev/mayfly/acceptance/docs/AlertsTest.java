package dev.mayfly.acceptance.docs;

import static dev.mayfly.acceptance.docs.Project.ROOT;
import static dev.mayfly.acceptance.docs.Project.read;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.mayfly.acceptance.stack.Binary;
import dev.mayfly.service.metrics.Measure;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The alerts and the dashboard that ship, held against the code, their page and each other. */
class AlertsTest {

  private static final String RULES = "examples/monitoring/alerts.yml";
  private static final String TESTS =
      "proof/acceptance/src/test/resources/monitoring/alerts-test.yml";
  private static final Binary PROMTOOL = new Binary("PROMTOOL", "promtool");

  @Test
  void everyAlertHasItsSectionOnThePageAndNoOtherIsThere() throws IOException {
    assertThat(alerts()).hasSize(14).doesNotHaveDuplicates().isEqualTo(sections("docs/alerts.md"));
    assertThat(rules())
        .allSatisfy(
            rule ->
                assertThat(rule.at("/annotations/runbook_url").asText())
                    .isEqualTo("docs/alerts.md#" + anchor(rule.path("alert").asText())))
        .allSatisfy(
            rule ->
                assertThat(rule.at("/labels/severity").asText())
                    .isIn("info", "warning", "critical"));
  }

  @Test
  void everyAlertIsTestedAtItsFaultAndAtHealth() throws IOException {
    String tests = read(TESTS);

    assertThat(alerts())
        .allSatisfy(alert -> assertThat(tests).contains("'" + alert + " fires'"))
        .allSatisfy(alert -> assertThat(tests).contains("'" + alert + " is silent'"));
  }

  @Test
  @Tag("server")
  void everyAlertFiresAtItsFaultAndIsSilentAtHealth() throws Exception {
    assertThat(promtool("check", "rules", RULES)).contains("SUCCESS: 14 rules found");
    assertThat(promtool("test", "rules", TESTS)).contains("SUCCESS");
  }

  @Test
  void theDashboardHasFourRowsOfPanelsThatSayWhatToDo() {
    Dashboard dashboard = Dashboard.read();
    Set<String> anchors =
        Stream.of("alerts", "costs")
            .flatMap(
                page ->
                    sections("docs/" + page + ".md").stream()
                        .map(section -> "${docs}/" + page + ".html#" + anchor(section)))
            .collect(Collectors.toSet());

    assertThat(dashboard.rows()).hasSize(4);
    assertThat(dashboard.panels())
        .hasSize(17)
        .allSatisfy(
            panel -> {
              assertThat(panel.description()).as(panel.title()).hasSizeGreaterThan(40);
              assertThat(panel.link()).as(panel.title()).isIn(anchors);
              assertThat(panel.queries()).as(panel.title()).isNotEmpty();
            });
    assertThat(dashboard.file().path("uid").asText()).isEqualTo("mayfly");
  }

  @Test
  void rulesAndPanelsNameMetricsThatThereAre() throws IOException {
    Set<String> known =
        Arrays.stream(Measure.values())
            .flatMap(
                measure ->
                    Stream.of("", "_bucket", "_count", "_sum")
                        .map(suffix -> measure.seriesName() + suffix))
            .collect(Collectors.toSet());
    Stream<String> queries =
        Stream.concat(
            rules().stream().map(rule -> rule.path("expr").asText()),
            Dashboard.read().panels().stream().flatMap(panel -> panel.queries().stream()));

    assertThat(queries.flatMap(AlertsTest::metrics).distinct())
        .hasSizeGreaterThan(15)
        .isSubsetOf(known);
  }

  private static Stream<String> metrics(String query) {
    return Pattern.compile("mayfly_[a-z_]+").matcher(query).results().map(found -> found.group());
  }

  private static List<JsonNode> rules() throws IOException {
    JsonNode file = new YAMLMapper().readTree(read(RULES));
    return StreamSupport.stream(file.at("/groups/0/rules").spliterator(), false).toList();
  }

  private static List<String> alerts() throws IOException {
    return rules().stream().map(rule -> rule.path("alert").asText()).toList();
  }

  private static List<String> sections(String page) {
    return Pattern.compile("(?m)^## (.*)$")
        .matcher(read(page))
        .results()
        .map(found -> found.group(1))
        .toList();
  }

  private static String anchor(String section) {
    return section.toLowerCase(Locale.ROOT);
  }

  private static String promtool(String... words) throws Exception {
    List<String> command =
        Stream.concat(
                Stream.of(PROMTOOL.findOrSkip().toString()),
                Arrays.stream(words).map(AlertsTest::file))
            .toList();
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    return new String(process.getInputStream().readAllBytes(), UTF_8);
  }

  private static String file(String word) {
    Path file = ROOT.resolve(word);
    return word.contains("/") ? file.toAbsolutePath().toString() : word;
  }
}
