package dev.mayfly.local.batch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.mayfly.local.batch.BatchStandIn.Settings;
import dev.mayfly.local.batch.SignedHttp.Answer;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Microsoft's recorded sessions, replayed in order: status, error code, names of headers and of the
 * body's properties. Ids, times and states are not compared.
 */
class RecordingsTest {

  private static final String KEY = "c2VjcmV0LWtleQ==";

  /** What the sessions also did and Mayfly does not: the template makes the pools. */
  private static final String OUT_OF_SCOPE =
      "jobschedules(/.*)?|pools(/.*)?|nodecounts|applications(/.*)?|supportedimages";

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

  /** Properties that echo a request which was not recorded, or come and go with the state. */
  private static final Set<String> OPTIONAL =
      Set.of(
          "previousState",
          "previousStateTransitionTime",
          "nodeInfo",
          "metadata",
          "applicationPackageReferences",
          "containerSettings",
          "outputFiles",
          "resourceFiles",
          "environmentSettings");

  private record Recorded(
      String method,
      URI uri,
      @Nullable String request,
      int status,
      Set<String> headers,
      String answer) {

    String path() {
      return uri.getPath().substring(1);
    }

    @Override
    public String toString() {
      return method + " " + path() + " → " + status;
    }
  }

  @TestFactory
  Stream<DynamicTest> answersAsRecorded() throws IOException {
    List<Path> files = new ArrayList<>();
    for (String folder : List.of("recordings-java-2021", "recordings-cli-2022")) {
      try (Stream<Path> found = Files.list(SharedData.batch().resolve(folder))) {
        found.sorted().forEach(files::add);
      }
    }
    assertThat(files).isNotEmpty();
    return files.stream()
        .map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> replay(file)));
  }

  private static void replay(Path file) throws IOException {
    List<Recorded> session = read(new ObjectMapper().readTree(file.toFile()));
    List<String> differences = new ArrayList<>();
    try (BatchStandIn batch =
        BatchStandIn.start(
            0,
            "acme",
            KEY,
            Map.of(),
            new Settings(Set.of(), 4, 4, Duration.ZERO, Duration.ofSeconds(3)))) {
      SignedHttp http = new SignedHttp(batch.url(), "acme", KEY);
      for (int i = 0; i < session.size(); i++) {
        Recorded recorded = session.get(i);
        if (Operation.of(recorded.method(), recorded.path()).isEmpty()) {
          assertThat(recorded.path()).as("operation not implemented").matches(OUT_OF_SCOPE);
        } else if (!recorded.path().matches(OUT_OF_SCOPE)) {
          compare(recorded, send(http, recorded, session.subList(i, session.size())), differences);
        }
      }
    }
    assertThat(differences).isEmpty();
  }

  private static Answer send(SignedHttp http, Recorded recorded, List<Recorded> rest)
      throws IOException {
    String target = recorded.uri().getRawPath() + "?" + recorded.uri().getRawQuery();
    String echo = Boolean.toString(recorded.headers().contains("client-request-id"));
    return http.send(
        recorded.method(),
        target,
        recorded.request() == null ? rebuilt(recorded, rest) : recorded.request(),
        "client-request-id",
        "11111111-2222-3333-4444-555555555555",
        "return-client-request-id",
        echo);
  }

  private static void compare(Recorded recorded, Answer answer, List<String> differences)
      throws IOException {
    if (answer.status() != recorded.status()) {
      differences.add(recorded + " but was " + answer.status() + " " + answer.body());
      return;
    }
    Set<String> headers = names(answer.headers().keySet());
    if (!headers.equals(recorded.headers())) {
      differences.add(recorded + " headers " + recorded.headers() + " but were " + headers);
    }
    if (!recorded.answer().isBlank()) {
      compareBodies(recorded, json(recorded.answer()), json(answer.body()), differences);
    }
  }

  private static void compareBodies(
      Recorded recorded, JsonNode expected, JsonNode body, List<String> differences) {
    if (!expected.path("code").equals(body.path("code"))) {
      differences.add(recorded + " code " + expected.path("code") + " but was " + body);
    }
    Set<String> missing = new TreeSet<>();
    expected.fieldNames().forEachRemaining(missing::add);
    missing.removeAll(OPTIONAL);
    body.fieldNames().forEachRemaining(missing::remove);
    if (!missing.isEmpty()) {
      differences.add(recorded + " lacks " + missing + ": " + body);
    }
  }

  private static JsonNode json(String text) throws IOException {
    return new ObjectMapper().readTree(text);
  }

  private static Set<String> names(Iterable<String> headers) {
    Set<String> names = new TreeSet<>();
    headers.forEach(name -> names.add(name.toLowerCase(Locale.ROOT)));
    names.removeAll(TRANSPORT);
    return names;
  }

  private static List<Recorded> read(JsonNode file) {
    List<Recorded> session = new ArrayList<>();
    for (JsonNode call : file.path("networkCallRecords")) {
      session.add(readJava(call));
    }
    if (file.isArray()) {
      file.forEach(call -> session.add(readCli(call)));
    }
    return session;
  }

  private static Recorded readJava(JsonNode call) {
    JsonNode response = call.path("Response");
    List<String> headers = new ArrayList<>();
    response
        .fieldNames()
        .forEachRemaining(
            name -> {
              if (!name.equals("StatusCode") && !name.equals("Body")) {
                headers.add(name);
              }
            });
    return new Recorded(
        call.path("Method").asText(),
        URI.create(call.path("Uri").asText()),
        null,
        response.path("StatusCode").asInt(),
        names(headers),
        response.path("Body").asText());
  }

  private static Recorded readCli(JsonNode call) {
    List<String> headers = new ArrayList<>();
    call.path("responseHeaders").fieldNames().forEachRemaining(headers::add);
    return new Recorded(
        call.path("method").asText(),
        URI.create(call.path("uri").asText()),
        call.path("requestBody").isTextual() ? call.path("requestBody").asText() : null,
        call.path("status").asInt(),
        names(headers),
        call.path("responseBody").isTextual()
            ? call.path("responseBody").asText()
            : call.path("responseBody").toString());
  }

  /** The Java sessions have no request bodies: what must have been in them, from what follows. */
  private static @Nullable String rebuilt(Recorded recorded, List<Recorded> rest)
      throws IOException {
    if (recorded.method().equals("GET") || recorded.method().equals("DELETE")) {
      return null;
    }
    return switch (Operation.of(recorded.method(), recorded.path()).orElseThrow()) {
      case ADD_JOB ->
          "{\"id\":\"%s\",\"poolInfo\":{\"poolId\":\"p\"}}"
              .formatted(Path.of(rest.get(1).path()).getName(1));
      case UPDATE_JOB -> "{\"poolInfo\":{\"poolId\":\"p\"},\"priority\":1}";
      case PATCH_JOB -> "{\"onAllTasksComplete\":\"terminatejob\"}";
      case DISABLE_JOB -> "{\"disableTasks\":\"terminate\"}";
      case ADD_TASK -> "{\"id\":\"mytask\",\"commandLine\":\"true\"}";
      case ADD_TASKS -> collection(recorded);
      default -> null;
    };
  }

  private static String collection(Recorded recorded) throws IOException {
    List<String> tasks = new ArrayList<>();
    for (JsonNode result : json(recorded.answer()).path("value")) {
      tasks.add(
          "{\"id\":\"%s\",\"commandLine\":\"true\"}".formatted(result.path("taskId").asText()));
    }
    return "{\"value\":[" + String.join(",", tasks) + "]}";
  }
}
