package dev.mayfly.gateway.source;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Answers {@code /meta} as GitHub does: with the ranges of its webhooks, an ETag, and 304. */
public final class MetaServer implements AutoCloseable {

  private final HttpServer server;
  private final List<Integer> answers = new CopyOnWriteArrayList<>();
  private volatile int failure;
  private volatile String body = "{}";

  public MetaServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/meta", this::answer);
    server.start();
  }

  /** The API's address, to put {@code /meta} behind. */
  public URI api() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  public void hooks(String... ranges) {
    body(
        Stream.of(ranges)
            .map(range -> '"' + range + '"')
            .collect(Collectors.joining(",", "{\"hooks\": [", "]}")));
  }

  public void body(String text) {
    body = text;
    failure = 0;
  }

  public void failWith(int status) {
    failure = status;
  }

  /** The status codes answered so far, in order. */
  public List<Integer> answers() {
    return answers;
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String etag = "W/\"" + Integer.toHexString(body.hashCode()) + '"';
      boolean known = etag.equals(exchange.getRequestHeaders().getFirst("If-None-Match"));
      int status = failure > 0 ? failure : known ? 304 : 200;
      exchange.getResponseHeaders().add("ETag", etag);
      answers.add(status);
      byte[] bytes = body.getBytes(UTF_8);
      exchange.sendResponseHeaders(status, status == 200 ? bytes.length : -1);
      if (status == 200) {
        exchange.getResponseBody().write(bytes);
      }
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
