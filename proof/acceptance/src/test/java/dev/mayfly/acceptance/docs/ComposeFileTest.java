package dev.mayfly.acceptance.docs;

import static java.util.Objects.requireNonNullElse;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.mayfly.acceptance.stack.TemporalCli;
import dev.mayfly.workflows.temporal.SearchAttributes;
import io.temporal.common.SearchAttributeKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.Yaml;

/**
 * {@code docker-compose.temporal.yml} without Docker: its structure, and its namespace script
 * against a real server.
 */
class ComposeFileTest {

  private static final Path ROOT =
      Path.of(requireNonNullElse(System.getProperty("mayfly.root"), ".."));
  private static final Path COMPOSE = ROOT.resolve("docker-compose.temporal.yml");
  private static final Path SETUP_NAMESPACE = ROOT.resolve("temporal/setup-namespace.sh");
  private static final Path SETUP_SCHEMA = ROOT.resolve("temporal/setup-schema.sh");
  private static final Path MONITORING = ROOT.resolve("examples/monitoring");
  private static final ObjectMapper JSON = new ObjectMapper();

  private final JsonNode compose = compose();

  @TempDir Path temp;

  @Test
  void everyImageIsPinnedToAnExactVersion() {
    services()
        .forEach(
            service ->
                assertThat(service.getValue().path("image").asText())
                    .as("image of %s", service.getKey())
                    .matches("[a-z]+(/[a-z-]+)?:v?[0-9]+(\\.[0-9]+)+"));
  }

  @Test
  void serverAndAdminToolsAreOfTheSameVersion() {
    String server = compose.at("/services/temporal/image").asText().replace("server", "");

    assertThat(Stream.of("schema", "namespace"))
        .allSatisfy(
            tool ->
                assertThat(compose.at("/services/" + tool + "/image").asText())
                    .isEqualTo(server.replace(":", "admin-tools:")));
  }

  @Test
  void composeAndTemplateRunOneServerWithAsManyShards() throws IOException {
    String image = compose.at("/services/temporal/image").asText();
    JsonNode template = new ObjectMapper().readTree(ROOT.resolve("arm/azuredeploy.json").toFile());

    assertThat(Files.readString(ROOT.resolve("arm/docker/temporal.Dockerfile")))
        .contains("\nFROM " + image + "\n");
    assertThat(Files.readString(ROOT.resolve("arm/docker/temporal-admin.Dockerfile")))
        .contains("\nFROM " + compose.at("/services/schema/image").asText() + "\n");
    assertThat(compose.at("/services/temporal/environment/NUM_HISTORY_SHARDS").asText())
        .isEqualTo("512");
    assertThat(template.findParents("name").stream())
        .filteredOn(node -> node.path("name").asText().equals("NUM_HISTORY_SHARDS"))
        .extracting(node -> node.path("value").asText())
        .containsExactly("512");
  }

  @Test
  void portsAreBoundToLoopbackAndTheDatabaseHasNone() {
    List<String> ports =
        services()
            .flatMap(service -> elements(service.getValue().path("ports")))
            .map(JsonNode::asText)
            .toList();

    assertThat(ports).containsExactly("127.0.0.1:7233:7233", "127.0.0.1:8233:8080");
    assertThat(compose.at("/services/postgresql").has("ports")).isFalse();
    assertThat(services().filter(service -> service.getValue().has("network_mode")))
        .extracting(Map.Entry::getKey)
        .containsExactly("prometheus", "grafana");
  }

  /** On the host's network, where no published port bounds who may connect. */
  @Test
  void prometheusAndGrafanaComeByTheirProfileAndListenOnLoopback() {
    JsonNode prometheus = compose.at("/services/prometheus");
    JsonNode grafana = compose.at("/services/grafana");

    assertThat(services().filter(service -> service.getValue().has("profiles")))
        .hasSize(2)
        .allSatisfy(
            service ->
                assertThat(service.getValue().at("/profiles/0").asText()).isEqualTo("monitoring"));
    assertThat(elements(prometheus.path("command")).map(JsonNode::asText))
        .contains("--web.listen-address=127.0.0.1:9090");
    assertThat(grafana.at("/environment/GF_SERVER_HTTP_ADDR").asText()).isEqualTo("127.0.0.1");
    assertThat(grafana.at("/environment/GF_AUTH_ANONYMOUS_ORG_ROLE").asText()).isEqualTo("Viewer");
  }

