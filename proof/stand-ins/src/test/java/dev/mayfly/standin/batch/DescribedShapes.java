package dev.mayfly.standin.batch;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mayfly.standin.batch.Shapes.Property;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** The bodies that Microsoft's swagger describes, in the words of the stand-in's shapes. */
final class DescribedShapes {

  private final Swagger swagger;
  private final Set<String> shapes;

  /**
   * @param shapes those that are looked into.
   */
  DescribedShapes(Swagger swagger, Set<String> shapes) {
    this.swagger = swagger;
    this.shapes = shapes;
  }

  /**
   * Returns a definition's properties with their types, required ones with an !.
   *
   * @param ours what the stand-in says of the same: what it does not look into is any.
   */
  Map<String, String> properties(String definition, Map<String, Property> ours) {
    JsonNode described = swagger.definition(definition);
    Set<String> required = new HashSet<>();
    described.path("required").forEach(name -> required.add(name.asText()));
    Map<String, String> properties = new TreeMap<>();
    described
        .path("properties")
        .properties()
        .forEach(
            property -> {
              String name = property.getKey();
              String type = type(property.getValue());
              boolean opaque =
                  Optional.ofNullable(ours.get(name))
                      .filter(its -> its.type().equals("[any]"))
                      .isPresent();
              properties.put(name + (required.contains(name) ? "!" : ""), opaque ? "[any]" : type);
            });
    return properties;
  }

  private String type(JsonNode schema) {
    if (schema.has("$ref")) {
      String name = schema.path("$ref").asText().replaceFirst(".*/", "");
      JsonNode referred = swagger.resolve(schema.path("$ref").asText());
      return referred.has("enum") || !shapes.contains(name) ? type(referred) : name;
    }
    if (schema.has("enum")) {
      return String.join("|", Swagger.texts(schema.path("enum")));
    }
    return switch (schema.path("type").asText() + schema.path("format").asText()) {
      case "string" -> "string";
      case "stringduration" -> "duration";
      case "integerint32" -> "int";
      case "boolean" -> "bool";
      case "array" -> "[" + type(schema.path("items")) + "]";
      default -> "any";
    };
  }
}
