package dev.mayfly.gateway;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Senders that mean harm or are cut off, against the real gateway. */
class AbuseTest {

  private static final Duration LONG = Duration.ofSeconds(60);

  @TempDir Path directory;

  private static TestTemporal temporal;

  @BeforeAll
  static void start() throws IOException {
    temporal = new TestTemporal("test");
  }

  @AfterAll
  static void stop() {
    temporal.close();
  }

  @Test
  void aBodyOfBrokenChunksIsTheSendersFault() throws Exception {
    try (Gateway gateway = new Gateway(directory, temporal.address(), "test");
        Socket socket = connect(gateway)) {
      socket.getOutputStream().write(head("Transfer-Encoding: chunked\r\n"));
      socket.getOutputStream().write("5\r\nabcde\r\nZZ\r\n".getBytes(US_ASCII));

      assertThat(answer(socket)).startsWith("HTTP/1.1 400");
    }
  }

  @Test
  void aDeliveryThatIsUnderWayIsAnsweredBeforeTheGatewayStops() throws Exception {
    String body = Payloads.queued(900);
    byte[] bytes = body.getBytes(UTF_8);
    Gateway gateway = new Gateway(directory, temporal.address(), "test");
    try (Socket socket = connect(gateway)) {
      int port = gateway.port();
      socket.getOutputStream().write(signedHead(body));
      socket.getOutputStream().write(bytes, 0, 10);
      socket.getOutputStream().flush();
      awaitOneInHand(gateway);

      CompletableFuture<Void> stopped = CompletableFuture.runAsync(gateway::close);
      awaitRefusal(port);
      socket.getOutputStream().write(bytes, 10, bytes.length - 10);
      socket.getOutputStream().flush();

      assertThat(answer(socket)).startsWith("HTTP/1.1 202").contains("mayfly-github-900");
      stopped.get(LONG.toSeconds(), TimeUnit.SECONDS);
    } finally {
      gateway.close();
    }
  }

  private static Socket connect(Gateway gateway) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), gateway.port());
    socket.setSoTimeout((int) LONG.toMillis());
    return socket;
  }

  private static byte[] signedHead(String body) throws Exception {
    return head(
        "X-GitHub-Event: workflow_job\r\nX-GitHub-Delivery: under-way\r\nX-Hub-Signature-256: "
            + Gateway.sign(Gateway.SECRET, body)
            + "\r\nContent-Length: "
            + body.getBytes(UTF_8).length
            + "\r\n");
  }

  private static byte[] head(String more) {
    return ("POST /webhooks/github HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
            + more
            + "\r\n")
        .getBytes(US_ASCII);
  }

  private static String answer(Socket socket) throws IOException {
    byte[] answer = new byte[2048];
    int length = Math.max(0, socket.getInputStream().read(answer));
    return new String(answer, 0, length, US_ASCII);
  }

  private static void awaitOneInHand(Gateway gateway) throws Exception {
    await(
        "the request never reaches the gateway",
        () -> {
          var gauges = gateway.admin("/metrics").json().path("counters");
          return gauges.properties().stream()
              .anyMatch(
                  it ->
                      it.getKey().endsWith("MutableServletContextHandler.active-requests")
                          && it.getValue().path("count").asInt() > 0);
        });
  }

  private static void awaitRefusal(int port) throws Exception {
    await(
        "the gateway goes on to accept connections",
        () -> {
          try (Socket late = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return !late.isConnected();
          } catch (ConnectException refused) {
            return true;
          }
        });
  }

  private interface Condition {
    boolean holds() throws Exception;
  }

  private static void await(String otherwise, Condition condition) throws Exception {
    Instant giveUp = Instant.now().plus(LONG);
    while (!condition.holds()) {
      assertThat(Instant.now()).as(otherwise).isBefore(giveUp);
      LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
    }
  }
}