  @Test
  void prometheusScrapesTheAdminPortsOfTheShippedFilesAndGrafanaReadsFromIt() throws IOException {
    String scraped = Files.readString(MONITORING.resolve("prometheus.yml"));
    JsonNode source = yaml(MONITORING.resolve("grafana/datasource.yml"));

    for (String service : List.of("gateway", "worker", "console")) {
      JsonNode file = yaml(ROOT.resolve("examples/" + service + ".yml"));
      int port = file.at("/server/adminConnectors/0/port").asInt();
      assertThat(scraped)
          .contains("[\"127.0.0.1:" + port + "\"]\n        labels: {service: " + service + "}");
    }
    assertThat(source.at("/datasources/0/url").asText()).isEqualTo("http://127.0.0.1:9090");
    assertThat(
            yaml(MONITORING.resolve("grafana/dashboards.yml"))
                .at("/providers/0/options/path")
                .asText())
        .isEqualTo("/var/lib/grafana/dashboards");
  }

  @Test
  void everyServiceWaitsForOneThatExistsUntilItIsReady() {
    services()
        .forEach(service -> dependencies(service.getKey()).forEach(other -> check(service, other)));
    assertThat(dependencies("schema")).containsExactly("postgresql");
    assertThat(dependencies("temporal")).containsExactly("schema");
    assertThat(dependencies("namespace")).containsExactly("temporal");
    assertThat(dependencies("ui")).containsExactly("namespace");
  }

  private void check(Map.Entry<String, JsonNode> service, String name) {
    JsonNode other = compose.path("services").path(name);
    String condition = service.getValue().path("depends_on").path(name).path("condition").asText();

    assertThat(other.isObject()).as("%s depends on %s", service.getKey(), name).isTrue();
    assertThat(condition)
        .as("%s depends on %s", service.getKey(), name)
        .isEqualTo(isOneShot(other) ? "service_completed_successfully" : "service_healthy");
  }

  @Test
  void everyServiceThatStaysHasAHealthCheckWithAnEnd() {
    assertThat(services().filter(service -> !isOneShot(service.getValue())))
        .hasSize(5)
        .allSatisfy(
            service -> {
              JsonNode check = service.getValue().path("healthcheck");
              assertThat(check.path("test").size()).as(service.getKey()).isGreaterThan(1);
              assertThat(check.path("retries").asInt()).as(service.getKey()).isPositive();
              assertThat(check.path("timeout").asText()).as(service.getKey()).matches("[0-9]+s");
            });
  }

  @Test
  void everyMountedFileExistsAndIsReadOnlyAndEveryVolumeIsDeclared() {
    services()
        .flatMap(service -> elements(service.getValue().path("volumes")))
        .map(JsonNode::asText)
        .forEach(
            volume -> {
              String source = volume.substring(0, volume.indexOf(':'));
              if (source.startsWith("./")) {
                assertThat(ROOT.resolve(source)).isRegularFile();
                assertThat(volume).endsWith(":ro");
              } else {
                assertThat(compose.path("volumes").has(source)).as(volume).isTrue();
              }
            });
  }

  @Test
  void thePasswordComesFromTheEnvironmentAndIsRequired() throws IOException {
    List<String> passwords =
        services()
            .flatMap(service -> entries(service.getValue().path("environment")))
            .filter(entry -> entry.getKey().matches(".*(PASSWORD|PWD).*"))
            .map(entry -> entry.getValue().asText())
            .toList();

    assertThat(passwords)
        .hasSize(3)
        .allSatisfy(password -> assertThat(password).matches("\\$\\{POSTGRES_PASSWORD:\\?.+}"));
    assertThat(Files.readString(COMPOSE)).doesNotContain("POSTGRES_PASSWORD:-");
  }

