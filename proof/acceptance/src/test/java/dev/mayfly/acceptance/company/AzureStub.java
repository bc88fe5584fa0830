package dev.mayfly.acceptance.company;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;

/** As much of Entra ID and of Key Vault as an application needs that reads its secrets. */
final class AzureStub implements AutoCloseable {

  static final String TENANT = "acme.example";

  private static final String TOKEN = "t0ken-for-the-vault";

  private final Map<String, String> secrets;
  private final HttpServer server;

  /**
   * @param secrets the vault's, by name.
   */
  AzureStub(Map<String, String> secrets) throws IOException {
    this.secrets = secrets;
    this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/" + TENANT + "/oauth2/v2.0/token", AzureStub::token);
    server.createContext("/secrets/", this::secret);
    server.start();
  }

  int port() {
    return server.getAddress().getPort();
  }

  private static void token(HttpExchange exchange) throws IOException {
    answer(
        exchange,
        200,
        """
        {"token_type": "Bearer", "access_token": "%s", "expires_in": 3600, "ext_expires_in": 3600}
        """
            .formatted(TOKEN));
  }

  private void secret(HttpExchange exchange) throws IOException {
    String name = exchange.getRequestURI().getPath().split("/", -1)[2];
    if (!("Bearer " + TOKEN).equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
      String challenge =
          "Bearer authorization=\"https://login.example/%s\", resource=\"https://vault.azure.net\"";
      exchange.getResponseHeaders().add("WWW-Authenticate", challenge.formatted(TENANT));
      answer(exchange, 401, "{}");
    } else {
      answer(
          exchange,
          200,
          "{\"value\": \"%s\", \"id\": \"https://acme.vault.azure.net/secrets/%s/1\"}"
              .formatted(secrets.get(name), name));
    }
  }

  private static void answer(HttpExchange exchange, int status, String body) throws IOException {
    try (exchange) {
      byte[] bytes = body.getBytes(UTF_8);
      exchange.getResponseHeaders().add("Content-Type", "application/json");
      exchange.sendResponseHeaders(status, bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
