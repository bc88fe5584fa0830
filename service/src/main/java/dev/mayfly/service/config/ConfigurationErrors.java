package dev.mayfly.service.config;

import java.util.ArrayList;
import java.util.List;

/** The faults found so far, in all files of one service. */
final class ConfigurationErrors {

  private final List<ConfigurationError> found = new ArrayList<>();

  void add(ConfigurationError fault) {
    if (!found.contains(fault)) {
      found.add(fault);
    }
  }

  /**
   * Adds a fault of what had been read, unless something at that place could not be read at all:
   * then it would only be an echo.
   */
  void addUnlessEcho(ConfigurationError fault) {
    if (found.stream().noneMatch(fault::touches)) {
      found.add(fault);
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
