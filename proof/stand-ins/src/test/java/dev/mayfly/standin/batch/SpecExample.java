package dev.mayfly.standin.batch;

import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One of the swagger's examples: a request by its parameters, and the answer to it. */
record SpecExample(Path file, JsonNode parameters, JsonNode responses) {

  // Microsoft's own files have commas too many.
  static final ObjectMapper MAPPER =
      JsonMapper.builder().enable(JsonReadFeature.ALLOW_TRAILING_COMMA).build();

  /** All that lie in the folder or below, whatever they are called. */
  static List<SpecExample> in(Path folder) throws IOException {
    List<SpecExample> found = new ArrayList<>();
    for (Path file : Recording.json(folder)) {
      JsonNode content = MAPPER.readTree(file.toFile());
      if (content.path("parameters").has("api-version") && content.path("responses").isObject()) {
        found.add(new SpecExample(file, content.path("parameters"), content.path("responses")));
      }
    }
    return found;
  }

  int status() {
    return Integer.parseInt(responses.fieldNames().next());
  }

  /** Missing where the answer has none. */
  JsonNode answer() {
    return responses.path(Integer.toString(status())).path("body");
  }

  /** With the parameters in their places. */
  String path(String template) {
    String path = template;
    for (Map.Entry<String, JsonNode> parameter : parameters.properties()) {
      path = path.replace("{" + parameter.getKey() + "}", parameter.getValue().asText());
    }
    return path;
  }

  /** The one parameter that is an object. */
  Optional<JsonNode> body() {
    return parameters.properties().stream()
        .map(Map.Entry::getValue)
        .filter(JsonNode::isObject)
        .findFirst();
  }

  @Override
  public String toString() {
    return file.getFileName().toString();
  }
}
