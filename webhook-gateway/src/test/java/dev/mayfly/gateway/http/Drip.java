package dev.mayfly.gateway.http;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;

/** Keeps connections alive by a byte every now and then, until each is closed on it. */
public final class Drip implements AutoCloseable {

  private static final Duration PAUSE = Duration.ofMillis(100);

  private final List<Socket> open = new CopyOnWriteArrayList<>();
  private final Thread thread = new Thread(this::drip, "drip");
  private volatile boolean stopped;

  public Drip() {
    thread.start();
  }

  /**
   * @param begun connected, and what comes before the dripping is sent.
   */
  public void add(Socket begun) throws SocketException {
    begun.setSoTimeout(1);
    open.add(begun);
  }

  /** Returns the number of connections that have not been closed yet. */
  int open() {
    return open.size();
  }

  private void drip() {
    while (!stopped) {
      open.removeIf(Drip::isClosed);
      LockSupport.parkNanos(PAUSE.toNanos());
    }
  }

  /** Answered counts too: the peer has had enough. */
  private static boolean isClosed(Socket socket) {
    try {
      socket.getOutputStream().write('a');
      InputStream in = socket.getInputStream();
      return in.available() > 0 || isAtEnd(in);
    } catch (IOException closed) {
      return true;
    }
  }

  private static boolean isAtEnd(InputStream in) throws IOException {
    try {
      return in.read() < 0;
    } catch (SocketTimeoutException silent) {
      return false;
    }
  }

  @Override
  public void close() throws IOException {
    stopped = true;
    for (Socket socket : open) {
      socket.close();
    }
  }
}
