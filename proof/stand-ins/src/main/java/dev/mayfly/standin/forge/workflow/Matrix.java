package dev.mayfly.standin.forge.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Map.Entry;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One combination of a matrix's values, and what {@code ${{ matrix.x }}} stands for in it.
 *
 * @see <a href="https://docs.github.com/en/actions/reference/workflow-syntax-for-github-actions">
 *     GitHub's syntax</a>
 */
record Matrix(Map<String, JsonNode> values) {

  private static final Pattern EXPRESSION =
      Pattern.compile("\\$\\{\\{\\s*([A-Za-z_][\\w.-]*)\\s*}}");

  /** All combinations; a single empty one where there is no matrix. */
  static List<Matrix> expand(JsonNode matrix) {
    List<Map<String, JsonNode>> all = new ArrayList<>();
    all.add(new LinkedHashMap<>());
    for (Entry<String, JsonNode> axis : matrix.properties()) {
      if (axis.getValue().isArray() && !axis.getKey().matches("include|exclude")) {
        all = product(all, axis.getKey(), axis.getValue());
      }
    }
    for (JsonNode excluded : matrix.path("exclude")) {
      all.removeIf(values -> agrees(values, excluded) == excluded.size());
    }
    include(all, matrix.path("include"));
    return all.stream().map(Matrix::new).toList();
  }

  private static List<Map<String, JsonNode>> product(
      List<Map<String, JsonNode>> all, String key, JsonNode choices) {
    List<Map<String, JsonNode>> product = new ArrayList<>();
    for (Map<String, JsonNode> values : all) {
      for (JsonNode choice : choices) {
        Map<String, JsonNode> more = new LinkedHashMap<>(values);
        more.put(key, choice);
        product.add(more);
      }
    }
    return product;
  }

  /** An entry extends the combinations that it does not contradict, or else is one of its own. */
  private static void include(List<Map<String, JsonNode>> all, JsonNode include) {
    List<Map<String, JsonNode>> original = all.stream().map(values -> Map.copyOf(values)).toList();
    if (!include.isEmpty() && original.size() == 1 && original.get(0).isEmpty()) {
      all.clear();
    }
    for (JsonNode entry : include) {
      boolean extended = false;
      for (int i = 0; i < all.size() && i < original.size(); i++) {
        if (!contradicts(original.get(i), entry)) {
          Map<String, JsonNode> values = all.get(i);
          entry.properties().forEach(e -> values.put(e.getKey(), e.getValue()));
          extended = true;
        }
      }
      if (!extended) {
        Map<String, JsonNode> own = new LinkedHashMap<>();
        entry.properties().forEach(e -> own.put(e.getKey(), e.getValue()));
        all.add(own);
      }
    }
  }

  private static boolean contradicts(Map<String, JsonNode> original, JsonNode entry) {
    return original.isEmpty()
        || entry.properties().stream()
            .anyMatch(
                e ->
                    original.containsKey(e.getKey())
                        && !e.getValue().equals(original.get(e.getKey())));
  }

  private static int agrees(Map<String, JsonNode> values, JsonNode entry) {
    return (int)
        entry.properties().stream()
            .filter(e -> e.getValue().equals(values.get(e.getKey())))
            .count();
  }

  /** A text with its expressions replaced; those that are not of the matrix become empty. */
  String in(String text) {
    Matcher matcher = EXPRESSION.matcher(text);
    return matcher.replaceAll(
        found -> {
          JsonNode value = value(found.group(1));
          return Matcher.quoteReplacement(value == null ? "" : value.asText());
        });
  }

  /** The labels of {@code runs-on}: a label, a list, a group with labels, or an expression. */
  List<String> labels(JsonNode runsOn) {
    JsonNode labels = runsOn.isObject() ? runsOn.path("labels") : runsOn;
    Matcher whole = EXPRESSION.matcher(labels.asText());
    if (labels.isTextual() && whole.matches()) {
      JsonNode value = value(whole.group(1));
      labels = value == null ? labels : value;
    }
    if (!labels.isArray()) {
      return labels.asText().isEmpty() ? List.of() : List.of(in(labels.asText()));
    }
    List<String> all = new ArrayList<>();
    labels.forEach(label -> all.add(in(label.asText())));
    return all;
  }

  /** Returns what GitHub puts behind a job's name: {@code (17, linux)}. */
  String suffix() {
    return values.isEmpty()
        ? ""
        : " (" + String.join(", ", values.values().stream().map(JsonNode::asText).toList()) + ")";
  }

  private @Nullable JsonNode value(String name) {
    return name.startsWith("matrix.") ? values.get(name.substring("matrix.".length())) : null;
  }
}
