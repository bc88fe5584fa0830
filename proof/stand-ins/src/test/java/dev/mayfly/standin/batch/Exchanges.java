package dev.mayfly.standin.batch;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;

/** A proxy before the stand-in that keeps what passed. */
public final class Exchanges implements AutoCloseable {

  /**
   * A request and its answer.
   *
   * @param headers of the request, by names in any case.
   */
  public record Exchange(
      String method,
      String path,
      String query,
      Map<String, String> headers,
      String request,
      int status,
      String answer) {}

  private static final Set<String> HOP_BY_HOP =
      Set.of("connection", "host", "transfer-encoding", "content-length", "accept-encoding");

  private final URI target;
  private final HttpServer server;
  private final OkHttpClient http = new OkHttpClient();
  private final List<Exchange> seen = new CopyOnWriteArrayList<>();

  public Exchanges(URI target) throws IOException {
    this.target = target;
    this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::pass);
    server.start();
  }

  public URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  public List<Exchange> seen() {
    return seen;
  }

  private void pass(HttpExchange exchange) throws IOException {
    String sent = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    try (Response answer = http.newCall(request(exchange, sent)).execute()) {
      String body = answer.body().string();
      seen.add(
          new Exchange(
              exchange.getRequestMethod(),
              exchange.getRequestURI().getPath(),
              Objects.requireNonNullElse(exchange.getRequestURI().getQuery(), ""),
              headers(exchange),
              sent,
              answer.code(),
              body));
      answer.headers().names().stream()
          .filter(name -> !HOP_BY_HOP.contains(name.toLowerCase(Locale.ROOT)))
          .forEach(name -> exchange.getResponseHeaders().put(name, answer.headers(name)));
      byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(answer.code(), bytes.length == 0 ? -1 : bytes.length);
      exchange.getResponseBody().write(bytes);
    } finally {
      exchange.close();
    }
  }

  private static Map<String, String> headers(HttpExchange exchange) {
    Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    exchange.getRequestHeaders().forEach((name, values) -> headers.put(name, values.get(0)));
    return headers;
  }

  private Request request(HttpExchange exchange, String sent) {
    String method = exchange.getRequestMethod();
    Request.Builder request =
        new Request.Builder().url(target.resolve(exchange.getRequestURI()).toString());
    exchange
        .getRequestHeaders()
        .forEach(
            (name, values) -> {
              if (!HOP_BY_HOP.contains(name.toLowerCase(Locale.ROOT))) {
                values.forEach(value -> request.addHeader(name, value));
              }
            });
    boolean bodyless = method.equals("GET") || method.equals("HEAD");
    return request
        .method(
            method,
            bodyless ? null : RequestBody.create(sent.getBytes(StandardCharsets.UTF_8), null))
        .build();
  }

  @Override
  public void close() {
    server.stop(0);
    http.dispatcher().executorService().shutdown();
    Objects.requireNonNull(http.connectionPool()).evictAll();
  }
}
