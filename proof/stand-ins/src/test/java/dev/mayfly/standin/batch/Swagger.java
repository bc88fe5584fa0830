package dev.mayfly.standin.batch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.mayfly.standin.batch.Exchanges.Exchange;
import java.io.IOException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Microsoft's description of the Batch data plane, and what an exchange does against it. Stricter
 * than JSON Schema, in that properties nobody described are faults; milder, in that the case of an
 * enumeration does not matter, because the service itself mixes it.
 */
public final class Swagger {

  /** Headers that mean something to Batch alone, or conditions. */
  private static final Pattern OF_BATCH = Pattern.compile("(?i)(ocp|if|client|return)-.*");

  private final JsonNode spec;
  private String version;

  public Swagger(Path file) throws IOException {
    this.spec = new ObjectMapper().readTree(file.toFile());
    this.version = spec.at("/info/version").asText();
  }

  JsonNode definition(String name) {
    return spec.path("definitions").path(name);
  }

  /** From now on requests are to say this one, instead of the version that is described here. */
  public void expectVersion(String other) {
    version = other;
  }

  /** Of a whole exchange: its path, query, headers and both bodies. */
  public List<String> faults(Exchange seen) throws IOException {
    List<String> faults = new ArrayList<>(faultsOfQuery(seen));
    faults.addAll(faultsOfHeaders(seen));
    faults.addAll(faultsOfRequest(seen.method(), seen.path(), seen.request()));
    faults.addAll(faultsOfAnswer(seen.method(), seen.path(), seen.status(), seen.answer()));
    return faults;
  }

  private List<String> faultsOfQuery(Exchange seen) {
    List<String> faults = new ArrayList<>();
    Set<String> described = parameters(seen, "query");
    for (String given : seen.query().split("&", -1)) {
      if (!described.contains(given.replaceFirst("=.*", ""))) {
        faults.add("the query has an undescribed " + given);
      }
    }
    String parameter = "api-version=" + version;
    if (!List.of(seen.query().split("&", -1)).contains(parameter)) {
      faults.add("the query lacks " + parameter);
    }
    return faults;
  }

  private List<String> faultsOfHeaders(Exchange seen) {
    List<String> faults = new ArrayList<>();
    Set<String> described = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    described.addAll(parameters(seen, "header"));
    seen.headers().keySet().stream()
        .filter(name -> OF_BATCH.matcher(name).matches() && !described.contains(name))
        .forEach(name -> faults.add("an undescribed header " + name));
    String type = seen.headers().getOrDefault("Content-Type", "");
    if (!seen.request().isEmpty() && !type.startsWith("application/json; odata=minimalmetadata")) {
      faults.add("a body of the type " + type);
    }
    if (!seen.headers().containsKey("Authorization")) {
      faults.add("no Authorization");
    }
    String id = seen.headers().get("client-request-id");
    if (id != null && !id.matches("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")) {
      faults.add("client-request-id is no GUID: " + id);
    }
    return faults;
  }

  private Set<String> parameters(Exchange seen, String place) {
    Set<String> names = new LinkedHashSet<>();
    for (JsonNode parameter : operation(seen.method(), seen.path()).path("parameters")) {
      JsonNode its = parameter.has("$ref") ? resolve(parameter.path("$ref").asText()) : parameter;
      if (its.path("in").asText().equals(place)) {
        names.add(its.path("name").asText());
      }
    }
    return names;
  }

  List<String> faultsOfRequest(String method, String path, String body) throws IOException {
    List<String> faults = new ArrayList<>();
    JsonNode schema = bodySchema(operation(method, path));
    if (!body.isEmpty() && schema.isMissingNode()) {
      faults.add("a body that nobody described");
    } else if (!body.isEmpty()) {
      check("request", new ObjectMapper().readTree(body), schema, faults);
    }
    return faults;
  }

  /**
   * An operation.
   *
   * @param path with its parameters in braces.
   */
  record Described(String method, String path, JsonNode operation) {}

  /** The operation whose parameters an example has; absent where that cannot be told. */
  Optional<Described> operationOf(SpecExample example) {
    List<Described> fitting =
        operations()
            .filter(each -> fits(each, example) && faultsOfAnswer(each, example).isEmpty())
            .toList();
    return fitting.size() == 1
        ? Optional.of(fitting.get(0))
        : fitting.stream().filter(each -> refersTo(each, example)).findFirst();
  }

  private List<String> faultsOfAnswer(Described described, SpecExample example) {
    List<String> faults = new ArrayList<>();
    JsonNode schema = described.operation().at("/responses/" + example.status() + "/schema");
    if (!example.answer().isMissingNode()) {
      check("answer", example.answer(), schema, faults);
    }
    return faults;
  }

  private Stream<Described> operations() {
    return spec.path("paths").properties().stream()
        .flatMap(
            path ->
                path.getValue().properties().stream()
                    .map(
                        each ->
                            new Described(
                                each.getKey().toUpperCase(Locale.ROOT),
                                path.getKey(),
                                each.getValue())));
  }

