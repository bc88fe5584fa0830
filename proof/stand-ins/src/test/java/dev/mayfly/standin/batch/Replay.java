package dev.mayfly.standin.batch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.mayfly.standin.batch.BatchStandIn.Settings;
import dev.mayfly.standin.batch.Recording.Exchange;
import dev.mayfly.standin.batch.SignedHttp.Answer;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.TestReporter;

/**
 * One recorded session against a stand-in of its own, in order and by its own clock: status, error
 * code, names of headers and of the body's properties, states, and when an ETag changes. Every
 * answer also fits the swagger. Ids and times are not compared.
 */
final class Replay {

  /** Made by the transport, by TLS or by the recorder. */
  private static final Set<String> TRANSPORT =
      Set.of(
          "date",
          "server",
          "connection",
          "transfer-encoding",
          "content-length",
          "retry-after",
          "strict-transport-security");

  /** Properties that come and go with the state, or with what else a pool was made of. */
  private static final Set<String> OPTIONAL =
      Set.of(
          "previousState",
          "previousStateTransitionTime",
          "nodeInfo",
          "lastBootTime",
          "recentTasks",
          "endpointConfiguration",
          "nodeAgentInfo",
          "virtualMachineInfo",
          "startTaskInfo",
          "currentNodeCommunicationMode");

  /** States that the service leaves by itself: when, a recording cannot tell. */
  private static final Map<String, String> PASSING =
      Map.of(
          "disabling", "disabled",
          "terminating", "completed",
          "enabling", "active",
          "resizing", "steady",
          "stopping", "steady");

  private final Recording recording;
  private final Swagger swagger;
  private final TestReporter reporter;
  private final List<String> differences = new ArrayList<>();
  private final Map<String, String> recordedTags = new HashMap<>();
  private final Map<String, String> tags = new HashMap<>();

  Replay(Recording recording, Swagger swagger, TestReporter reporter) {
    this.recording = recording;
    this.swagger = swagger;
    this.reporter = reporter;
  }

  List<String> differences() throws IOException {
    List<Exchange> session = recording.exchanges();
    try (BatchStandIn batch = TestAccount.start(Map.of("", command(session)), settings(session))) {
      SignedHttp http = TestAccount.http(batch);
      makeWhatWasThereBefore(http);
      @Nullable Instant now = null;
      for (int i = 0; i < session.size(); i++) {
        Exchange exchange = session.get(i);
        @Nullable Instant then = exchange.time().orElse(now);
        if (now != null && then != null && then.isAfter(now)) {
          batch.advance(Duration.between(now, then));
        }
        now = then;
        replay(http, exchange, session.subList(i, session.size()));
      }
    }
    return differences;
  }

  /** A task ends by itself at once, unless the session ends some: those were still running. */
  private static List<String> command(List<Exchange> session) {
    boolean ends =
        session.stream()
            .filter(Exchange::succeeded)
            .anyMatch(each -> each.operation().equals(Optional.of(Operation.TERMINATE_TASK)));
    return ends ? List.of() : List.of("true");
  }

  /** With the pools that the session finds without having made them. */
  private static Settings settings(List<Exchange> session) {
    Set<String> seen = new HashSet<>();
    Set<String> there = new HashSet<>(Set.of("p"));
    for (int i = 0; i < session.size(); i++) {
      Exchange exchange = session.get(i);
      if (exchange.operation().equals(Optional.of(Operation.ADD_POOL)) && exchange.succeeded()) {
        session.subList(i, session.size()).stream()
            .flatMap(later -> later.idBehind("pools").stream())
            .findFirst()
            .ifPresent(seen::add);
      }
      Stream.concat(exchange.idBehind("pools").stream(), exchange.poolOfJob().stream())
          .filter(seen::add)
          .filter(id -> exchange.succeeded())
          .forEach(there::add);
    }
    return new Settings(there, 4, 4, Duration.ZERO, Duration.ofSeconds(3))
        .withNodeBoot(Duration.ofMinutes(2));
  }

  /** The jobs and tasks that the session finds without having made any. */
  private void makeWhatWasThereBefore(SignedHttp http) throws IOException {
    Set<Operation> made = new HashSet<>();
    for (Exchange exchange : recording.exchanges()) {
      exchange.operation().ifPresent(made::add);
      Optional<String> job = exchange.idBehind("jobs").filter(id -> exchange.succeeded());
      Optional<String> task = exchange.idBehind("tasks").filter(id -> exchange.succeeded());
      if (job.isPresent() && !made.contains(Operation.ADD_JOB)) {
        make(http, "/jobs", "{\"id\":\"%s\",\"poolInfo\":{\"poolId\":\"p\"}}", job.get());
      }
      boolean makesTasks = made.contains(Operation.ADD_TASK) || made.contains(Operation.ADD_TASKS);
      if (job.isPresent() && task.isPresent() && !makesTasks) {
        make(
            http,
            "/jobs/" + job.get() + "/tasks",
            "{\"id\":\"%s\",\"commandLine\":\"true\"}",
            task.get());
      }
    }
  }

  private static void make(SignedHttp http, String path, String body, String id)
      throws IOException {
    http.send("POST", path + "?" + SignedHttp.VERSION, body.replace("%s", id));
  }

