package dev.mayfly.acceptance.company;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** TLS in front of a stand-in that has none. */
final class TlsFront extends Pipe {

  private final String protocol;
  private final int behind;
  private final ByteArrayOutputStream seen = new ByteArrayOutputStream();

  /**
   * @param protocol what is spoken inside, by its name of RFC 7301: {@code h2}, {@code http/1.1}.
   * @param behind the port of the stand-in.
   */
  TlsFront(SSLContext certificate, String protocol, int behind) throws IOException {
    super(
        certificate
            .getServerSocketFactory()
            .createServerSocket(0, 50, InetAddress.getLoopbackAddress()));
    this.protocol = protocol;
    this.behind = behind;
    open();
  }

  /** Returns whether anything that arrived has these words in it. */
  boolean saw(String words) {
    return seen.toString(ISO_8859_1).contains(words);
  }

  @Override
  InputStream seen(InputStream fromClient) {
    return new FilterInputStream(fromClient) {
      @Override
      public int read(byte[] into, int at, int most) throws IOException {
        int length = super.read(into, at, most);
        if (length > 0) {
          seen.write(into, at, length);
        }
        return length;
      }
    };
  }

  @Override
  void lead(Socket client) throws IOException {
    SSLSocket tls = (SSLSocket) client;
    tls.setHandshakeApplicationProtocolSelector(
        (socket, offered) -> offered.contains(protocol) ? protocol : "");
    tls.startHandshake();
    join(tls, behind);
  }
}
