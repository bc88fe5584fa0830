package dev.mayfly.standin.batch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.mayfly.standin.batch.BatchStandIn.Settings;
import dev.mayfly.standin.batch.SignedHttp.Answer;
import dev.mayfly.standin.server.Eventually;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Pools that grow and shrink; the clock is put forward, so nobody waits for a node to boot. */
@Tag("server")
class PoolOperationsTest {

  private static final String V = "?" + SignedHttp.VERSION;
  private static final Duration THIRD_OF_A_BOOT = Duration.ofSeconds(41);

  @AutoClose
  private final BatchStandIn batch =
      TestAccount.start(
          Map.of("sleeper", List.of()),
          new Settings(Set.of("p"), 1, 1, Duration.ZERO, Duration.ofSeconds(10))
              .withNodeBoot(Duration.ofMinutes(2)));

  private final SignedHttp http = TestAccount.http(batch);

  @BeforeEach
  void addJob() throws IOException {
    http.send("POST", "/jobs" + V, "{\"id\":\"J\",\"poolInfo\":{\"poolId\":\"p\"}}");
  }

  @Test
  void growsByNodesThatHaveToBoot() throws IOException {
    String before = pool().path("eTag").asText();
    addTask("A");
    addTask("B");

    assertThat(resize("{\"targetDedicatedNodes\":2,\"targetLowPriorityNodes\":1}").status())
        .isEqualTo(202);

    Answer second = resize("{\"targetDedicatedNodes\":4}");
    assertThat(second.status()).isEqualTo(409);
    assertThat(code(second)).isEqualTo("PoolBeingResized");
    assertThat(pool().path("eTag").asText()).isNotEqualTo(before);
    assertThat(sizes()).isEqualTo("resizing, dedicated 1 of 2, low priority 0 of 1");
    batch.advance(THIRD_OF_A_BOOT);
    assertThat(sizes()).isEqualTo("steady, dedicated 2 of 2, low priority 1 of 1");
    assertThat(nodeStates()).containsExactlyInAnyOrder("running", "creating", "creating");
    batch.advance(THIRD_OF_A_BOOT);
    assertThat(nodeStates()).containsExactlyInAnyOrder("running", "starting", "starting");
    assertThat(taskStates()).containsExactly("running", "active");
    batch.advance(THIRD_OF_A_BOOT);
    Eventually.until("both run", () -> taskStates().equals(List.of("running", "running")));
    assertThat(nodeStates()).containsExactlyInAnyOrder("running", "running", "idle");
  }

  @Test
  void waitsForABusyNodesTaskWhenAskedTo() throws IOException {
    addTask("A");
    addTask("B");
    Eventually.until("A runs", () -> taskStates().equals(List.of("running", "active")));

    resize("{\"targetDedicatedNodes\":0,\"nodeDeallocationOption\":\"taskCompletion\"}");
    batch.advance(Duration.ofMinutes(10));

    assertThat(sizes()).isEqualTo("resizing, dedicated 1 of 0, low priority 0 of 0");
    assertThat(nodeStates()).containsExactly("leavingpool");
    assertThat(taskStates()).containsExactly("running", "active");
    http.send("POST", "/jobs/J/tasks/A/terminate" + V, null);
    Eventually.until(
        "the node is gone",
        () -> {
          batch.advance(Duration.ofSeconds(11));
          return sizes().equals("steady, dedicated 0 of 0, low priority 0 of 0");
        });
    assertThat(taskStates()).containsExactly("completed", "active");
  }

  @ParameterizedTest
  @CsvSource({
    "requeue, active, '\"requeueCount\":1'",
    ", active, '\"requeueCount\":1'",
    "terminate, completed, TaskEnded"
  })
  void doesWithTheTasksOfALeavingNodeWhatWasAskedFor(
      @Nullable String option, String state, String shown) throws IOException {
    addTask("A");
    Eventually.until("it runs", () -> taskStates().equals(List.of("running")));

    resize(
        option == null
            ? "{\"targetDedicatedNodes\":0}"
            : "{\"targetDedicatedNodes\":0,\"nodeDeallocationOption\":\"" + option + "\"}");

    Eventually.until(
        "the node is gone",
        () -> {
          batch.advance(THIRD_OF_A_BOOT);
          return nodeStates().isEmpty();
        });
    assertThat(taskStates()).containsExactly(state);
    assertThat(read("/jobs/J/tasks/A").toString()).contains(shown);
  }

