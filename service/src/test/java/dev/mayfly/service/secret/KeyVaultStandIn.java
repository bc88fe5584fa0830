package dev.mayfly.service.secret;

import com.azure.core.http.HttpClient;
import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpRequest;
import com.azure.core.http.HttpResponse;
import com.azure.core.util.Context;
import dev.mayfly.service.entra.EntraTransport;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Key Vault's REST protocol, as far as secrets are read, and a machine's metadata service that
 * gives tokens, on one port. The clients believe that they speak to Azure; all that they send comes
 * here, over HTTP.
 */
final class KeyVaultStandIn extends Dispatcher implements HttpClient, AutoCloseable {

  private static final String TOKEN = "t0ken-for-the-vault";
  private static final String AUDIENCE = "https://vault.azure.net";

  // The client remembers in the whole process what a vault's challenge was.
  private final URI url = URI.create("https://" + UUID.randomUUID() + ".vault.azure.net");
  private final MockWebServer server = new MockWebServer();
  private final HttpClient http = EntraTransport.overTheJdk(Duration.ofSeconds(30));
  private final Map<String, String> secrets = new ConcurrentHashMap<>();
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final int port;
  private volatile int failing;
  private final AtomicInteger failures = new AtomicInteger();
  private volatile boolean givesTokens = true;

  KeyVaultStandIn() throws IOException {
    server.setDispatcher(this);
    server.start();
    port = server.getPort();
  }

  URI url() {
    return url;
  }

  void put(String name, String value) {
    secrets.put(name, value);
  }

  /** Answers the next requests for secrets with this status. */
  void fail(int status, int times) {
    failing = status;
    failures.set(times);
  }

  void refuseTokens() {
    givesTokens = false;
  }

  /** Paths and statuses of the requests for secrets. */
  List<String> asked() {
    return List.copyOf(asked);
  }

  @Override
  public MockResponse dispatch(RecordedRequest request) {
    URI original = URI.create(Objects.requireNonNull(request.getHeaders().get("X-Original")));
    return Objects.equals(original.getHost(), url.getHost())
        ? vault(original, request.getHeaders().get("Authorization"))
        : token(original);
  }

  private MockResponse token(URI original) {
    if (!givesTokens) {
      return json(400, "{\"error\": \"invalid_request\", \"error_description\": \"no identity\"}");
    }
    boolean right = String.valueOf(original.getQuery()).contains("resource=" + AUDIENCE);
    return json(
        200,
        """
        {"token_type": "Bearer", "access_token": "%s", "expires_in": "3600", "expires_on": "%d"}
        """
            .formatted(
                right ? TOKEN : "for something else",
                Instant.now().plusSeconds(3600).getEpochSecond()));
  }

  private MockResponse vault(URI original, @Nullable String authorization) {
    String query = String.valueOf(original.getQuery());
    if (!query.startsWith("api-version=7.")) {
      return answered(original, 400, "BadParameter", "api-version");
    }
    if (!("Bearer " + TOKEN).equals(authorization)) {
      asked.add(original.getPath() + " 401");
      return json(401, "{\"error\": {\"code\": \"Unauthorized\"}}")
          .newBuilder()
          .addHeader(
              "WWW-Authenticate",
              "Bearer authorization=\"https://login.microsoftonline.com/acme\", resource=\""
                  + AUDIENCE
                  + "\"")
          .build();
    }
    if (failures.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
      return answered(original, failing, "Failed", "on purpose");
    }
    String name = original.getPath().replaceFirst("^/secrets/", "").replaceFirst("/$", "");
    String value = secrets.get(name);
    if (value == null) {
      return answered(original, 404, "SecretNotFound", name);
    }
    asked.add(original.getPath() + " 200");
    return json(
        200,
        """
        {"value": "%s", "id": "%s/secrets/%s/4387e9f3d6e14c459867679a90fd0f79",
         "attributes": {"enabled": true, "created": 1493938410, "updated": 1493938410}}
        """
            .formatted(value, url, name));
  }

  private MockResponse answered(URI original, int status, String code, String message) {
    asked.add(original.getPath() + " " + status);
    return json(
            status, "{\"error\": {\"code\": \"%s\", \"message\": \"%s\"}}".formatted(code, message))
        .newBuilder()
        .addHeader("Location", "http://127.0.0.1:" + port + "/elsewhere?asked=pr1vate")
        .build();
  }

  private static MockResponse json(int status, String body) {
    return new MockResponse.Builder()
        .code(status)
        .addHeader("Content-Type", "application/json; charset=utf-8")
        .body(body)
        .build();
  }

  @Override
  public HttpResponse sendSync(HttpRequest request, Context context) {
    // The client sends a request again, and expects to find it as it made it.
    HttpRequest sent = request.copy();
    try {
      sent.setUrl(new URL("http", "127.0.0.1", port, request.getUrl().getFile()));
    } catch (MalformedURLException e) {
      throw new AssertionError(e);
    }
    sent.setHeader(HttpHeaderName.fromString("X-Original"), request.getUrl().toString());
    return http.sendSync(sent, context);
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
