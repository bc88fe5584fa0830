package dev.mayfly.service.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import com.fasterxml.jackson.databind.introspect.BeanPropertyDefinition;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.Validator;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Turns the tree of one file into objects and finds all of its errors, not only the first: what
 * cannot be read is noted, taken out, and the rest is read again.
 *
 * @param section where in the file the tree stands; the root for a whole file.
 */
record StrictReader(
    String file,
    NodePath section,
    ObjectMapper mapper,
    Validator validator,
    ConfigurationErrors errors) {

  /** Returns what could be read, in spite of the errors; empty when nothing could. */
  <T> Optional<T> read(JsonNode tree, Class<T> type) {
    if (!tree.isObject()) {
      add(NodePath.ROOT, "expected keys and values, found " + ReadErrors.found(tree));
      return Optional.empty();
    }
    clean(NodePath.ROOT, tree);
    checkServerType(tree.path("server"));
    Optional<T> read = convert(tree, type);
    read.ifPresent(value -> validate(value, tree));
    return read;
  }

  /** A key without a value counts as absent; a list's entry without a value is an error. */
  private void clean(NodePath path, JsonNode node) {
    if (node instanceof ObjectNode section) {
      section.removeIf(JsonNode::isNull);
      section.properties().forEach(entry -> clean(path.then(entry.getKey()), entry.getValue()));
    }
    for (int i = 0; node.isArray() && i < node.size(); i++) {
      if (node.path(i).isNull()) {
        add(path.then(i), "has no value");
      }
      clean(path.then(i), node.path(i));
    }
  }

  // Dropwizard takes every other type for the default one without a word.
  private void checkServerType(JsonNode server) {
    JsonNode type = server.path("type");
    if (!type.isMissingNode() && !Set.of("default", "simple").contains(type.asText())) {
      add(
          NodePath.ROOT.then("server").then("type"),
          "unknown type \"" + type.asText() + "\"; expected one of default, simple");
    }
  }

  private <T> Optional<T> convert(JsonNode tree, Class<T> type) {
    while (true) {
      try {
        return Optional.ofNullable(mapper.treeToValue(tree, type));
      } catch (JsonMappingException e) {
        NodePath path = NodePath.of(e.getPath(), tree).within(tree);
        note(e, path, tree);
        // What has been taken out cannot be taken out again: there is nothing left to read without.
        if (path.steps().isEmpty() || path.in(tree).isNull()) {
          return Optional.empty();
        }
        path.removeFrom(tree);
      } catch (JsonProcessingException e) {
        add(NodePath.ROOT, e.getOriginalMessage());
        return Optional.empty();
      }
    }
  }

  private void note(JsonMappingException e, NodePath path, JsonNode tree) {
    if (e instanceof ValueInstantiationException refused) {
      noteUnknownKeys(refused.getType(), path, tree);
    }
    add(path, ReadErrors.of(e, path.in(tree)));
  }

  // A constructor that refuses its values hides the keys that it would not have known.
  private void noteUnknownKeys(JavaType type, NodePath path, JsonNode tree) {
    List<BeanPropertyDefinition> properties =
        mapper.getDeserializationConfig().introspect(type).findProperties();
    Set<String> known =
        properties.stream().map(BeanPropertyDefinition::getName).collect(Collectors.toSet());
    path.in(tree)
        .fieldNames()
        .forEachRemaining(
            key -> {
              if (!known.contains(key)) {
                add(path.then(key), ReadErrors.unknownKey(key, known));
              }
            });
  }

  private <T> void validate(T value, JsonNode tree) {
    validator.validate(value).stream()
        .sorted(Comparator.comparing(v -> v.getPropertyPath() + " " + v.getMessage()))
        .forEach(v -> note(v, tree));
  }

  private void note(ConstraintViolation<?> violation, JsonNode tree) {
    ConfigurationError error =
        error(NodePath.of(violation.getPropertyPath(), tree), message(violation));
    // A key is wrong whatever was wrong below it; a value may only lack what was taken out.
    if (violation.getPropertyPath().toString().endsWith("<map key>")) {
      errors.add(error);
    } else {
      errors.addUnlessEcho(error);
    }
  }

  private static String message(ConstraintViolation<?> violation) {
    boolean ownWords = !violation.getMessageTemplate().startsWith("{");
    return violation.getInvalidValue() == null && !ownWords
        ? "is required"
        : violation.getMessage();
  }

  private void add(NodePath path, String message) {
    errors.add(error(path, message));
  }

  private ConfigurationError error(NodePath path, String message) {
    return new ConfigurationError(file, path.in(section).toString(), message);
  }
}