  @Test
  void stopsAResizeAndKeepsWhatItHas() throws IOException {
    assertThat(post("/pools/p/stopresize", null).status()).isEqualTo(409);
    resize("{\"targetDedicatedNodes\":5}");

    assertThat(post("/pools/p/stopresize", null).status()).isEqualTo(202);

    assertThat(sizes()).isEqualTo("stopping, dedicated 1 of 5, low priority 0 of 0");
    batch.advance(Duration.ofMinutes(5));
    assertThat(sizes()).isEqualTo("steady, dedicated 1 of 5, low priority 0 of 0");
    assertThat(resizeErrors()).containsExactly("ResizeStopped");
    resize("{\"targetDedicatedNodes\":2}");
    assertThat(resizeErrors()).isEmpty();
  }

  @Test
  void keepsTheNodesThatAStoppedResizeWaitedFor() throws IOException {
    addTask("A");
    Eventually.until("it runs", () -> taskStates().equals(List.of("running")));
    resize("{\"targetDedicatedNodes\":0,\"nodeDeallocationOption\":\"taskcompletion\"}");

    post("/pools/p/stopresize", null);
    batch.advance(Duration.ofSeconds(11));

    assertThat(nodeStates()).containsExactly("running");
    assertThat(resize("{\"targetDedicatedNodes\":1}").status()).isEqualTo(202);
  }

  @Test
  void givesUpAfterTheTimeout() throws IOException {
    addTask("A");
    Eventually.until("it runs", () -> taskStates().equals(List.of("running")));
    resize(
        "{\"targetDedicatedNodes\":0,\"resizeTimeout\":\"PT5M\","
            + "\"nodeDeallocationOption\":\"taskcompletion\"}");

    batch.advance(Duration.ofMinutes(6));

    assertThat(sizes()).isEqualTo("steady, dedicated 1 of 0, low priority 0 of 0");
    assertThat(resizeErrors()).containsExactly("AllocationTimedout");
    assertThat(nodeStates()).containsExactly("running");
  }

  @Test
  void growsNoFurtherThanTheQuota() throws IOException {
    batch.faults().limitNodes(3, "AccountCoreQuotaReached");

    resize("{\"targetDedicatedNodes\":5}");
    batch.advance(THIRD_OF_A_BOOT);

    assertThat(sizes()).isEqualTo("steady, dedicated 3 of 5, low priority 0 of 0");
    assertThat(resizeErrors()).containsExactly("AccountCoreQuotaReached");
  }

  @ParameterizedTest
  @CsvSource({
    "resize, '{}', 400, MissingRequiredProperty",
    "resize, '{\"targetDedicatedNodes\":-1}', 400, InvalidPropertyValue",
    "resize, '{\"targetDedicatedNodes\":1,\"resizeTimeout\":\"PT1M\"}', 400, InvalidPropertyValue",
    "resize, '{\"targetDedicatedNodes\":1,\"nodeDeallocationOption\":\"wait\"}', 400,"
        + " InvalidPropertyValue",
    "enableautoscale, '{}', 400, MissingRequiredProperty",
    "enableautoscale, '{\"autoScaleFormula\":\"$x = \"}', 400, AutoScalingFormulaSyntaxError",
    "enableautoscale, '{\"autoScaleFormula\":\"$x=1\",\"autoScaleEvaluationInterval\":\"PT4M\"}',"
        + " 400, InvalidPropertyValue",
    "evaluateautoscale, '{}', 400, MissingRequiredProperty",
    "evaluateautoscale, '{\"autoScaleFormula\":\"$x=1\"}', 409, OperationInvalidForCurrentState",
  })
  void refusesWhatMakesNoSense(String operation, String body, int status, String code)
      throws IOException {
    Answer answer = post("/pools/p/" + operation, body);

    assertThat(answer.status()).isEqualTo(status);
    assertThat(code(answer)).isEqualTo(code);
  }

