package dev.mayfly.acceptance.stack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.mayfly.local.stack.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** A real Prometheus that scrapes services each second, by the rules that ship. */
public final class Prometheus implements AutoCloseable {

  private static final Binary BINARY = new Binary("PROMETHEUS", "prometheus");

  private final Process process;
  private final URI address;
  private final HttpClient http = HttpClient.newHttpClient();

  private Prometheus(Process process, URI address) {
    this.process = process;
    this.address = address;
  }

  /** Starts one in a folder of its own; skips the test where there is none on this machine. */
  public static Prometheus startOrSkip(Path folder, Path rules, List<URI> pages)
      throws IOException {
    String binary = BINARY.findOrSkip().toString();
    Files.createDirectories(folder);
    Path file = Files.writeString(folder.resolve("prometheus.yml"), configuration(rules, pages));
    int port = Ports.free();
    Process process =
        new ProcessBuilder(
                binary,
                "--config.file=" + file,
                "--storage.tsdb.path=" + folder.resolve("data"),
                "--web.listen-address=127.0.0.1:" + port)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("prometheus.log").toFile())
            .start();
    return new Prometheus(process, URI.create("http://127.0.0.1:" + port));
  }

  private static String configuration(Path rules, List<URI> pages) {
    String targets =
        pages.stream()
            .map(page -> "'" + page.getAuthority() + "'")
            .collect(Collectors.joining(", "));
    return """
        global: {scrape_interval: 1s, evaluation_interval: 1s}
        rule_files: ['%s']
        scrape_configs:
          - job_name: mayfly
            static_configs: [{targets: [%s]}]
        """
        .formatted(rules.toAbsolutePath().normalize(), targets);
  }

  /** Returns whether a query has a series that is a number now. */
  public boolean hasNumber(String query) {
    JsonNode answer =
        get("/api/v1/query?query=" + URLEncoder.encode(query, StandardCharsets.UTF_8));
    return answer.at("/data/result").findValues("value").stream()
        .anyMatch(value -> !value.path(1).asText().equals("NaN"));
  }

  /** Returns the names of the alerts that fire. */
  public List<String> firing() {
    return get("/api/v1/alerts").at("/data/alerts").findParents("state").stream()
        .filter(alert -> alert.path("state").asText().equals("firing"))
        .map(alert -> alert.at("/labels/alertname").asText())
        .toList();
  }

  private JsonNode get(String path) {
    try {
      HttpRequest request = HttpRequest.newBuilder(URI.create(address + path)).build();
      HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
      // While it reads its database, it listens and answers 503 with a word that is no JSON.
      return new ObjectMapper().readTree(answer.statusCode() == 503 ? "{}" : answer.body());
    } catch (ConnectException notYet) {
      return new ObjectMapper().createObjectNode();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    process.destroy();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
