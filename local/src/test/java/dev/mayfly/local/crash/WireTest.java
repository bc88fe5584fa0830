package dev.mayfly.local.crash;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.local.Eventually;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@SuppressWarnings("NullAway.Init") // connect() sets them, before every test
class WireTest {

  private ServerSocket server;
  private Wire wire;
  private Socket client;
  private Socket served;

  @BeforeEach
  void connect() throws IOException {
    server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    wire = new Wire(server.getLocalPort());
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
  void aHeldRequestIsSeenThoughItIsZippedAndGoesOnWhenTheWireOpens() throws IOException {
    byte[] request = zipped("start mayfly-github-7");
    wire.hold(Wire.Held.REQUESTS);

    client.getOutputStream().write(request);
    Eventually.until("it is held", () -> wire.holdsRequest("mayfly-github-7"));

    assertThat(wire.holdsRequest("mayfly-github-8")).isFalse();
    wire.open();
    assertThat(served.getInputStream().readNBytes(request.length)).isEqualTo(request);
    assertThat(wire.holdsRequest("mayfly-github-7")).isFalse();
  }

  @Test
  void whatIsHeldWhenTheWireIsCutNeverArrives() throws IOException {
    wire.hold(Wire.Held.REQUESTS);
    client.getOutputStream().write(zipped("start mayfly-github-7"));
    Eventually.until("it is held", () -> wire.holdsRequest("mayfly-github-7"));

    wire.cut();

    assertThat(served.getInputStream().readAllBytes()).isEmpty();
  }

  @Test
  void heldAnswersDoNotHoldTheRequests() throws IOException {
    wire.hold(Wire.Held.ANSWERS);

    client.getOutputStream().write("question".getBytes(UTF_8));
    assertThat(served.getInputStream().readNBytes(8)).isEqualTo("question".getBytes(UTF_8));

    served.getOutputStream().write("answer".getBytes(UTF_8));
    assertThat(client.getInputStream().available()).isZero();
    wire.open();
    assertThat(client.getInputStream().readNBytes(6)).isEqualTo("answer".getBytes(UTF_8));
  }

  private static byte[] zipped(String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream zip = new GZIPOutputStream(bytes)) {
      zip.write(text.getBytes(UTF_8));
    }
    return bytes.toByteArray();
  }
}
