package dev.mayfly.gateway.http;

import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The fields of an object that are kept; all others are read over, and cost no memory. Nine tenths
 * of a payload describe a repository and its sender.
 *
 * @param fields with what is kept of each.
 */
public record WantedFields(Map<String, WantedFields> fields) {

  /** Whatever there is. */
  public static final WantedFields ALL = new WantedFields(Map.of());

  public static WantedFields wholly(String... names) {
    return new WantedFields(
        Arrays.stream(names).collect(Collectors.toUnmodifiableMap(name -> name, name -> ALL)));
  }

  boolean isAll() {
    return fields.isEmpty();
  }

  /** Returns the fields that are kept of this one; null where nothing is. */
  @Nullable WantedFields of(String name) {
    return fields.get(name);
  }
}
