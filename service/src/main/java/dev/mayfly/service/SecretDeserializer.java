package dev.mayfly.service;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Follows a reference to a secret; its messages name the reference, never a value. */
final class SecretDeserializer extends StdDeserializer<Secret> {

  private static final long serialVersionUID = 1L;
  private static final String EXPECTED =
      "expected {env: NAME} or {file: PATH}; a secret is never written into a configuration file";

  private final transient Path directory;
  private final transient Function<String, @Nullable String> environment;

  SecretDeserializer(Path directory, Function<String, @Nullable String> environment) {
    super(Secret.class);
    this.directory = directory;
    this.environment = environment;
  }

  @Override
  public Secret deserialize(JsonParser parser, DeserializationContext context) throws IOException {
    JsonNode node = parser.readValueAsTree();
    if (node.size() != 1 || !node.isObject()) {
      throw JsonMappingException.from(parser, EXPECTED);
    }
    if (node.path("env").isTextual()) {
      return fromEnvironment(parser, node.path("env").asText());
    }
    if (node.path("file").isTextual()) {
      return fromFile(parser, directory.resolve(node.path("file").asText()));
    }
    throw JsonMappingException.from(parser, EXPECTED);
  }

  private Secret fromEnvironment(JsonParser parser, String name) throws IOException {
    String value = environment.apply(name);
    if (value == null || value.isEmpty()) {
      throw JsonMappingException.from(
          parser, "environment variable " + name + " is " + (value == null ? "not set" : "empty"));
    }
    return Secret.of(value);
  }

  private static Secret fromFile(JsonParser parser, Path file) throws IOException {
    try {
      return Secret.ofFile(file);
    } catch (IOException e) {
      throw JsonMappingException.from(
          parser, "cannot read file " + file + " (" + e.getClass().getSimpleName() + ")");
    } catch (IllegalArgumentException e) {
      throw JsonMappingException.from(parser, "file " + file + " is empty");
    }
  }
}
