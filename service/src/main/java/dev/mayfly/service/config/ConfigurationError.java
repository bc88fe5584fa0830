package dev.mayfly.service.config;

/**
 * One thing that is wrong with a configuration file, for the operator who corrects it.
 *
 * @param path where, as in {@code pools[0].deadlines.online}; empty for the file as a whole.
 * @param message what was found and what was expected; never a secret.
 */
record ConfigurationError(String file, String path, String message) {

  @Override
  public String toString() {
    return path.isEmpty() ? file + ": " + message : file + ": " + path + ": " + message;
  }

  /** Returns whether one of the two paths is the other, or lies below it. */
  boolean touches(ConfigurationError other) {
    return file.equals(other.file)
        && (startsWithPath(path, other.path) || startsWithPath(other.path, path));
  }

  private static boolean startsWithPath(String path, String start) {
    return path.startsWith(start)
        && (start.isEmpty()
            || path.length() == start.length()
            || ".[".indexOf(path.charAt(start.length())) >= 0);
  }
}
