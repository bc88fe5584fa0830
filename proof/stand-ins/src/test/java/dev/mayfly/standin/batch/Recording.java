package dev.mayfly.standin.batch;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A session with the live service that somebody recorded, in the forms of two of its recorders. */
record Recording(Path file, List<Exchange> exchanges) {

  private static final Pattern POOL = Pattern.compile("\"poolId\":\\s*\"([^\"]+)\"");
  private static final ObjectMapper MAPPER = new ObjectMapper();

  /**
   * One request and its answer.
   *
   * @param request the body; absent where it was not recorded or there was none.
   * @param headers of the answer, by name in lower case.
   */
  record Exchange(
      String method,
      URI uri,
      @Nullable String request,
      int status,
      Map<String, String> headers,
      String answer) {

    /** As {@link Operation} has it. */
    String path() {
      return uri.getPath().substring(1);
    }

    Optional<Operation> operation() {
      return Operation.of(method, path());
    }

    boolean succeeded() {
      return status < 400;
    }

    /** The segment behind one of that name; absent where there is none. */
    Optional<String> idBehind(String collection) {
      String[] segments = path().split("/", -1);
      for (int i = 0; i + 1 < segments.length; i++) {
        if (segments[i].equals(collection)) {
          return Optional.of(segments[i + 1]);
        }
      }
      return Optional.empty();
    }

    /** The pool that a job is for, where request or answer names it. */
    Optional<String> poolOfJob() {
      Matcher named = POOL.matcher(request == null ? answer : request);
      return named.find() ? Optional.of(named.group(1)) : Optional.empty();
    }

    JsonNode body() {
      try {
        return answer.isBlank() ? MAPPER.missingNode() : MAPPER.readTree(answer);
      } catch (JsonProcessingException e) {
        return MAPPER.missingNode();
      }
    }

    Optional<Instant> time() {
      return Optional.ofNullable(headers.get("date"))
          .map(date -> ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
    }

    @Override
    public String toString() {
      return method + " " + path() + " → " + status;
    }
  }

  /** All that lie in the folder or below, whatever they are called. */
  static List<Recording> in(Path folder) throws IOException {
    List<Recording> found = new ArrayList<>();
    for (Path file : json(folder)) {
      List<Exchange> exchanges = read(SpecExample.MAPPER.readTree(file.toFile()));
      if (!exchanges.isEmpty()) {
        found.add(new Recording(file, exchanges));
      }
    }
    return found;
  }

  static List<Path> json(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(".json")).sorted().toList();
    }
  }

  private static List<Exchange> read(JsonNode content) {
    List<Exchange> session = new ArrayList<>();
    for (JsonNode call : content.path("networkCallRecords")) {
      session.add(readJava(call));
    }
    for (JsonNode call : content.isArray() ? content : MAPPER.createArrayNode()) {
      if (call.has("method") && call.has("uri") && call.has("status")) {
        session.add(readCli(call));
      }
    }
    return session;
  }

  private static Exchange readJava(JsonNode call) {
    JsonNode response = call.path("Response");
    Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    response
        .properties()
        .forEach(
            header -> {
              if (!header.getKey().equals("StatusCode") && !header.getKey().equals("Body")) {
                headers.put(header.getKey(), header.getValue().asText());
              }
            });
    return new Exchange(
        call.path("Method").asText(),
        URI.create(call.path("Uri").asText()),
        call.path("Body").isTextual() ? call.path("Body").textValue() : null,
        response.path("StatusCode").asInt(),
        headers,
        response.path("Body").asText());
  }

  private static Exchange readCli(JsonNode call) {
    Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    call.path("responseHeaders")
        .properties()
        .forEach(header -> headers.put(header.getKey(), header.getValue().path(0).asText()));
    return new Exchange(
        call.path("method").asText(),
        URI.create(call.path("uri").asText()),
        text(call.path("requestBody")),
        call.path("status").asInt(),
        headers,
        Objects.requireNonNullElse(text(call.path("responseBody")), ""));
  }

  private static @Nullable String text(JsonNode body) {
    if (body.isMissingNode() || body.isNull()) {
      return null;
    }
    return body.isTextual() ? body.asText() : body.toString();
  }
}