  private boolean fits(Described described, SpecExample example) {
    Set<String> known = new HashSet<>(Set.of("batchUrl", "api-version"));
    boolean complete = true;
    for (JsonNode parameter : described.operation().path("parameters")) {
      JsonNode its = parameter.has("$ref") ? resolve(parameter.path("$ref").asText()) : parameter;
      known.add(its.path("name").asText());
      boolean required =
          its.path("required").asBoolean() && !its.path("in").asText().equals("query");
      complete &= !required || example.parameters().has(its.path("name").asText());
    }
    Set<String> given = new HashSet<>();
    example.parameters().fieldNames().forEachRemaining(given::add);
    // One of Microsoft's own says ocp-data.
    given.removeIf(name -> name.startsWith("ocp-"));
    given.removeAll(known);
    boolean answers =
        described.operation().path("responses").has(Integer.toString(example.status()))
            || example.status() >= 400;
    return complete && given.isEmpty() && answers;
  }

  private static boolean refersTo(Described described, SpecExample example) {
    return described.operation().path("x-ms-examples").findValuesAsText("$ref").stream()
        .anyMatch(reference -> reference.endsWith("/" + example));
  }

  /** Those that an answer is described with. */
  Set<String> headers(Described described, int status) {
    Set<String> names = new LinkedHashSet<>();
    described
        .operation()
        .at("/responses/" + status + "/headers")
        .fieldNames()
        .forEachRemaining(names::add);
    return names;
  }

  /** Returns what a request's body may have. */
  Set<String> bodyProperties(String method, String path) {
    JsonNode schema = bodySchema(operation(method, path));
    Set<String> names = new LinkedHashSet<>();
    resolve(schema.path("$ref").asText())
        .path("properties")
        .fieldNames()
        .forEachRemaining(names::add);
    return names;
  }

  static List<String> texts(JsonNode list) {
    List<String> texts = new ArrayList<>();
    list.forEach(each -> texts.add(each.asText()));
    return texts;
  }

  private JsonNode bodySchema(JsonNode operation) {
    for (JsonNode parameter : operation.path("parameters")) {
      if (parameter.path("in").asText().equals("body")) {
        return parameter.path("schema");
      }
    }
    return spec.path("nothing");
  }

  List<String> faultsOfAnswer(String method, String path, int status, String body)
      throws IOException {
    List<String> faults = new ArrayList<>();
    JsonNode responses = operation(method, path).path("responses");
    JsonNode described = responses.path(Integer.toString(status));
    if (described.isMissingNode()) {
      described = status >= 400 ? responses.path("default") : described;
    }
    if (described.isMissingNode()) {
      faults.add("status " + status + " is not described");
    } else if (!body.isEmpty() && !described.has("schema")) {
      faults.add("a body where none is described");
    } else if (!body.isEmpty()) {
      check("answer", new ObjectMapper().readTree(body), described.path("schema"), faults);
    }
    return faults;
  }

  private JsonNode operation(String method, String path) {
    Optional<Map.Entry<String, JsonNode>> found =
        spec.path("paths").properties().stream()
            .filter(entry -> path.matches(entry.getKey().replaceAll("\\{[^}]+}", "[^/]+")))
            .filter(entry -> entry.getValue().has(method.toLowerCase(Locale.ROOT)))
            .findFirst();
    return found
        .map(entry -> entry.getValue().path(method.toLowerCase(Locale.ROOT)))
        .orElseThrow(() -> new AssertionError("not described: " + method + " " + path));
  }

  private void check(String where, JsonNode value, JsonNode schema, List<String> faults) {
    if (schema.has("$ref")) {
      check(where, value, resolve(schema.path("$ref").asText()), faults);
      return;
    }
    String type = schema.path("type").asText();
    if (!type.isEmpty() && !fits(type, value)) {
      faults.add(where + " is not a " + type + ": " + value);
    } else if (type.equals("array")) {
      value.forEach(item -> check(where + "[]", item, schema.path("items"), faults));
    } else if (value.isObject()) {
      checkObject(where, value, schema, faults);
    } else {
      checkText(where, value, schema, faults);
    }
  }

  JsonNode resolve(String reference) {
    return spec.at(reference.substring(1));
  }

  private static boolean fits(String type, JsonNode value) {
    return switch (type) {
      case "object" -> value.isObject();
      case "array" -> value.isArray();
      case "string" -> value.isTextual();
      case "integer" -> value.isIntegralNumber();
      case "number" -> value.isNumber();
      case "boolean" -> value.isBoolean();
      default -> throw new AssertionError("unknown type: " + type);
    };
  }

  private void checkObject(String where, JsonNode value, JsonNode schema, List<String> faults) {
    for (JsonNode name : schema.path("required")) {
      if (!value.has(name.asText())) {
        faults.add(where + " lacks " + name.asText());
      }
    }
    for (Map.Entry<String, JsonNode> property : value.properties()) {
      JsonNode described = schema.path("properties").path(property.getKey());
      if (!described.isMissingNode()) {
        check(where + "." + property.getKey(), property.getValue(), described, faults);
      } else if (!property.getKey().equals("odata.metadata")) {
        faults.add(where + " has an undescribed " + property.getKey());
      }
    }
  }

  private static void checkText(
      String where, JsonNode value, JsonNode schema, List<String> faults) {
    List<String> allowed = texts(schema.path("enum"));
    String text = value.asText();
    if (!allowed.isEmpty() && allowed.stream().noneMatch(text::equalsIgnoreCase)) {
      faults.add(where + " is none of " + allowed + ": " + text);
    }
    try {
      switch (schema.path("format").asText()) {
        case "date-time" -> OffsetDateTime.parse(text);
        case "duration" -> Duration.parse(text);
        default -> {}
      }
    } catch (DateTimeException e) {
      faults.add(where + " is not a " + schema.path("format").asText() + ": " + text);
    }
  }
}
