package dev.mayfly.gateway;

import com.fasterxml.jackson.core.filter.TokenFilter;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The fields of an object that are kept; all others are read over, and cost no memory. Nine tenths
 * of a payload describe a repository and its sender.
 */
final class WantedFields extends TokenFilter {

  private final Map<String, TokenFilter> fields;

  /**
   * @param fields with what is kept of each: {@link TokenFilter#INCLUDE_ALL}, or some fields.
   */
  WantedFields(Map<String, TokenFilter> fields) {
    this.fields = Map.copyOf(fields);
  }

  static WantedFields texts(String... names) {
    return new WantedFields(
        Arrays.stream(names).collect(Collectors.toMap(name -> name, name -> INCLUDE_ALL)));
  }

  @Override
  public @Nullable TokenFilter includeProperty(String name) {
    return fields.get(name);
  }

  @Override
  public boolean includeEmptyObject(boolean contentsFiltered) {
    return true;
  }
}
