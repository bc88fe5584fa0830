package dev.mayfly.acceptance.docs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** The dashboard that ships, panel by panel. */
public final class Dashboard {

  /** The file, from the root of the project. */
  public static final String FILE = "examples/monitoring/grafana/mayfly.json";

  private final JsonNode file;

  private Dashboard(JsonNode file) {
    this.file = file;
  }

  /**
   * A panel that is no row.
   *
   * @param queries in Prometheus' language, with Grafana's variables.
   */
  public record Panel(String title, String description, String link, List<String> queries) {}

  public static Dashboard read() {
    try {
      return new Dashboard(new ObjectMapper().readTree(Project.read(FILE)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The panels, in the order of the page. */
  public List<Panel> panels() {
    return all().filter(panel -> !isRow(panel)).map(Dashboard::panel).toList();
  }

  List<String> rows() {
    return all().filter(Dashboard::isRow).map(row -> row.path("title").asText()).toList();
  }

  JsonNode file() {
    return file;
  }

  private Stream<JsonNode> all() {
    return elements(file.path("panels"));
  }

  private static boolean isRow(JsonNode panel) {
    return panel.path("type").asText().equals("row");
  }

  private static Panel panel(JsonNode panel) {
    return new Panel(
        panel.path("title").asText(),
        panel.path("description").asText(),
        panel.at("/links/0/url").asText(),
        elements(panel.path("targets")).map(target -> target.path("expr").asText()).toList());
  }

  private static Stream<JsonNode> elements(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false);
  }
}
