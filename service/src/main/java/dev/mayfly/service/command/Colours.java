package dev.mayfly.service.command;

import java.util.Map;

/** Colours in what a command prints. */
public final class Colours {

  private Colours() {}

  /**
   * Returns whether they are wanted (no-color.org).
   *
   * @param isTerminal whether a person reads it there.
   */
  public static boolean areWanted(boolean isTerminal, Map<String, String> environment) {
    return isTerminal && environment.getOrDefault("NO_COLOR", "").isEmpty();
  }
}
