package dev.mayfly.standin.batch;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * The shapes of bodies, as {@code bodies.txt} says, and the check that a body has its shape.
 *
 * <p>A body that is no JSON, has a property that its type has not, or one of another type, is
 * refused as InvalidRequestBody with a reason (Azure/azure-batch-software-entitlement, its REST
 * API's "Response 400"; Azure/azure-powershell#12147). That a word out of a choice and a duration
 * get InvalidPropertyValue, as values do that Batch can read but not accept ("Batch Status and
 * Error Codes"), is a guess.
 */
final class Shapes {

  /**
   * A property that a body may have.
   *
   * @param recent whether no data plane before 2025-06-01 knows it.
   */
  record Property(String name, String type, boolean required, boolean recent) {

    static Property of(String text) {
      String[] words = text.strip().split("\\s+", 2);
      return new Property(
          words[0].replaceAll("\\W", ""), words[1], words[0].endsWith("!"), words[0].endsWith("+"));
    }
  }

  private final Map<String, Map<String, Property>> all;

  private Shapes(Map<String, Map<String, Property>> all) {
    this.all = all;
  }

  static Shapes ofBatch() {
    try (InputStream in = Objects.requireNonNull(Shapes.class.getResourceAsStream("bodies.txt"))) {
      return new Shapes(read(new String(in.readAllBytes(), UTF_8).lines()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Map<String, Map<String, Property>> read(Stream<String> lines) {
    Map<String, Map<String, Property>> all = new LinkedHashMap<>();
    Map<String, Property> shape = new LinkedHashMap<>();
    for (String line : lines.filter(each -> !each.isBlank() && !each.startsWith("#")).toList()) {
      if (line.startsWith(" ")) {
        for (String each : line.split(",", -1)) {
          Property property = Property.of(each);
          shape.put(property.name(), property);
        }
      } else {
        shape = new LinkedHashMap<>();
        all.put(line, shape);
      }
    }
    return all;
  }

  /** The shapes with their properties, by name. */
  Map<String, Map<String, Property>> all() {
    return all;
  }

  /**
   * @throws BatchError when it has another shape than this one.
   */
  void check(String shape, ObjectNode body) {
    Map<String, Property> known = Objects.requireNonNull(all.get(shape), shape);
    body.fieldNames()
        .forEachRemaining(
            name -> {
              if (!known.containsKey(name)) {
                throw unreadable(
                    "The property '" + name + "' does not exist on type '" + shape + "'.");
              }
            });
    known.values().forEach(property -> check(property, body.path(property.name())));
  }

  private void check(Property property, JsonNode value) {
    if (!value.isMissingNode() && !value.isNull()) {
      check(property.name(), property.type(), value);
    } else if (property.required()) {
      throw BatchError.missing(property.name());
    }
  }

  private void check(String name, String type, JsonNode value) {
    switch (type) {
      case "any" -> {}
      case "string" -> require(value.isTextual(), name, "Edm.String");
      case "int" -> require(value.isIntegralNumber() && value.canConvertToInt(), name, "Edm.Int32");
      case "bool" -> require(value.isBoolean(), name, "Edm.Boolean");
      case "duration" -> {
        require(value.isTextual(), name, "Edm.Time");
        Json.duration(value.textValue(), name);
      }
      default -> checkWhole(name, type, value);
    }
  }

  private void checkWhole(String name, String type, JsonNode value) {
    if (type.startsWith("[")) {
      require(value.isArray(), name, "Collection");
      value.forEach(item -> check(name, type.substring(1, type.length() - 1), item));
    } else if (all.containsKey(type)) {
      require(value.isObject(), name, type);
      check(type, (ObjectNode) value);
    } else {
      require(value.isTextual(), name, "Edm.String");
      checkChoice(name, type, value.textValue());
    }
  }

  private static void checkChoice(String name, String words, String word) {
    // In any case: so the recordings have them.
    if (Arrays.stream(words.split("\\|")).noneMatch(word::equalsIgnoreCase)) {
      throw BatchError.invalid(name, "expected one of " + words.replace("|", ", "));
    }
  }

  private static void require(boolean fits, String name, String type) {
    if (!fits) {
      throw unreadable("Cannot convert '" + name + "' to the expected type '" + type + "'.");
    }
  }

  private static BatchError unreadable(String reason) {
    return BatchError.unreadable().with("Reason", reason);
  }
}
