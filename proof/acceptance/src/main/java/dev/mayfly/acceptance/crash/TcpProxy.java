package dev.mayfly.acceptance.crash;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The line between gateway and Temporal, which can be held in either direction: what is sent then
 * waits here. So a delivery can be caught before Temporal has it, or after.
 */
final class TcpProxy implements AutoCloseable {

  /** The direction that does not get through at present. */
  enum Held {
    NOTHING,
    REQUESTS,
    ANSWERS
  }

  private final ServerSocket server;
  private final int target;
  private final Set<Pump> pumps = ConcurrentHashMap.newKeySet();
  private final ExecutorService threads = Executors.newCachedThreadPool(TcpProxy::daemon);
  private volatile Held held = Held.NOTHING;

  /**
   * @param target the port at this machine's loopback that it leads to.
   */
  TcpProxy(int target) throws IOException {
    this.target = target;
    this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    threads.execute(this::accept);
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "tcp-proxy");
    thread.setDaemon(true);
    return thread;
  }

  int port() {
    return server.getLocalPort();
  }

  void hold(Held what) {
    held = what;
  }

  /** Lets everything through, what was held first. */
  void open() {
    held = Held.NOTHING;
    pumps.forEach(pump -> pump.take(new byte[0], 0));
  }

  /** Loses what is held, with its connections. */
  void cut() {
    pumps.forEach(Pump::close);
    held = Held.NOTHING;
  }

  /**
   * Returns whether a request that has these words in it is held; services send theirs unzipped.
   */
  boolean holdsRequest(String words) {
    return pumps.stream().anyMatch(pump -> pump.direction == Held.REQUESTS && pump.holds(words));
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        connect(server.accept());
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void connect(Socket client) throws IOException {
    try {
      Socket temporal = new Socket(InetAddress.getLoopbackAddress(), target);
      temporal.setTcpNoDelay(true);
      client.setTcpNoDelay(true);
      threads.execute(new Pump(Held.REQUESTS, client, temporal));
      threads.execute(new Pump(Held.ANSWERS, temporal, client));
    } catch (IOException down) {
      client.close();
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    cut();
    threads.shutdownNow();
  }

  /** One direction of one connection. */
  private final class Pump implements Runnable {

    private final Held direction;
    private final Socket from;
    private final Socket to;
    private final ByteArrayOutputStream waiting = new ByteArrayOutputStream();

    Pump(Held direction, Socket from, Socket to) {
      this.direction = direction;
      this.from = from;
      this.to = to;
      pumps.add(this);
    }

    @Override
    public void run() {
      byte[] chunk = new byte[1 << 16];
      try {
        InputStream in = from.getInputStream();
        for (int length = in.read(chunk); length >= 0; length = in.read(chunk)) {
          take(chunk, length);
        }
      } catch (IOException closed) {
        // By one end or the other: the rest is lost either way.
      } finally {
        close();
      }
    }

    synchronized void take(byte[] chunk, int length) {
      waiting.write(chunk, 0, length);
      if (held == direction || waiting.size() == 0) {
        return;
      }
      try {
        OutputStream out = to.getOutputStream();
        waiting.writeTo(out);
        out.flush();
        waiting.reset();
      } catch (IOException gone) {
        close();
      }
    }

    synchronized boolean holds(String words) {
      return waiting.toString(ISO_8859_1).contains(words);
    }

    void close() {
      pumps.remove(this);
      try {
        from.close();
        to.close();
      } catch (IOException alreadyGone) {
        // Neither end has it any more.
      }
    }
  }
}
