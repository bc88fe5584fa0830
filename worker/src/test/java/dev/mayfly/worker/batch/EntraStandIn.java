package dev.mayfly.worker.batch;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.azure.core.http.HttpClient;
import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpRequest;
import com.azure.core.http.HttpResponse;
import com.azure.core.http.jdk.httpclient.JdkHttpClientBuilder;
import com.azure.core.util.Configuration;
import com.azure.core.util.Context;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.net.URLDecoder;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * The givers of tokens: a machine's metadata service and an authority's OAuth endpoint, on one
 * port. Whatever address azure-identity asks, comes here.
 */
final class EntraStandIn extends Dispatcher implements HttpClient, AutoCloseable {

  static final Duration LONG = Duration.ofHours(1);

  private final MockWebServer server = new MockWebServer();
  private final HttpClient http =
      new JdkHttpClientBuilder()
          .configuration(Configuration.NONE)
          .connectionTimeout(Duration.ofSeconds(5))
          .build();
  private final List<Asked> asked = new CopyOnWriteArrayList<>();
  private final int port;
  private volatile Duration lifetime = LONG;
  private volatile @Nullable MockResponse refusal;

  /**
   * One request for a token.
   *
   * @param where the address as azure-identity sees it, without its query.
   * @param fields of query or form.
   */
  record Asked(String where, Map<String, String> fields) {}

  EntraStandIn() throws IOException {
    server.setDispatcher(this);
    server.start();
    port = server.getPort();
  }

  List<Asked> asked() {
    return List.copyOf(asked);
  }

  void giveFor(Duration life) {
    refusal = null;
    lifetime = life;
  }

  void refuse(int status, String body) {
    refusal =
        new MockResponse.Builder().code(status).addHeader("Retry-After", "7").body(body).build();
  }

  @Override
  public MockResponse dispatch(RecordedRequest request) {
    URI original = URI.create(Objects.requireNonNull(request.getHeaders().get("X-Original")));
    String form = request.getBody() == null ? "" : request.getBody().utf8();
    String query = original.getRawQuery() == null ? "" : original.getRawQuery();
    String where = original.toString().replaceFirst("\\?.*", "");
    asked.add(new Asked(where, fields(form.isEmpty() ? query : form)));
    MockResponse refused = refusal;
    return refused == null ? token(asked.size()) : refused;
  }

  private MockResponse token(int number) {
    return new MockResponse.Builder()
        .addHeader("Content-Type", "application/json")
        .body(
            """
            {"token_type": "Bearer", "access_token": "t0ken-%d", "expires_in": "%d", "expires_on": "%d"}
            """
                .formatted(
                    number, lifetime.toSeconds(), Instant.now().plus(lifetime).getEpochSecond()))
        .build();
  }

  private static Map<String, String> fields(String encoded) {
    Map<String, String> fields = new TreeMap<>();
    for (String field : encoded.split("&", -1)) {
      String[] parts = field.split("=", 2);
      fields.put(parts[0], URLDecoder.decode(parts[1], UTF_8));
    }
    return fields;
  }

  @Override
  public HttpResponse sendSync(HttpRequest request, Context context) {
    String original = request.getUrl().toString();
    try {
      request.setUrl(new URL("http", "127.0.0.1", port, request.getUrl().getFile()));
    } catch (MalformedURLException e) {
      throw new AssertionError(e);
    }
    request.setHeader(HttpHeaderName.fromString("X-Original"), original);
    return http.sendSync(request, context);
  }

  @Override
  public Mono<HttpResponse> send(HttpRequest request) {
    return Mono.fromCallable(() -> sendSync(request, Context.NONE));
  }

  @Override
  public void close() {
    server.close();
  }
}
