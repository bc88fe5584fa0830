package dev.mayfly.acceptance.company;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A server at this machine's loopback that leads its connections elsewhere. */
abstract class Pipe implements AutoCloseable {

  private final ServerSocket server;
  private final ExecutorService threads = Executors.newCachedThreadPool(Pipe::daemon);

  Pipe(ServerSocket server) {
    this.server = server;
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "pipe");
    thread.setDaemon(true);
    return thread;
  }

  /** Leads one connection on, or closes it. */
  abstract void lead(Socket client) throws IOException;

  /** Sees what a client sends. */
  abstract InputStream seen(InputStream fromClient);

  final void open() {
    threads.execute(this::accept);
  }

  public final int port() {
    return server.getLocalPort();
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket client = server.accept();
        threads.execute(() -> take(client));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void take(Socket client) {
    try {
      lead(client);
    } catch (IOException gone) {
      close(client);
    }
  }

  /** Carries everything both ways, until one end closes. */
  final void join(Socket client, int target) throws IOException {
    Socket behind = new Socket(InetAddress.getLoopbackAddress(), target);
    behind.setTcpNoDelay(true);
    InputStream fromClient = seen(client.getInputStream());
    OutputStream toClient = client.getOutputStream();
    threads.execute(
        () -> carry(behind, client, () -> behind.getInputStream().transferTo(toClient)));
    carry(client, behind, () -> fromClient.transferTo(behind.getOutputStream()));
  }

  private interface Transfer {
    long run() throws IOException;
  }

  private static void carry(Socket from, Socket to, Transfer transfer) {
    try {
      long unused = transfer.run();
    } catch (IOException closed) {
      // By one end or the other: the rest is lost either way.
    } finally {
      close(from);
      close(to);
    }
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException alreadyGone) {
      // Nothing is sent any more.
    }
  }

  @Override
  public final void close() throws IOException {
    server.close();
    threads.shutdownNow();
  }
}
