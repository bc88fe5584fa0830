package dev.mayfly.acceptance.crash;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.standin.server.Eventually;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@SuppressWarnings("NullAway.Init") // connect() sets them, before every test
@Tag("server")
class TcpProxyTest {

  private ServerSocket server;
  private TcpProxy wire;
  private Socket client;
  private Socket served;

  @BeforeEach
  void connect() throws IOException {
    server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    wire = new TcpProxy(server.getLocalPort());
    client = new Socket(InetAddress.getLoopbackAddress(), wire.port());
    served = server.accept();
  }

  @AfterEach
  void disconnect() throws IOException {
    client.close();
    served.close();
    wire.close();
    server.close();
  }

  @Test
  void aHeldRequestIsSeenAmongBytesAndGoesOnWhenTheWireOpens() throws IOException {
    byte[] request = message("start mayfly-github-7");
    wire.hold(TcpProxy.Held.REQUESTS);

    client.getOutputStream().write(request);
    Eventually.until("it is held", () -> wire.holdsRequest("mayfly-github-7"));

    assertThat(wire.holdsRequest("mayfly-github-8")).isFalse();
    wire.open();
    assertThat(served.getInputStream().readNBytes(request.length)).isEqualTo(request);
    assertThat(wire.holdsRequest("mayfly-github-7")).isFalse();
  }

  @Test
  void whatIsHeldWhenTheWireIsCutNeverArrives() throws IOException {
    wire.hold(TcpProxy.Held.REQUESTS);
    client.getOutputStream().write(message("start mayfly-github-7"));
    Eventually.until("it is held", () -> wire.holdsRequest("mayfly-github-7"));

    wire.cut();

    assertThat(served.getInputStream().readAllBytes()).isEmpty();
  }

  @Test
  void heldAnswersDoNotHoldTheRequests() throws IOException {
    wire.hold(TcpProxy.Held.ANSWERS);

    client.getOutputStream().write("question".getBytes(UTF_8));
    assertThat(served.getInputStream().readNBytes(8)).isEqualTo("question".getBytes(UTF_8));

    served.getOutputStream().write("answer".getBytes(UTF_8));
    assertThat(client.getInputStream().available()).isZero();
    wire.open();
    assertThat(client.getInputStream().readNBytes(6)).isEqualTo("answer".getBytes(UTF_8));
  }

  private static byte[] message(String text) {
    return ("\0\u0001" + text + "\u00ff").getBytes(ISO_8859_1);
  }
}
