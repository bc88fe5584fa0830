package dev.mayfly.standin.forge;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.dialect.Dialects;
import dev.mayfly.standin.SharedFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * GitHub's own descriptions of its API and its webhooks, in the folder beside the project. A test
 * that needs them is skipped where they are absent, and fails there in CI.
 */
final class SharedData {

  private static final ObjectMapper JSON = new ObjectMapper();

  private SharedData() {}

  static Path folder() {
    return SharedFolder.findOrSkip("");
  }

  static JsonNode read(Path file) {
    try {
      return JSON.readTree(file.toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static byte[] recordedPayload(String name) {
    try {
      return Files.readAllBytes(folder().resolve("github/webhooks/" + name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Returns what is wrong with an answer by GitHub's OpenAPI description; empty when nothing is.
   */
  static List<String> faultsOfAnswer(String method, String path, int status, String body) {
    JsonNode api =
        read(folder().resolve("github/openapi/api.github.com.runners-jobs-hooks-meta.deref.json"));
    JsonNode response =
        api.path("paths").path(path).path(method).path("responses").path("" + status);
    if (response.isMissingNode()) {
      return List.of("GitHub does not answer " + status + " to " + method + " " + path);
    }
    JsonNode content = response.at("/content/application~1json/schema");
    if (content.isMissingNode()) {
      return body.isEmpty() ? List.of() : List.of("a body where GitHub sends none: " + body);
    }
    Schema schema = SchemaRegistry.withDialect(Dialects.getOpenApi30()).getSchema(content);
    return faults(schema, parse(body));
  }

  /**
   * Returns what is wrong with a repository by what GitHub says of the one that a run belongs to.
   */
  static List<String> faultsOfRepository(String body) {
    JsonNode api =
        read(folder().resolve("github/openapi/api.github.com.runners-jobs-hooks-meta.deref.json"));
    JsonNode run =
        api.path("paths").path("/repos/{owner}/{repo}/actions/runs/{run_id}").path("get");
    JsonNode repository =
        run.at("/responses/200/content/application~1json/schema/properties/repository");
    return faults(
        SchemaRegistry.withDialect(Dialects.getOpenApi30()).getSchema(repository), parse(body));
  }

  /** Returns what is wrong with a webhook's payload by the schema of its action. */
  static List<String> faultsOfEvent(String action, byte[] payload) {
    Path folder = folder().resolve("github/schemas");
    JsonNode schema = inlined(folder, "workflow_job." + action + ".schema.json");
    return faults(
        SchemaRegistry.withDialect(Dialects.getDraft7()).getSchema(schema),
        parse(new String(payload, UTF_8)));
  }

  private static List<String> faults(Schema schema, JsonNode instance) {
    return schema.validate(instance).stream().map(String::valueOf).toList();
  }

  /** A schema with what it refers to in place; the extract lacks some: those allow any object. */
  private static JsonNode inlined(Path folder, String file) {
    Path path = folder.resolve(file);
    if (!Files.exists(path)) {
      ObjectNode unknown = JSON.createObjectNode();
      if (file.startsWith("common.workflow-step")) {
        unknown.putObject("not"); // one of three must match: only the known one may
        return unknown;
      }
      return unknown.put("type", "object");
    }
    ObjectNode schema = (ObjectNode) read(path);
    schema.remove(List.of("$id", "$schema"));
    return inline(schema, folder);
  }

  private static JsonNode inline(JsonNode node, Path folder) {
    if (node.path("$ref").isTextual()) {
      // Upstream's folder "common" is a prefix in the extract.
      return inlined(folder, "common." + node.path("$ref").asText().replace("common/", ""));
    }
    if (node instanceof ObjectNode object) {
      object
          .properties()
          .forEach(property -> property.setValue(inline(property.getValue(), folder)));
    } else if (node instanceof ArrayNode array) {
      for (int i = 0; i < array.size(); i++) {
        array.set(i, inline(array.get(i), folder));
      }
    }
    return node;
  }

  static JsonNode parse(String body) {
    try {
      return JSON.readTree(body);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
