package dev.mayfly.gateway.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.gateway.Await;
import dev.mayfly.gateway.Gateway;
import dev.mayfly.gateway.TestTemporal;
import dev.mayfly.gateway.delivery.Payloads;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Connections that mean harm, over raw sockets, against the real gateway. */
@Tag("server")
class EdgeTest {

  private static final int DRIPPING = 300;

  @RegisterExtension static final TestTemporal temporal = new TestTemporal("test");
  @RegisterExtension static final Gateway plain = Gateway.on(temporal);

  @TempDir Path directory;

  @Test
  void aHeaderThatDripsIsCutOff() throws Exception {
    try (Gateway gateway = with("port: 0", "port: 0, idleTimeout: 1s");
        Drip drip = new Drip();
        Socket fresh = connect(gateway);
        Socket kept = connect(gateway)) {
      kept.getOutputStream().write(get("/"));
      assertThat(RawHttp.answer(kept)).startsWith("HTTP/1.1 404");
      for (Socket socket : List.of(fresh, kept)) {
        socket.getOutputStream().write("POST / HTTP/1.1\r\nX-Drip: ".getBytes(US_ASCII));
        drip.add(socket);
      }

      Await.until("both are closed", () -> drip.open() == 0);
    }
  }

  @Test
  void aCompressedBodyIsReadAndVerifiedAsWhatItHolds() throws Exception {
    String body = "{\"zen\":\"" + "ab".repeat(50_000) + "\"}";
    ByteArrayOutputStream compressed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
      gzip.write(body.getBytes(UTF_8));
    }
    try (Socket socket = connect(plain)) {
      socket
          .getOutputStream()
          .write(
              RawHttp.head(
                  "X-GitHub-Event: ping\r\nX-GitHub-Delivery: small\r\nX-Hub-Signature-256: "
                      + Gateway.sign(Gateway.SECRET, body)
                      + "\r\nContent-Encoding: gzip\r\nContent-Length: "
                      + compressed.size()
                      + "\r\n"));
      socket.getOutputStream().write(compressed.toByteArray());

      assertThat(RawHttp.answer(socket)).startsWith("HTTP/1.1 200").contains("pong");
    }
  }

  @Test
  void anAnswerThatTakesLongerThanTheIdleTimeoutArrives() throws Exception {
    // Nothing listens at port 1: Temporal is asked for three seconds.
    Path file = Gateway.write(directory, "127.0.0.1:1");
    change(file, "port: 0", "port: 0, idleTimeout: 2s");
    String body = Payloads.queued(920);
    try (Gateway gateway = new Gateway(file);
        Socket socket = connect(gateway)) {
      socket.getOutputStream().write(RawHttp.signedHead("slow", body));
      socket.getOutputStream().write(body.getBytes(UTF_8));

      assertThat(RawHttp.answer(socket)).startsWith("HTTP/1.1 503");
    }
  }

  @Test
  void whereAllConnectionsAreTakenTheSilentLoseTheirs() throws Exception {
    List<Socket> silent = new ArrayList<>();
    Path file = Gateway.write(directory, temporal.address());
    // Half of so few threads: 40 connections.
    change(file, "server:\n", "server:\n  maxThreads: 80\n");
    change(file, "port: 0", "port: 0, idleTimeout: 1h");
    try (Gateway gateway = new Gateway(file)) {
      for (int i = 0; i < 60; i++) {
        silent.add(connect(gateway));
      }
      String body = Payloads.queued(921);
      try (Socket delivery = connect(gateway)) {
        delivery.getOutputStream().write(RawHttp.signedHead("full", body));
        delivery.getOutputStream().write(body.getBytes(UTF_8));

        assertThat(RawHttp.answer(delivery)).startsWith("HTTP/1.1 202");
      }
      assertThat(silent.get(0).getInputStream().read()).isNegative();
    } finally {
      for (Socket socket : silent) {
        socket.close();
      }
    }
  }

  @Test
  void hundredsThatDripTheirBodiesStopNoOther() throws Exception {
    List<Socket> sockets = new ArrayList<>();
    // As many connections as drip and ten more, with a thread for each.
    String threads = "server:\n  maxThreads: " + (DRIPPING + 10 + 64) + "\n";
    try (Gateway gateway = with("server:\n", threads);
        Drip drip = new Drip()) {
      for (int i = 0; i < DRIPPING; i++) {
        Socket socket = connect(gateway);
        sockets.add(socket);
        socket.getOutputStream().write(RawHttp.head("Content-Length: 1000000\r\n"));
        drip.add(socket);
      }
      RawHttp.awaitUnderWay(gateway.adminPort(), DRIPPING);

      assertThat(gateway.deliver("workflow_job", "among-drips", Payloads.queued(922)).status())
          .isEqualTo(202);
    } finally {
      for (Socket socket : sockets) {
        socket.close();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "Content-Length: 5\r\nContent-Length: 6\r\n\r\nabcdef",
        "Content-Length: +5\r\n\r\nabcde",
        "Content-Length: 5, 5\r\n\r\nabcde",
        "Content-Length: 99999999999999999999\r\n\r\n",
        "Content-Length : 5\r\n\r\nabcde",
        "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
        "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
        "Transfer-Encoding:\u000bchunked\r\n\r\n0\r\n\r\n",
        "Transfer-Encoding: chunked\r\n\r\n5\nabcde\n0\n\n",
        "Transfer-Encoding: chunked\r\n\r\n-1\r\n\r\n",
        "Transfer-Encoding: chunked\r\n\r\n0x5\r\nabcde\r\n0\r\n\r\n",
        "Host: y\r\n\r\n",
        "X-Folded: a\r\n b\r\n\r\n",
        "X-Null: a\u0000b\r\n\r\n",
        "X-Bare: a\rb\r\n\r\n",
        "X-Feed: a\nContent-Length: 5\r\n\r\nabcde",
        "No colon\r\n\r\n"
      })
  void whatAProxyMightReadOtherwiseIsNoRequest(String rest) throws Exception {
    String answer =
        send(
            "POST /webhooks/github HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                + "X-Hub-Signature-256: "
                + Gateway.sign(Gateway.SECRET, "abcde")
                + "\r\n"
                + rest);

    assertThat(answer).startsWith("HTTP/1.1 400").doesNotContain("X-GitHub-Event");
    assertTellsNothing(answer);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/webhooks/..;/admin",
        "/webhooks/github;a=b",
        "/webhooks/%2e%2e/healthcheck",
        "/webhooks/..%2fhealthcheck",
        "/webhooks/github%2f",
        "/webhooks%5cgithub",
        "/webhooks//github",
        "/webhooks/github/",
        "/webhooks/github%00",
        "/webhooks/%ff",
        "/webhooks/%u002e",
        "/webhooks/%",
        "/webhooks/github?a=%",
        "/../webhooks/github/../../etc/passwd",
        "/WEB-INF/web.xml",
        "/healthcheck",
        "/metrics",
        "/tasks/gc",
        "/application.wadl",
        "webhooks/github",
        "*",
        "http://elsewhere/admin",
        "/webhooks/<script>"
      })
  void noOtherPathLeadsAnywhere(String path) throws Exception {
    for (String method : List.of("POST", "GET")) {
      String answer =
          send(
              method
                  + " "
                  + path
                  + " HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                  + "Content-Length: 2\r\nConnection: close\r\n\r\n{}");

      assertThat(answer).as(method).startsWith("HTTP/1.1 4");
      assertTellsNothing(answer);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"GET", "HEAD", "PUT", "DELETE", "PATCH", "TRACE", "CONNECT", "PRI", "post", "X"})
  void noOtherMethodDoesAnything(String method) throws Exception {
    String answer =
        send(method + " /webhooks/github HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");

    assertThat(answer).startsWith("HTTP/1.1 4");
    assertTellsNothing(answer);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2000})
  void headersAreBounded(int headers) throws Exception {
    String value = "a".repeat(16 * 1024 / headers);

    String answer =
        send(
            "POST /webhooks/github HTTP/1.1\r\nHost: x\r\n"
                + ("X-H: " + value + "\r\n").repeat(headers)
                + "\r\n");

    assertThat(answer).startsWith("HTTP/1.1 431");
    assertTellsNothing(answer);
  }

  private static void assertTellsNothing(String answer) {
    assertThat(answer)
        .doesNotContainIgnoringCase("jetty", "exception", "\tat ", "Server:", "dev.mayfly");
  }

  private Gateway with(String what, String instead) throws Exception {
    Path file = Gateway.write(directory, temporal.address());
    change(file, what, instead);
    return new Gateway(file);
  }

  private static void change(Path file, String what, String instead) throws IOException {
    String text = Files.readString(file);
    assertThat(text).contains(what);
    int at = text.indexOf(what);
    Files.writeString(file, text.substring(0, at) + instead + text.substring(at + what.length()));
  }

  private static byte[] get(String path) {
    return ("GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n").getBytes(US_ASCII);
  }

  /** The whole answer to a request after which the connection is closed. */
  private static String send(String request) throws IOException {
    try (Socket socket = connect(plain)) {
      socket.getOutputStream().write(request.getBytes(US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), UTF_8);
    }
  }

  private static Socket connect(Gateway gateway) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), gateway.port());
    socket.setSoTimeout((int) Await.LONG.toMillis());
    return socket;
  }
}
