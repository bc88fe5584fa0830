package dev.mayfly.service.config;

import java.util.ArrayList;
import java.util.List;

/** The faults found so far, in all files of one service. */
final class Faults {

  private final List<Fault> found = new ArrayList<>();

  void add(Fault fault) {
    if (!found.contains(fault)) {
      found.add(fault);
    }
  }

  /**
   * Adds a fault of what had been read, unless something at that place could not be read at all:
   * then it would only be an echo.
   */
  void addUnlessEcho(Fault fault) {
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
    return found.stream().map(Fault::toString).toList();
  }
}
