package dev.mayfly.local;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/** Free ports of this machine, for servers whose address must be known before they start. */
public final class Ports {

  // Below the range that outgoing connections take theirs from (Linux from 32,768, others higher):
  // between this look and the server's start, none of them can take it.
  private static final int FIRST = 20_000;
  private static final int LAST = 32_000;

  private Ports() {}

  /** A port that was free a moment ago. */
  public static int free() {
    for (int tries = LAST - FIRST; tries > 0; tries--) {
      int port = ThreadLocalRandom.current().nextInt(FIRST, LAST);
      if (isFree(port)) {
        return port;
      }
    }
    throw new IllegalStateException("no free port on this machine from " + FIRST + " to " + LAST);
  }

  private static boolean isFree(int port) {
    try (ServerSocket loopback = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return loopback.isBound();
    } catch (IOException taken) {
      return false;
    }
  }
}
