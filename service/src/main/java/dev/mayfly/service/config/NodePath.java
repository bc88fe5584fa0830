package dev.mayfly.service.config;

import com.fasterxml.jackson.databind.JsonMappingException.Reference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.validation.ElementKind;
import jakarta.validation.Path;
import java.util.ArrayList;
import java.util.List;

/** A place in a configuration file: names of keys and indices of list entries, outermost first. */
record NodePath(List<Object> steps) {

  static final NodePath ROOT = new NodePath(List.of());

  NodePath {
    steps = List.copyOf(steps);
  }

  /**
   * The place that Jackson could not read. Jackson counts the entries of a list that it has read;
   * an entry that was taken out is null in {@code tree} and is counted here.
   */
  static NodePath of(List<Reference> references, JsonNode tree) {
    NodePath path = ROOT;
    for (Reference reference : references) {
      path =
          reference.getFieldName() != null
              ? path.then(reference.getFieldName())
              : path.thenIndex(reference.getIndex(), tree);
    }
    return path;
  }

  /** The place of a constraint; validation, too, counts the entries that were read. */
  static NodePath of(Path constraint, JsonNode tree) {
    NodePath path = ROOT;
    for (Path.Node node : constraint) {
      if (node.getIndex() != null) {
        path = path.thenIndex(node.getIndex(), tree);
      } else if (node.getKey() != null) {
        path = path.then(node.getKey().toString());
      }
      if (node.getKind() != ElementKind.CONTAINER_ELEMENT && node.getName() != null) {
        path = path.then(node.getName());
      }
    }
    return path;
  }

  /** One value may stand where a list of one is read; then it has no index in the file. */
  private NodePath thenIndex(int amongRead, JsonNode tree) {
    JsonNode list = in(tree);
    return list.isObject() ? this : then(indexIn(list, amongRead));
  }

  private static int indexIn(JsonNode list, int amongRead) {
    int read = -1;
    for (int i = 0; i < list.size(); i++) {
      if (!list.path(i).isNull() && ++read == amongRead) {
        return i;
      }
    }
    return amongRead;
  }

  NodePath then(Object step) {
    List<Object> longer = new ArrayList<>(steps);
    longer.add(step);
    return new NodePath(longer);
  }

  /** Returns the place in the whole file, where {@code section} is what this path begins in. */
  NodePath in(NodePath section) {
    List<Object> all = new ArrayList<>(section.steps);
    all.addAll(steps);
    return new NodePath(all);
  }

  /** The longest beginning of this path that is in the tree. */
  NodePath within(JsonNode tree) {
    JsonNode at = tree;
    for (int i = 0; i < steps.size(); i++) {
      at = child(at, steps.get(i));
      if (at.isMissingNode()) {
        return new NodePath(steps.subList(0, i));
      }
    }
    return this;
  }

  JsonNode in(JsonNode tree) {
    JsonNode at = tree;
    for (Object step : steps) {
      at = child(at, step);
    }
    return at;
  }

  /** Takes the node out of the tree; a list keeps a null in its place, so that indices stay. */
  void removeFrom(JsonNode tree) {
    JsonNode parent = new NodePath(steps.subList(0, steps.size() - 1)).in(tree);
    Object last = steps.get(steps.size() - 1);
    if (parent instanceof ArrayNode list) {
      list.setNull((Integer) last);
    } else if (parent instanceof ObjectNode section) {
      section.remove(last.toString());
    }
  }

  private static JsonNode child(JsonNode parent, Object step) {
    return step instanceof Integer index ? parent.path(index) : parent.path(step.toString());
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (Object step : steps) {
      if (step instanceof Integer) {
        text.append('[').append(step).append(']');
      } else {
        text.append(text.isEmpty() ? "" : ".").append(step);
      }
    }
    return text.toString();
  }
}
