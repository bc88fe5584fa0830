package dev.mayfly.worker.sweep;

import org.jspecify.annotations.Nullable;

/**
 * The place where a search through many repositories stopped, and the next one goes on. Each of the
 * two parts has its own, so that neither starves while the other uses up what a search may cost.
 *
 * @param active the first of the active repositories that was not reached; absent: all were.
 * @param rest the first of the others that was not reached; absent: from the start.
 */
record RepositoryCursor(@Nullable String active, @Nullable String rest) {

  static final RepositoryCursor START = new RepositoryCursor(null, null);

  private static final String NONE = "-"; // no repository is called so: it has no owner

  /** Reads what {@link #toString} wrote; anything else is the start. */
  static RepositoryCursor read(@Nullable String text) {
    String[] parts = text == null ? new String[0] : text.split(" ", -1);
    return parts.length == 2 ? new RepositoryCursor(orNull(parts[0]), orNull(parts[1])) : START;
  }

  private static @Nullable String orNull(String part) {
    return part.equals(NONE) ? null : part;
  }

  @Override
  public String toString() {
    return (active == null ? NONE : active) + " " + (rest == null ? NONE : rest);
  }
}
