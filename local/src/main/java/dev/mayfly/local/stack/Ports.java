package dev.mayfly.local.stack;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;

/** Free ports of this machine, for servers whose address must be known before they start. */
public final class Ports {

  // Below the range that outgoing connections take theirs from (Linux from 32,768, others higher):
  // between this look and the server's start, none of them can take it.
  private static final int FIRST = 20_000;
  private static final int LAST = 32_000;

  // Held to the end of this process by the UDP port of the same number, which no server here uses:
  // else two stacks that start at once, of this process or of several, could get the same one.
  private static final List<DatagramSocket> GIVEN = new CopyOnWriteArrayList<>();

  private Ports() {}

  /** A port that was free a moment ago, and that nobody else gets from here while we live. */
  public static int free() {
    for (int tries = LAST - FIRST; tries > 0; tries--) {
      int port = ThreadLocalRandom.current().nextInt(FIRST, LAST);
      if (isFree(port) && reserve(port)) {
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

  private static boolean reserve(int port) {
    try {
      GIVEN.add(new DatagramSocket(port, InetAddress.getLoopbackAddress()));
      return true;
    } catch (IOException given) {
      return false;
    }
  }
}
