package dev.mayfly.standin.batch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mayfly.autoscale.Formula;
import dev.mayfly.standin.batch.BatchStandIn.Settings;
import dev.mayfly.standin.batch.SignedHttp.Answer;
import dev.mayfly.standin.batch.Swagger.Described;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestReporter;

/**
 * The swagger's own examples, sent to a stand-in that was brought into a state in which they make
 * sense: status, headers, the properties of the answer, its fit to the swagger; and what was added
 * shows what it was added with. An operation is known by the example's parameters, and where they
 * fit several by the swagger's reference to the file. What is not served is reported and passed
 * over.
 */
@Tag("server")
class SpecExamplesTest {

  private static final String V = "?" + SignedHttp.VERSION;

  /**
   * The properties that an answer may lack: it depends on how the thing was made, and on what
   * became of it.
   */
  private static final Set<String> OPTIONAL =
      Set.of(
          "previousState",
          "previousStateTransitionTime",
          "executionInfo",
          "stats",
          "nodeInfo",
          "recentTasks",
          "startTaskInfo",
          "endpointConfiguration",
          "autoScaleRun",
          "resizeErrors",
          "certificateReferences",
          "currentNodeCommunicationMode");

  // A kind of pool that is no more: the swagger has lost its property, and kept its example.
  private static final String RETIRED = "PoolAdd_CloudServiceConfiguration.json";

  // Nothing in an example makes one: TaskFilesTest.
  private static final Set<Operation> OF_FILES =
      Set.of(Operation.FILE_PROPERTIES, Operation.GET_FILE);

  private final Swagger swagger;

  SpecExamplesTest() throws IOException {
    swagger = new Swagger(SharedData.batch().resolve("spec/BatchService.json"));
  }

  @TestFactory
  Stream<DynamicTest> answersAsInTheSwagger(TestReporter reporter) throws IOException {
    Path folder = SharedData.batch();
    return SpecExample.in(folder).stream()
        .map(
            example ->
                DynamicTest.dynamicTest(
                    folder.relativize(example.file()).toString(), () -> check(example, reporter)));
  }

  @Test
  void mostExamplesOfJobsTasksAndPoolsAreServed() throws IOException {
    List<String> served = new ArrayList<>();
    for (SpecExample example : SpecExample.in(SharedData.batch())) {
      swagger
          .operationOf(example)
          .filter(described -> operation(described, example).isPresent())
          .ifPresent(described -> served.add(example.toString()));
    }

    assertThat(served).hasSizeGreaterThanOrEqualTo(28);
  }

  private static Optional<Operation> operation(Described described, SpecExample example) {
    return Operation.of(described.method(), example.path(described.path()).substring(1))
        .filter(its -> !OF_FILES.contains(its));
  }

  private void check(SpecExample example, TestReporter reporter) throws IOException {
    Optional<Described> described = swagger.operationOf(example);
    Optional<Operation> operation = described.flatMap(found -> operation(found, example));
    if (operation.isEmpty()) {
      reporter.publishEntry(described.isEmpty() ? "not known" : "not served", example.toString());
      return;
    }
    Settings settings =
        new Settings(Set.of(), 4, 4, Duration.ZERO, Duration.ofSeconds(3))
            .withNodeBoot(Duration.ofMinutes(2));
    try (BatchStandIn batch = TestAccount.start(Map.of("", List.of()), settings)) {
      Case its = new Case(TestAccount.http(batch), example, described.get(), operation.get());
      its.prepare();
      assertThat(its.differences()).isEmpty();
    }
  }

  /** One example against one stand-in. */
  private final class Case {

    private final SignedHttp http;
    private final SpecExample example;
    private final Described described;
    private final Operation operation;

    Case(SignedHttp http, SpecExample example, Described described, Operation operation) {
      this.http = http;
      this.example = example;
      this.described = described;
      this.operation = operation;
    }

    private String parameter(String name) {
      return example.parameters().path(name).asText();
    }

    void prepare() throws IOException {
      String job = parameter("jobId");
      String task = parameter("taskId");
      if (!job.isEmpty() || operation == Operation.LIST_JOBS) {
        post(
            "/jobs",
            "{\"id\":\"" + (job.isEmpty() ? "j" : job) + "\",\"poolInfo\":{\"poolId\":\"p\"}}");
      }
      if (!task.isEmpty() || operation == Operation.LIST_TASKS) {
        post(
            "/jobs/" + job + "/tasks",
            "{\"id\":\"" + (task.isEmpty() ? "t" : task) + "\",\"commandLine\":\"c\"}");
      }
      String pool = "/pools/" + parameter("poolId");
      switch (operation) {
        case ENABLE_JOB -> post("/jobs/" + job + "/disable", "{\"disableTasks\":\"wait\"}");
        case REACTIVATE_TASK -> post("/jobs/" + job + "/tasks/" + task + "/terminate", "");
        case STOP_RESIZE -> post(pool + "/resize", "{\"targetDedicatedNodes\":9}");
        case EVALUATE_AUTOSCALE, DISABLE_AUTOSCALE ->
            post(pool + "/enableautoscale", "{\"autoScaleFormula\":\"$TargetDedicatedNodes=1\"}");
        case ENABLE_SCHEDULING -> post(path().replace("/enable", "/disable"), "");
        case LIST_POOLS, COUNT_NODES -> http.send("GET", "/pools/p" + V, null);
        default -> {}
      }
    }