  @Test
  void closedLivesAreKeptForSevenDaysOrMore() {
    assertThat(compose.at("/services/namespace/environment/MAYFLY_RETENTION_HOURS").asInt())
        .isGreaterThanOrEqualTo(7 * 24);
  }

  @Test
  void theScriptCreatesExactlyTheSearchAttributesOfALife() throws IOException {
    String script = Files.readString(SETUP_NAMESPACE);

    assertThat(Pattern.compile("\\bMayfly[A-Z][A-Za-z]*").matcher(script).results())
        .extracting(MatchResult::group)
        .containsExactlyElementsOf(attributeNames());
  }

  @Test
  void theScriptsStopAtTheFirstFaultAndAtEveryUnsetName() {
    assertThat(List.of(SETUP_NAMESPACE, SETUP_SCHEMA))
        .allSatisfy(
            script ->
                assertThat(script)
                    .isExecutable()
                    .content()
                    .startsWith("#!/bin/sh\n")
                    .contains("\nset -eu\n"));
  }

  @Test
  void theSchemaScriptSaysWhatIsMissing() throws Exception {
    Ran ran = run(SETUP_SCHEMA, Map.of("SQL_HOST", "127.0.0.1"));

    assertThat(ran.exitCode()).isNotZero();
    assertThat(ran.output()).contains("set SQL_PORT to the port of PostgreSQL");
  }

  @Test
  void theNamespaceScriptRefusesARetentionThatForgetsTooEarly() throws Exception {
    Ran ran =
        run(
            SETUP_NAMESPACE,
            Map.of("TEMPORAL_ADDRESS", "127.0.0.1:1", "MAYFLY_RETENTION_HOURS", "24"));

    fails(ran, "must be at least 168");
  }

  private static void fails(Ran ran, String words) {
    assertThat(ran.exitCode()).isEqualTo(1);
    assertThat(ran.output()).contains(words);
  }

  @Tag("server")
  @Test
  void theNamespaceScriptGivesUpAndSaysWhatItWaitedFor() throws Exception {
    TemporalCli cli = TemporalCli.findOrSkip();

    Ran ran =
        run(
            SETUP_NAMESPACE,
            Map.of("TEMPORAL_ADDRESS", "127.0.0.1:1", "MAYFLY_WAIT_SECONDS", "1"),
            cli);

    fails(ran, "asking 127.0.0.1:1 for its health failed for 1 s");
  }

  @Tag("server")
  @Test
  void theNamespaceScriptCanRunTwiceAgainstARealServer() throws Exception {
    TemporalCli cli = TemporalCli.findOrSkip();
    try (TemporalCli.Server server = cli.start(temp.resolve("server.log"))) {
      // "default" exists with a retention of a day and is changed, "ci" is created.
      for (String namespace : List.of("default", "ci")) {
        Map<String, String> environment =
            Map.of("TEMPORAL_ADDRESS", server.address(), "TEMPORAL_NAMESPACE", namespace);

        Ran first = run(SETUP_NAMESPACE, environment, cli);
        Ran second = run(SETUP_NAMESPACE, environment, cli);

        assertThat(first.output()).contains("168h");
        assertThat(first.exitCode()).as(first.output()).isZero();
        assertThat(second.output()).contains("namespace " + namespace + " exists, retention 168h");
        assertThat(second.exitCode()).as(second.output()).isZero();
        assertThat(
                ask(cli, server, "namespace", "describe", "--namespace", namespace)
                    .at("/config/workflowExecutionRetentionTtl")
                    .asText())
            .isEqualTo("604800s");
        JsonNode attributes =
            ask(cli, server, "search-attribute", "list", "--namespace", namespace)
                .path("customAttributes");
        assertThat(entries(attributes).map(Map.Entry::getKey))
            .containsExactlyInAnyOrderElementsOf(attributeNames());
        assertThat(elements(attributes))
            .allSatisfy(type -> assertThat(type.asText()).isEqualTo("INDEXED_VALUE_TYPE_KEYWORD"));
      }
    }
  }

