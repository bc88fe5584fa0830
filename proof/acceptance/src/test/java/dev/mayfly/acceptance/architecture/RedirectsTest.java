package dev.mayfly.acceptance.architecture;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * No client follows a redirect to another host (RFC 9110, section 15.4). That each has a call here
 * is {@link ClientBuildersTest}'s business.
 */
@Tag("server")
class RedirectsTest {

  private final List<String> arrived = new CopyOnWriteArrayList<>();
  private HttpServer redirecting;
  private HttpServer other;

  @BeforeEach
  void start() throws IOException {
    other = server();
    other.createContext("/", exchange -> answer(exchange, 200));
    redirecting = server();
  }

  @AfterEach
  void stop() {
    redirecting.stop(0);
    other.stop(0);
  }

  private static HttpServer server() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.start();
    return server;
  }

  private void answer(HttpExchange exchange, int status) throws IOException {
    try (exchange) {
      if (status == 200) {
        arrived.add(
            exchange.getRequestHeaders().entrySet()
                + new String(exchange.getRequestBody().readAllBytes(), UTF_8));
      }
      exchange.getResponseHeaders().add("Location", elsewhere() + "/sign-in?asked=pr1vate");
      exchange.sendResponseHeaders(status, -1);
    }
  }

  private String elsewhere() {
    return "http://localhost:" + other.getAddress().getPort();
  }

  static Stream<Arguments> calls() {
    return RedirectedCalls.OF_BUILDERS.values().stream()
        .map(Map::entrySet)
        .flatMap(calls -> calls.stream())
        .flatMap(
            call ->
                Stream.of(301, 302, 303, 307, 308)
                    .map(status -> Arguments.of(call.getKey(), status, call.getValue())));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("calls")
  void aRedirectIsRefusedWithASentenceAndNothingArrives(
      String name, int status, RedirectedCalls.Call call) {
    redirecting.createContext("/", exchange -> answer(exchange, status));

    String told = told(call, URI.create("http://127.0.0.1:" + port()));

    assertThat(arrived).as(name).isEmpty();
    assertThat(told)
        .contains("127.0.0.1 redirects to " + elsewhere() + ", which Mayfly does not follow")
        .doesNotContain("pr1vate", "sign-in", RedirectedCalls.SECRET);
  }

  private int port() {
    return redirecting.getAddress().getPort();
  }

  private static String told(RedirectedCalls.Call call, URI address) {
    try {
      return call.to(address);
    } catch (Exception e) {
      return e.toString();
    }
  }
}
