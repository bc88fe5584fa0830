package dev.mayfly.service.config;

import java.util.ArrayList;
import java.util.List;

/** The errors found so far, in all files of one service. */
final class ConfigurationErrors {

  private final List<ConfigurationError> found = new ArrayList<>();

  void add(ConfigurationError error) {
    if (!found.contains(error)) {
      found.add(error);
    }
  }

  /**
   * Adds an error of what had been read, unless something at that place could not be read at all:
   * then it would only be an echo.
   */
  void addUnlessEcho(ConfigurationError error) {
    if (found.stream().noneMatch(error::touches)) {
      found.add(error);
    }
  }

  boolean hasAt(String file, String pathPattern) {
    return found.stream().anyMatch(f -> f.file().equals(file) && f.path().matches(pathPattern));
  }

  boolean isEmpty() {
    return found.isEmpty();
  }

  List<String> messages() {
    return found.stream().map(ConfigurationError::toString).toList();
  }
}
