package dev.mayfly.workflows.step;

import java.util.Optional;

/**
 * The watcher's last sight of a runner that is to come online, in the words that its heartbeat
 * carries: people read them in the Web UI.
 *
 * @param isPreparing whether its node prepares the container.
 * @param isOffline whether the forge knows it, and has no connection to it.
 */
public record StartSighting(boolean isPreparing, boolean isOffline) {

  private static final String TASK = "the task is ";
  private static final String PREPARING = TASK + "PREPARING";
  private static final String OFFLINE = ", the runner offline";

  /**
   * @param task the state of its task as Batch names it.
   * @param isRegistered whether the forge knows it.
   */
  public static String words(String task, boolean isRegistered) {
    return TASK + task + (isRegistered ? OFFLINE : ", the runner not registered");
  }

  /** Reads such words; empty where nothing was seen yet. */
  public static Optional<StartSighting> read(String words) {
    return words.startsWith(TASK)
        ? Optional.of(new StartSighting(words.startsWith(PREPARING), words.endsWith(OFFLINE)))
        : Optional.empty();
  }
}
