package dev.mayfly.standin.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Processes that tests have lost sight of. */
public final class Processes {

  private Processes() {}

  /**
   * Returns whether it is over, though its new parent may never ask how it ended: Linux then keeps
   * it as a zombie.
   */
  public static boolean isGone(ProcessHandle process) {
    Path stat = Path.of("/proc", String.valueOf(process.pid()), "stat");
    try {
      return !process.isAlive()
          || (Files.isReadable(stat) && Files.readString(stat).matches("(?s).*\\) Z .*"));
    } catch (IOException goneMeanwhile) {
      return true;
    }
  }
}
