package dev.mayfly.bench.load;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.util.Objects.requireNonNull;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One kept connection: a request, its answer, the next. Far cheaper than a client's. */
final class Connection implements AutoCloseable {

  /**
   * An answer.
   *
   * @param saysWhen whether it has a Retry-After.
   */
  record Answer(int status, boolean saysWhen) {

    /** There was none: nobody listens, or it hung up. */
    static final Answer NONE = new Answer(0, false);
  }

  // As long as GitHub waits.
  private static final int PATIENCE_MILLIS = 10_000;
  private static final int WHOLE_REQUEST = 32 * 1024;
  private static final Pattern SAYS_WHEN = Pattern.compile("retry-after: [0-9]+");

  private final int port;
  private @Nullable Socket socket;
  private @Nullable InputStream in;
  private @Nullable OutputStream out;

  Connection(int port) {
    this.port = port;
  }

  /**
   * Returns the answer, or {@link Answer#NONE}. A kept connection that the server has ended
   * meanwhile, as one does that was killed, is made anew: it says nothing about the server now.
   */
  Answer send(Webhook request) {
    boolean kept = socket != null;
    try {
      return sendOnce(request);
    } catch (SocketTimeoutException tooLate) {
      close();
      return Answer.NONE;
    } catch (IOException ended) {
      close();
      return kept ? send(request) : Answer.NONE;
    }
  }

  private Answer sendOnce(Webhook request) throws IOException {
    connect();
    request.writeTo(requireNonNull(out));
    return answer(requireNonNull(in));
  }

  private void connect() throws IOException {
    if (socket == null) {
      socket = new Socket(InetAddress.getLoopbackAddress(), port);
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(PATIENCE_MILLIS);
      in = new BufferedInputStream(socket.getInputStream());
      out = new BufferedOutputStream(socket.getOutputStream(), WHOLE_REQUEST);
    }
  }

  private Answer answer(InputStream from) throws IOException {
    String status = line(from);
    if (!status.startsWith("HTTP/1.1 ")) {
      throw new IOException("no answer: " + status);
    }
    int length = 0;
    boolean last = false;
    boolean saysWhen = false;
    for (String header = line(from); !header.isEmpty(); header = line(from)) {
      String lower = header.toLowerCase(Locale.ROOT);
      if (lower.startsWith("content-length:")) {
        length = Integer.parseInt(lower.substring(15).strip());
      }
      if (lower.startsWith("transfer-encoding:")) {
        throw new IOException("an answer without its length");
      }
      last |= lower.equals("connection: close");
      saysWhen |= SAYS_WHEN.matcher(lower).matches();
    }
    from.skipNBytes(length);
    if (last) {
      close();
    }
    return new Answer(Integer.parseInt(status.substring(9, 12)), saysWhen);
  }

  private static String line(InputStream from) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream(64);
    for (int next = from.read(); next != '\n'; next = from.read()) {
      if (next < 0) {
        throw new IOException("the connection has ended");
      }
      if (next != '\r') {
        line.write(next);
      }
    }
    return line.toString(ISO_8859_1);
  }

  @Override
  public void close() {
    try {
      if (socket != null) {
        socket.close();
      }
    } catch (IOException alreadyGone) {
      // Nobody has it any more.
    }
    socket = null;
    in = null;
    out = null;
  }
}