  private void replay(SignedHttp http, Exchange exchange, List<Exchange> rest) throws IOException {
    Optional<String> obstacle = obstacle(exchange);
    if (obstacle.isPresent()) {
      reporter.publishEntry(obstacle.get(), exchange.toString());
      return;
    }
    String target = target(http, exchange);
    String echo = Boolean.toString(exchange.headers().containsKey("client-request-id"));
    Answer answer =
        http.send(
            exchange.method(),
            target,
            exchange.request() == null
                ? new LostRequests(swagger).rebuilt(exchange, rest)
                : exchange.request(),
            "client-request-id",
            "11111111-2222-3333-4444-555555555555",
            "return-client-request-id",
            echo);
    compare(exchange, answer);
  }

  private static Optional<String> obstacle(Exchange exchange) {
    if (exchange.operation().isEmpty()) {
      return Optional.of("not served");
    }
    if (exchange.uri().toString().contains("skiptoken")) {
      return Optional.of("another service's token");
    }
    boolean changes = !Set.of("GET", "HEAD", "DELETE").contains(exchange.method());
    if (changes && exchange.request() == null && exchange.status() == 400) {
      return Optional.of("refused for a body that was not recorded");
    }
    return Optional.empty();
  }

  /** With a node that there is in place of the recorded one. */
  private static String target(SignedHttp http, Exchange exchange) throws IOException {
    String target = exchange.uri().getRawPath() + "?" + exchange.uri().getRawQuery();
    Optional<String> node = exchange.idBehind("nodes").filter(id -> exchange.succeeded());
    if (node.isEmpty()) {
      return target;
    }
    String pool = exchange.idBehind("pools").orElseThrow();
    Answer nodes = http.send("GET", "/pools/" + pool + "/nodes?" + SignedHttp.VERSION, null);
    return target.replace(
        node.get(),
        new ObjectMapper().readTree(nodes.body()).path("value").path(0).path("id").asText());
  }

  private void compare(Exchange exchange, Answer answer) throws IOException {
    if (answer.status() != exchange.status()) {
      differences.add(exchange + " but was " + answer.status() + " " + answer.body());
      return;
    }
    Set<String> headers = names(answer.headers().keySet());
    if (!headers.equals(names(exchange.headers().keySet()))) {
      differences.add(
          exchange + " headers " + names(exchange.headers().keySet()) + " but were " + headers);
    }
    compareTags(exchange, answer);
    swagger
        .faultsOfAnswer(exchange.method(), "/" + exchange.path(), answer.status(), answer.body())
        .forEach(fault -> differences.add(exchange + " against the swagger: " + fault));
    JsonNode expected = exchange.body();
    if (!expected.isMissingNode()) {
      JsonNode body = new ObjectMapper().readTree(answer.body());
      compareBodies(exchange, expected, body);
      if (expected.path("value").has(0) && body.path("value").has(0)) {
        compareBodies(exchange, expected.path("value").path(0), body.path("value").path(0));
      }
    }
  }

  /** A thing's tag has changed since it was last seen, or has not. */
  private void compareTags(Exchange exchange, Answer answer) {
    String thing =
        exchange
            .path()
            .replaceFirst("/(resize|stopresize|\\w+autoscale|disable|enable|terminate)$", "");
    @Nullable String recorded = exchange.headers().get("etag");
    @Nullable String tag = answer.headers().get("etag");
    if (recorded == null || tag == null || exchange.path().matches("jobs|pools|.*/tasks")) {
      return;
    }
    boolean wasSame = recorded.equals(recordedTags.put(thing, recorded));
    boolean seen = tags.containsKey(thing);
    boolean isSame = tag.equals(tags.put(thing, tag));
    if (seen && wasSame != isSame) {
      differences.add(exchange + (wasSame ? " kept" : " changed") + " its ETag, and not here");
    }
  }

  private void compareBodies(Exchange exchange, JsonNode expected, JsonNode body) {
    if (!expected.path("code").equals(body.path("code"))) {
      differences.add(exchange + " code " + expected.path("code") + " but was " + body);
    }
    if (!context(expected).equals(context(body))) {
      differences.add(exchange + " is " + context(expected) + " but was " + context(body));
    }
    for (String property : List.of("state", "allocationState")) {
      compareStates(exchange, property, expected, body);
    }
    Set<String> missing = new TreeSet<>();
    expected.fieldNames().forEachRemaining(missing::add);
    missing.removeAll(OPTIONAL);
    body.fieldNames().forEachRemaining(missing::remove);
    if (!missing.isEmpty()) {
      differences.add(exchange + " lacks " + missing + ": " + body);
    }
  }

  private static String context(JsonNode body) {
    return body.path("odata.metadata").asText().replaceFirst(".*\\$metadata#", "");
  }

  /** Of what the service moves on by itself and by its own time, as tasks and nodes, nothing. */
  private void compareStates(Exchange exchange, String property, JsonNode expected, JsonNode body) {
    String recorded = expected.path(property).asText().toLowerCase(Locale.ROOT);
    String state = body.path(property).asText().toLowerCase(Locale.ROOT);
    boolean ofItself =
        exchange.idBehind("tasks").isPresent()
            || exchange.path().endsWith("/tasks")
            || exchange.path().contains("/nodes");
    boolean passed = state.equals(PASSING.get(recorded)) || recorded.equals(PASSING.get(state));
    if (!ofItself && !recorded.equals(state) && !passed) {
      differences.add(exchange + " " + property + " " + recorded + " but was " + state);
    }
  }

  private static Set<String> names(Set<String> headers) {
    Set<String> names = new TreeSet<>();
    headers.forEach(name -> names.add(name.toLowerCase(Locale.ROOT)));
    names.removeAll(TRANSPORT);
    return names;
  }
}
