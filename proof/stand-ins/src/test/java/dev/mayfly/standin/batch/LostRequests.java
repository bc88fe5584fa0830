package dev.mayfly.standin.batch;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mayfly.standin.batch.Recording.Exchange;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The content of a request whose body was not recorded: the properties that the swagger lets it
 * have, with the values that a later answer shows.
 */
final class LostRequests {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final Swagger swagger;

  LostRequests(Swagger swagger) {
    this.swagger = swagger;
  }

  /**
   * @param rest of the session, from this exchange on.
   */
  @Nullable String rebuilt(Exchange lost, List<Exchange> rest) {
    if (lost.method().equals("GET") || lost.method().equals("DELETE")) {
      return null;
    }
    return switch (lost.operation().orElseThrow()) {
      case ADD_JOB -> added(lost, rest, "jobs", "{\"poolInfo\":{\"poolId\":\"p\"}}");
      case ADD_POOL -> added(lost, rest, "pools", "{\"vmSize\":\"standard_a1\"}");
      case ADD_TASK -> added(lost, rest, "tasks", "{\"commandLine\":\"true\"}");
      case UPDATE_JOB -> filled(lost, shown(rest), "{\"poolInfo\":{\"poolId\":\"p\"}}");
      case PATCH_JOB, PATCH_POOL, UPDATE_TASK -> filled(lost, shown(rest), "{}");
      case RESIZE_POOL -> filled(lost, shown(rest), "{\"targetDedicatedNodes\":1}");
      case ENABLE_AUTOSCALE, EVALUATE_AUTOSCALE ->
          filled(lost, shown(rest), "{\"autoScaleFormula\":\"$TargetDedicatedNodes=0\"}");
      case DISABLE_JOB -> "{\"disableTasks\":\"terminate\"}";
      case ADD_TASKS -> collection(lost);
      case REMOVE_NODES -> "{\"nodeList\":[]}";
      default -> null;
    };
  }

  private String added(Exchange lost, List<Exchange> rest, String collection, String least) {
    String id =
        rest.stream()
            .skip(1)
            .flatMap(later -> later.idBehind(collection).stream())
            .findFirst()
            .orElse("unnamed");
    JsonNode shown =
        rest.stream()
            .filter(later -> later.idBehind(collection).equals(Optional.of(id)))
            .map(Exchange::body)
            .filter(body -> body.path("id").asText().equals(id))
            .findFirst()
            .orElse(MAPPER.missingNode());
    return with(filled(lost, shown, least), "id", id);
  }

  private static String with(String body, String property, String value) {
    return parse(body).put(property, value).toString();
  }

  /** Returns what is shown next of the thing that this request changes. */
  private static JsonNode shown(List<Exchange> rest) {
    String path = rest.get(0).path().replaceAll("/(resize|\\w+autoscale)$", "");
    return rest.stream()
        .skip(1)
        .filter(later -> later.method().equals("GET") && later.path().equals(path))
        .map(Exchange::body)
        .findFirst()
        .orElse(MAPPER.missingNode());
  }

  private String filled(Exchange lost, JsonNode shown, String least) {
    ObjectNode body = parse(least);
    for (String property : swagger.bodyProperties(lost.method(), "/" + lost.path())) {
      if (shown.has(property)) {
        body.set(property, shown.get(property));
      }
    }
    return body.toString();
  }

  private static String collection(Exchange lost) {
    ObjectNode body = MAPPER.createObjectNode();
    for (JsonNode result : lost.body().path("value")) {
      body.withArray("value")
          .addObject()
          .put("id", result.path("taskId").asText())
          .put("commandLine", "true");
    }
    return body.toString();
  }

  private static ObjectNode parse(String body) {
    try {
      return (ObjectNode) MAPPER.readTree(body);
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }
}
