package dev.mayfly.gateway.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.mayfly.gateway.Await;
import dev.mayfly.gateway.Gateway;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/** Requests byte by byte, as no client library would send them. */
public final class RawHttp {

  private RawHttp() {}

  /** The head of a delivery with the right signature. */
  public static byte[] signedHead(String delivery, String body) throws Exception {
    return head(
        "X-GitHub-Event: workflow_job\r\nX-GitHub-Delivery: "
            + delivery
            + "\r\nX-Hub-Signature-256: "
            + Gateway.sign(Gateway.SECRET, body)
            + "\r\nContent-Length: "
            + body.getBytes(UTF_8).length
            + "\r\n");
  }

  public static byte[] head(String more) {
    return ("POST /webhooks/github HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
            + more
            + "\r\n")
        .getBytes(US_ASCII);
  }

  /** Reads the beginning of the answer, the whole of a short one; empty: the server hung up. */
  public static String answer(Socket socket) throws IOException {
    byte[] answer = new byte[8192];
    int length = Math.max(0, socket.getInputStream().read(answer));
    return new String(answer, 0, length, US_ASCII);
  }

  /** Returns once so many requests are being handled, by what the gateway counts itself. */
  public static void awaitUnderWay(int adminPort, int requests) throws Exception {
    HttpRequest metrics =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + adminPort + "/metrics.json"))
            .build();
    HttpClient http = HttpClient.newHttpClient();
    Await.until(
        requests + " request(s) have reached the gateway",
        () ->
            underWay(http.send(metrics, HttpResponse.BodyHandlers.ofString()).body()) >= requests);
  }

  private static int underWay(String metrics) throws IOException {
    return new ObjectMapper()
        .readTree(metrics).path("counters").properties().stream()
            .filter(it -> it.getKey().endsWith("MutableServletContextHandler.active-requests"))
            .mapToInt(it -> it.getValue().path("count").asInt())
            .sum();
  }

  public static void awaitRefusal(int port) throws Exception {
    Await.until(
        "no connection is accepted any more",
        () -> {
          try (Socket late = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return !late.isConnected();
          } catch (ConnectException refused) {
            return true;
          }
        });
  }
}
