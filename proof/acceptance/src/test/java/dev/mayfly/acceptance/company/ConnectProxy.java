package dev.mayfly.acceptance.company;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A forward proxy (RFC 9110, section 9.3.6, CONNECT), and the only one that knows where the names
 * of its network lead.
 */
public final class ConnectProxy extends Pipe {

  private static final String END = "\r\n\r\n";

  private final Map<String, Integer> names;
  private final String wanted;
  private final List<String> led = new CopyOnWriteArrayList<>();
  private final List<String> refused = new CopyOnWriteArrayList<>();

  /**
   * @param names what leads to which port of this machine, such as {@code forge.example:443}.
   * @param signIn user and password; empty: it asks for nothing.
   */
  public ConnectProxy(Map<String, Integer> names, String signIn) throws IOException {
    super(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
    this.names = names;
    this.wanted =
        signIn.isEmpty()
            ? ""
            : "Basic " + Base64.getEncoder().encodeToString(signIn.getBytes(UTF_8));
    open();
  }

  /** Returns the names that it led to. */
  public SortedSet<String> led() {
    return new TreeSet<>(led);
  }

  /** Returns what was asked of it without a user or password that it knows. */
  List<String> refused() {
    return List.copyOf(refused);
  }

  /** Returns what it wants to be told. */
  String wanted() {
    return wanted;
  }

  @Override
  InputStream seen(InputStream fromClient) {
    return fromClient;
  }

  @Override
  void lead(Socket client) throws IOException {
    String head = head(client.getInputStream());
    while (!signedIn(head)) {
      refused.add(name(head));
      answer(
          client, "407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"acme\"");
      head = head(client.getInputStream());
    }
    Integer target = names.get(name(head));
    if (target == null || !head.startsWith("CONNECT ")) {
      answer(client, "502 Bad Gateway");
      client.close();
      return;
    }
    led.add(name(head));
    client.getOutputStream().write(("HTTP/1.1 200 Connected" + END).getBytes(ISO_8859_1));
    join(client, target);
  }

  private static void answer(Socket client, String status) throws IOException {
    client
        .getOutputStream()
        .write(("HTTP/1.1 " + status + "\r\nContent-Length: 0" + END).getBytes(ISO_8859_1));
  }

  /** Names of headers are the same in any case (RFC 9110, section 5.1). */
  private boolean signedIn(String head) {
    return wanted.isEmpty()
        || head.lines()
            .anyMatch(
                line ->
                    line.matches("(?i:proxy-authorization): .*") && line.endsWith(" " + wanted));
  }

  private static String name(String head) {
    return head.split(" ", 3)[1];
  }

  private static String head(InputStream in) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    while (!head.toString(ISO_8859_1).endsWith(END)) {
      int next = in.read();
      if (next < 0) {
        throw new IOException("the client left");
      }
      head.write(next);
    }
    return head.toString(ISO_8859_1);
  }
}