    private void post(String path, String body) throws IOException {
      Answer prepared = http.send("POST", path + V, body);
      assertThat(prepared.status()).as(path + ": " + prepared.body()).isLessThan(300);
    }

    /** With a node that there is in place of the example's. */
    private String path() throws IOException {
      String path = example.path(described.path());
      return parameter("nodeId").isEmpty() ? path : path.replace(parameter("nodeId"), node());
    }

    private String node() throws IOException {
      Answer nodes = http.send("GET", "/pools/" + parameter("poolId") + "/nodes" + V, null);
      return SpecExample.MAPPER.readTree(nodes.body()).path("value").path(0).path("id").asText();
    }

    private Optional<JsonNode> body() throws IOException {
      Optional<JsonNode> body = example.body().map(JsonNode::deepCopy);
      if (body.isPresent() && body.get().path("nodeList") instanceof ArrayNode nodes) {
        nodes.removeAll().add(node());
      }
      return body;
    }

    List<String> differences() throws IOException {
      Optional<JsonNode> body = body();
      Answer answer =
          http.send(
              described.method(),
              path() + V,
              body.map(JsonNode::toString).orElse(null),
              "client-request-id",
              "11111111-2222-3333-4444-555555555555",
              "return-client-request-id",
              "true");
      List<String> differences = new ArrayList<>();
      int status = example.toString().equals(RETIRED) ? 400 : example.status();
      if (answer.status() != status) {
        differences.add(status + " but was " + answer.status() + " " + answer.body());
      }
      if (answer.status() != example.status()) {
        return differences;
      }
      differences.addAll(
          swagger.faultsOfAnswer(
              described.method(), example.path(described.path()), answer.status(), answer.body()));
      compareHeaders(answer, differences);
      if (!example.answer().isMissingNode()) {
        compareAnswer(SpecExample.MAPPER.readTree(answer.body()), differences);
      }
      if (answer.status() == 201 && body.isPresent()) {
        compareWithWhatWasAdded(body.get(), differences);
      }
      return differences;
    }

    private void compareHeaders(Answer answer, List<String> differences) {
      Set<String> missing = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
      missing.addAll(swagger.headers(described, answer.status()));
      if (example.answer().has("value")) {
        // So the recordings, here and below: the swagger describes more than the service sends.
        missing.removeAll(Set.of("ETag", "Last-Modified"));
      }
      if (described.method().equals("GET")) {
        missing.remove("DataServiceId");
      }
      missing.removeAll(answer.headers().keySet());
      if (!missing.isEmpty()) {
        differences.add("lacks the headers " + missing);
      }
    }

    private void compareAnswer(JsonNode body, List<String> differences) {
      compareProperties(example.answer(), body, differences);
      if (example.answer().path("value").has(0)) {
        compareProperties(example.answer().at("/value/0"), body.at("/value/0"), differences);
      }
      if (operation == Operation.EVALUATE_AUTOSCALE) {
        assertThat(body.path("results")).isEqualTo(example.answer().path("results"));
        assertThat(body.path("error").path("code"))
            .isEqualTo(example.answer().path("error").path("code"));
      }
    }

    /** Leaves out what a request may ask for, and this one did not. */
    private void compareProperties(JsonNode expected, JsonNode body, List<String> differences) {
      Set<String> missing = new TreeSet<>();
      expected.fieldNames().forEachRemaining(missing::add);
      missing.removeAll(OPTIONAL);
      missing.removeAll(swagger.bodyProperties("POST", "/pools"));
      missing.removeAll(swagger.bodyProperties("POST", "/jobs"));
      missing.removeAll(swagger.bodyProperties("POST", "/jobs/j/tasks"));
      missing.removeAll(Set.of("value"));
      if (expected.has("id") && !body.has("id")) {
        missing.add("id");
      }
      body.fieldNames().forEachRemaining(missing::remove);
      if (!missing.isEmpty()) {
        differences.add("lacks " + missing + ": " + body);
      }
    }

    private void compareWithWhatWasAdded(JsonNode added, List<String> differences)
        throws IOException {
      String path = example.path(described.path()) + "/" + added.path("id").asText();
      JsonNode shown = SpecExample.MAPPER.readTree(http.send("GET", path + V, null).body());
      for (Map.Entry<String, JsonNode> property : added.properties()) {
        boolean shows = covers(property.getValue(), shown.path(property.getKey()));
        if (!shows) {
          differences.add(
              property.getKey()
                  + " is "
                  + shown.path(property.getKey())
                  + ", asked for "
                  + property.getValue());
        }
      }
    }
  }

  /** Returns whether all of it is there, beside what else is. */
  private static boolean covers(JsonNode asked, JsonNode shown) {
    if (asked instanceof ObjectNode object) {
      return object.properties().stream()
          .allMatch(property -> covers(property.getValue(), shown.path(property.getKey())));
    }
    return asked.isTextual()
        ? asked.asText().equalsIgnoreCase(shown.asText())
        : asked.equals(shown);
  }

  /** Whatever an example holds a formula for. */
  @TestFactory
  Stream<DynamicTest> everyFormulaOfAnExampleIsRead() throws IOException {
    return SpecExample.in(SharedData.batch()).stream()
        .flatMap(
            example ->
                Stream.of(example.parameters(), example.responses())
                    .flatMap(part -> part.findValuesAsText("autoScaleFormula").stream())
                    .map(
                        formula ->
                            DynamicTest.dynamicTest(
                                example + ": " + formula, () -> Formula.parse(formula))));
  }
}