  @Tag("server")
  @Test
  void theNamespaceScriptLeavesALongerRetentionAlone() throws Exception {
    TemporalCli cli = TemporalCli.findOrSkip();
    try (TemporalCli.Server server = cli.start(temp.resolve("server.log"))) {
      Map<String, String> environment = Map.of("TEMPORAL_ADDRESS", server.address());
      run(SETUP_NAMESPACE, environment, cli);
      cli(cli, server, "operator", "namespace", "update", "-n", "default", "--retention", "720h");

      Ran again = run(SETUP_NAMESPACE, environment, cli);

      assertThat(again.output()).contains("namespace default exists, retention 720h");
    }
  }

  private record Ran(int exitCode, String output) {}

  private Ran run(Path script, Map<String, String> environment, TemporalCli cli) throws Exception {
    // The script says "temporal", as in the image; here that leads to the binary under test.
    Path folder = Files.createDirectories(temp.resolve("bin"));
    Path temporal = folder.resolve("temporal");
    Files.writeString(temporal, "#!/bin/sh\nexec '" + cli.binary() + "' \"$@\"\n");
    assertThat(temporal.toFile().setExecutable(true)).isTrue();
    return run(script, environment, folder + ":" + System.getenv("PATH"));
  }

  private Ran run(Path script, Map<String, String> environment) throws Exception {
    return run(script, environment, System.getenv("PATH"));
  }

  private Ran run(Path script, Map<String, String> environment, String path) throws Exception {
    ProcessBuilder builder = new ProcessBuilder("sh", script.toString());
    builder.environment().keySet().removeIf(name -> name.matches("(TEMPORAL|MAYFLY|SQL)_.*"));
    builder.environment().put("PATH", path);
    builder.environment().putAll(environment);
    return finish(builder);
  }

  private JsonNode ask(TemporalCli cli, TemporalCli.Server server, String... command)
      throws Exception {
    String[] whole =
        Stream.concat(
                Stream.concat(Stream.of("operator"), Stream.of(command)),
                Stream.of("--output", "json"))
            .toArray(String[]::new);
    return JSON.readTree(cli(cli, server, whole).output());
  }

  private Ran cli(TemporalCli cli, TemporalCli.Server server, String... arguments)
      throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(
            Stream.concat(Stream.of(cli.binary().toString()), Stream.of(arguments)).toList());
    builder.environment().put("TEMPORAL_ADDRESS", server.address());
    Ran ran = finish(builder);
    assertThat(ran.exitCode()).as(ran.output()).isZero();
    return ran;
  }

  private Ran finish(ProcessBuilder builder) throws Exception {
    Path output = Files.createTempFile(temp, "output", ".txt");
    Process process = builder.redirectErrorStream(true).redirectOutput(output.toFile()).start();
    try {
      assertThat(process.waitFor(180, SECONDS)).as("%s ended", builder.command()).isTrue();
    } finally {
      process.destroyForcibly();
    }
    return new Ran(process.exitValue(), Files.readString(output));
  }

  private static List<String> attributeNames() {
    return SearchAttributes.ALL.stream().map(SearchAttributeKey::getName).toList();
  }

  private Stream<Map.Entry<String, JsonNode>> services() {
    return entries(compose.path("services"));
  }

  private List<String> dependencies(String service) {
    return entries(compose.path("services").path(service).path("depends_on"))
        .map(Map.Entry::getKey)
        .toList();
  }

  private static boolean isOneShot(JsonNode service) {
    return service.path("restart").asText().equals("no");
  }

  private static Stream<Map.Entry<String, JsonNode>> entries(JsonNode node) {
    return node.properties().stream();
  }

  private static Stream<JsonNode> elements(JsonNode node) {
    return node.valueStream();
  }

  private static JsonNode compose() {
    return yaml(COMPOSE);
  }

  private static JsonNode yaml(Path file) {
    try {
      Map<String, Object> yaml = new Yaml().load(Files.readString(file));
      return JSON.valueToTree(yaml);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