  @Test
  void scalesByAFormula() throws IOException {
    addTask("A");
    addTask("B");
    addTask("C");
    String formula =
        "\"autoScaleFormula\":\"$TargetDedicatedNodes = max($PendingTasks.GetSample("
            + "TimeInterval_Minute * 3)); $NodeDeallocationOption = taskcompletion;\"";

    assertThat(enable("{" + formula + ",\"autoScaleEvaluationInterval\":\"PT5M\"}").status())
        .isEqualTo(200);

    Answer resize = resize("{\"targetDedicatedNodes\":2}");
    assertThat(resize.status()).isEqualTo(409);
    assertThat(pool().has("autoScaleRun")).isFalse();
    assertThat(code(enable("{\"autoScaleEvaluationInterval\":\"PT6M\"}")))
        .isEqualTo("TooManyEnableAutoScaleRequests");
    batch.advance(Duration.ofMinutes(5).plusSeconds(1));
    assertThat(sizes()).isEqualTo("resizing, dedicated 1 of 3, low priority 0 of 0");
    assertThat(pool().path("autoScaleRun").path("results").asText())
        .isEqualTo(
            "$TargetDedicatedNodes=3;$TargetLowPriorityNodes=0;"
                + "$NodeDeallocationOption=taskcompletion");
    batch.advance(Duration.ofMinutes(3));
    Eventually.until(
        "all run", () -> taskStates().equals(List.of("running", "running", "running")));
    Answer tried = post("/pools/p/evaluateautoscale", "{\"autoScaleFormula\":\"$useless\"}");
    assertThat(tried.body())
        .contains(
            "\"code\":\"AutoScalingFormulaEvaluationError\"",
            "$TargetDedicatedNodes=3;$TargetLowPriorityNodes=0;$NodeDeallocationOption=requeue");
    assertThat(post("/pools/p/disableautoscale", null).status()).isEqualTo(200);
    assertThat(pool().path("enableAutoScale").asBoolean()).isFalse();
    assertThat(resize("{\"targetDedicatedNodes\":2}").status()).isEqualTo(202);
    assertThat(code(enable("{" + formula + "}"))).isEqualTo("PoolBeingResized");
  }

  @Test
  void showsWhatWasPatched() throws IOException {
    assertThat(
            http.send("PATCH", "/pools/p" + V, "{\"startTask\":{\"commandLine\":\"prepare\"}}")
                .status())
        .isEqualTo(200);

    assertThat(pool().path("startTask").path("commandLine").asText()).isEqualTo("prepare");
  }

  private Answer enable(String body) throws IOException {
    return post("/pools/p/enableautoscale", body);
  }

  private Answer resize(String body) throws IOException {
    return post("/pools/p/resize", body);
  }

  private Answer post(String path, @Nullable String body) throws IOException {
    return http.send("POST", path + V, body);
  }

  private void addTask(String id) throws IOException {
    Answer added =
        post(
            "/jobs/J/tasks",
            "{\"id\":\"%s\",\"commandLine\":\"\",\"containerSettings\":{\"imageName\":\"sleeper\"}}"
                .formatted(id));
    assertThat(added.status()).isEqualTo(201);
  }

  private JsonNode pool() {
    return read("/pools/p");
  }

  private String sizes() {
    JsonNode pool = pool();
    return "%s, dedicated %d of %d, low priority %d of %d"
        .formatted(
            pool.path("allocationState").asText(),
            pool.path("currentDedicatedNodes").asInt(),
            pool.path("targetDedicatedNodes").asInt(),
            pool.path("currentLowPriorityNodes").asInt(),
            pool.path("targetLowPriorityNodes").asInt());
  }

  private List<String> resizeErrors() {
    return texts(pool().path("resizeErrors"), "code");
  }

  private List<String> nodeStates() {
    return texts(read("/pools/p/nodes").path("value"), "state");
  }

  private List<String> taskStates() {
    return texts(read("/jobs/J/tasks").path("value"), "state");
  }

  private static List<String> texts(JsonNode list, String property) {
    List<String> texts = new ArrayList<>();
    list.forEach(each -> texts.add(each.path(property).asText()));
    return texts;
  }

  private JsonNode read(String path) {
    try {
      return new ObjectMapper().readTree(http.send("GET", path + V, null).body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String code(Answer answer) {
    return answer.body().replaceAll("(?s).*?\"code\":\"(\\w+)\".*", "$1");
  }
}
