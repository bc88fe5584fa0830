package dev.mayfly.gateway.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.gateway.Await;
import dev.mayfly.gateway.Gateway;
import dev.mayfly.gateway.TestTemporal;
import dev.mayfly.gateway.delivery.Payloads;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Senders that mean harm or are cut off, against the real gateway. */
@Tag("server")
class AbuseTest {

  @RegisterExtension static final TestTemporal temporal = new TestTemporal("test");

  @TempDir Path directory;

  @Test
  void aBodyOfBrokenChunksIsTheSendersFault() throws Exception {
    try (Gateway gateway = new Gateway(directory, temporal.address(), "test");
        Socket socket = connect(gateway)) {
      socket.getOutputStream().write(RawHttp.head("Transfer-Encoding: chunked\r\n"));
      socket.getOutputStream().write("5\r\nabcde\r\nZZ\r\n".getBytes(US_ASCII));

      assertThat(RawHttp.answer(socket)).startsWith("HTTP/1.1 400");
    }
  }

  @Test
  void aDeliveryThatIsUnderWayIsAnsweredBeforeTheGatewayStops() throws Exception {
    String body = Payloads.queued(900);
    byte[] bytes = body.getBytes(UTF_8);
    Gateway gateway = new Gateway(directory, temporal.address(), "test");
    try (Socket socket = connect(gateway)) {
      int port = gateway.port();
      socket.getOutputStream().write(RawHttp.signedHead("under-way", body));
      socket.getOutputStream().write(bytes, 0, 10);
      socket.getOutputStream().flush();
      RawHttp.awaitUnderWay(gateway.adminPort(), 1);

      CompletableFuture<Void> stopped = CompletableFuture.runAsync(gateway::close);
      RawHttp.awaitRefusal(port);
      socket.getOutputStream().write(bytes, 10, bytes.length - 10);
      socket.getOutputStream().flush();

      assertThat(RawHttp.answer(socket)).startsWith("HTTP/1.1 202").contains("mayfly-github-900");
      stopped.get(Await.LONG.toSeconds(), TimeUnit.SECONDS);
    } finally {
      gateway.close();
    }
  }

  private static Socket connect(Gateway gateway) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), gateway.port());
    socket.setSoTimeout((int) Await.LONG.toMillis());
    return socket;
  }
}
