package dev.mayfly.standin.forge;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Where a test's webhooks go: answers 200 and keeps what came. */
final class Receiver implements AutoCloseable {

  private final HttpServer server;
  private final BlockingQueue<Received> received = new LinkedBlockingQueue<>();
  private volatile int status = 200;

  record Received(Map<String, String> headers, String body) {

    String action() {
      return SharedData.parse(body).path("action").asText();
    }

    String event() {
      return headers.getOrDefault("x-github-event", "");
    }
  }

  Receiver() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::receive);
    server.start();
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/webhooks/github");
  }

  void answer(int newStatus) {
    status = newStatus;
  }

  private void receive(HttpExchange exchange) throws IOException {
    Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    exchange.getRequestHeaders().forEach((name, values) -> headers.put(name, values.get(0)));
    String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
    received.add(new Received(headers, body));
    exchange.sendResponseHeaders(status, -1);
    exchange.close();
  }

  /** The next of this event and action; passes over others, fails after a minute. */
  Received next(String event, String action) throws InterruptedException {
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (true) {
      Received one = received.poll(until - System.nanoTime(), TimeUnit.NANOSECONDS);
      if (one == null) {
        throw new AssertionError("waited 60 s for the webhook " + event + " " + action);
      }
      if (one.event().equals(event) && one.action().equals(action)) {
        return one;
      }
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
