package dev.mayfly.gateway;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.gateway.delivery.Payloads;
import dev.mayfly.gateway.http.Drip;
import dev.mayfly.gateway.http.RawHttp;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The effect of SIGTERM on the gateway as a process, and its exit code. */
@SuppressWarnings("NullAway.Init") // holdOne() sets them
@Tag("server")
class ExitTest {

  // Twice what is promised: the machine may be loaded.
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @RegisterExtension static final TestTemporal temporal = new TestTemporal("test");

  // Begins to stop before the other tests: its limit is half a minute.
  private static GatewayProcess held;
  private static Drip holding;

  @TempDir static Path heldDirectory;
  @TempDir Path directory;

  @BeforeAll
  static void holdOne() throws Exception {
    holding = new Drip();
    held = cutOff(heldDirectory, "1h", holding);
  }

  @AfterAll
  static void letGo() throws IOException {
    held.close();
    holding.close();
  }

  @Test
  void whatIsUnderWayIsAnsweredNothingNewIsTakenAndTheExitCodeIs0() throws Exception {
    String body = Payloads.queued(910);
    byte[] bytes = body.getBytes(UTF_8);
    try (GatewayProcess gateway = new GatewayProcess(Gateway.write(directory, temporal.address()));
        Drip drip = new Drip();
        Socket socket = gateway.connect();
        Socket header = gateway.connect()) {
      gateway.awaitHealth();
      header.getOutputStream().write("POST /webhooks/github HTTP/1.1\r\nX-A: ".getBytes(US_ASCII));
      drip.add(header);
      socket.getOutputStream().write(RawHttp.signedHead("at-exit", body));
      socket.getOutputStream().write(bytes, 0, 10);
      socket.getOutputStream().flush();
      RawHttp.awaitUnderWay(gateway.adminPort(), 1);

      gateway.terminate();
      RawHttp.awaitRefusal(gateway.port());
      socket.getOutputStream().write(bytes, 10, bytes.length - 10);
      socket.getOutputStream().flush();

      assertThat(RawHttp.answer(socket)).startsWith("HTTP/1.1 202").contains("mayfly-github-910");
      assertThat(gateway.awaitExit(LIMIT)).as(gateway.log()).isZero();
      assertThat(gateway.log()).contains("stopped: everything that was under way has been");
    }
  }

  @Test
  void whatIsCutOffIsSaidAndTheExitCodeIsTheSignals() throws Exception {
    try (Drip drip = new Drip();
        GatewayProcess gateway = cutOff(directory, "1s", drip)) {
      endsWith143(gateway, "STOPPED TOO EARLY: work was cut off");
    }
  }

  @Test
  void nothingHoldsItLongerThanItsLimit() throws Exception {
    endsWith143(held, "STOPPED TOO EARLY: not everything stopped within");
  }

  private static GatewayProcess cutOff(Path directory, String gracePeriod, Drip drip)
      throws Exception {
    Path file = Gateway.write(directory, temporal.address());
    changeServer(file, "shutdownGracePeriod: " + gracePeriod);
    GatewayProcess gateway = new GatewayProcess(file);
    dripABody(gateway, drip, gateway.connect());
    gateway.terminate();
    return gateway;
  }

  private static void endsWith143(GatewayProcess gateway, String said) throws Exception {
    assertThat(gateway.awaitExit(LIMIT)).as(gateway.log()).isEqualTo(143);
    assertThat(gateway.log()).contains(said);
  }

  @Test
  void aServiceThatCannotStartSaysNothingOfWorkAndExitsWith1() throws Exception {
    Path file = Gateway.write(directory, temporal.address());
    try (GatewayProcess first = new GatewayProcess(file)) {
      Files.writeString(
          file, Files.readString(file).replaceFirst("port: 0", "port: " + first.port()));

      Process second = GatewayProcess.start(file, directory.resolve("second.log"));

      assertThat(second.waitFor()).isEqualTo(1);
      assertThat(Files.readString(directory.resolve("second.log")))
          .contains("Address already in use")
          .doesNotContain("under way");
    }
  }

  private static void dripABody(GatewayProcess gateway, Drip drip, Socket socket) throws Exception {
    socket.getOutputStream().write(RawHttp.head("Content-Length: 1000000\r\n"));
    socket.getOutputStream().flush();
    drip.add(socket);
    RawHttp.awaitUnderWay(gateway.adminPort(), 1);
  }

  private static void changeServer(Path file, String line) throws IOException {
    Files.writeString(
        file, Files.readString(file).replaceFirst("server:\n", "server:\n  " + line + "\n"));
  }
}
