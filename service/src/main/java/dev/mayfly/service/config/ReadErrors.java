package dev.mayfly.service.config;

import static java.util.Comparator.comparingInt;

import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.InvalidTypeIdException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Says in an operator's words what Jackson could not read, and what was expected. Text that was
 * found where a section or a list belongs is not repeated: it may be a secret.
 */
final class ReadErrors {

  private static final int NEAR = 3;

  private ReadErrors() {}

  static String of(JsonMappingException e, JsonNode found) {
    if (e instanceof UnrecognizedPropertyException unknown) {
      Collection<Object> known =
          Objects.requireNonNullElse(unknown.getKnownPropertyIds(), List.of());
      return unknownKey(unknown.getPropertyName(), known.stream().map(Object::toString).toList());
    }
    if (e instanceof InvalidFormatException format) {
      return "\"" + format.getValue() + "\" is not " + name(format.getTargetType());
    }
    if (e instanceof InvalidTypeIdException type) {
      return "unknown type"
          + (type.getTypeId() == null ? "" : " \"" + type.getTypeId() + "\"")
          + knownTypes(type);
    }
    if (e instanceof MismatchedInputException mismatch) {
      return "expected " + name(mismatch.getTargetType()) + ", found " + found(found);
    }
    if (e instanceof ValueInstantiationException && e.getCause() != null) {
      return Objects.requireNonNullElse(
          e.getCause().getMessage(), "cannot be used: " + e.getCause().getClass().getSimpleName());
    }
    return e.getOriginalMessage();
  }

  static String unknownKey(String key, Collection<String> known) {
    String nearest =
        known.stream()
            .filter(name -> distance(key, name) <= NEAR)
            .min(comparingInt(name -> distance(key, name)))
            .map(name -> "did you mean \"" + name + "\"? ")
            .orElse("");
    return "unknown key; "
        + nearest
        + "Known here: "
        + known.stream().sorted().collect(Collectors.joining(", "));
  }

  static String found(JsonNode node) {
    return switch (node.getNodeType()) {
      case ARRAY -> "a list";
      case OBJECT -> "a section of keys";
      case STRING -> "text";
      case NUMBER -> "a number";
      case BOOLEAN -> "true or false";
      case NULL, MISSING -> "nothing";
      case BINARY, POJO -> "something else";
    };
  }

  private static String name(@Nullable Class<?> type) {
    if (type == null) {
      return "something else";
    }
    if (type.isEnum()) {
      return Arrays.stream(type.getEnumConstants())
          .map(constant -> constant.toString().toLowerCase(Locale.ROOT).replace('_', '-'))
          .collect(Collectors.joining(", ", "one of ", ""));
    }
    if (Collection.class.isAssignableFrom(type)) {
      return "a list";
    }
    if (type == LocalDate.class) {
      return "a date such as 2026-01-31";
    }
    if (type == boolean.class || type == Boolean.class) {
      return "true or false";
    }
    if (type.isPrimitive() || Number.class.isAssignableFrom(type)) {
      return "a number";
    }
    if (CharSequence.class.isAssignableFrom(type)) {
      return "text";
    }
    return type.getName().startsWith("java.")
        ? "a section of keys"
        : "a section of keys (" + type.getSimpleName() + ")";
  }

  private static String knownTypes(InvalidTypeIdException e) {
    String text = e.getOriginalMessage();
    int start = text.indexOf("known type ids = [");
    int end = text.indexOf(']', Math.max(start, 0));
    return start < 0 || end < 0
        ? "; expected a key \"type\""
        : "; expected one of " + text.substring(start + "known type ids = [".length(), end);
  }

  /** Levenshtein's edit distance. */
  static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    Arrays.setAll(row, i -> i);
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(change, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[b.length()];
  }
}
