package dev.mayfly.worker.forge.auth;

import com.codahale.metrics.MetricRegistry;
import dev.mayfly.worker.TestKeys;
import dev.mayfly.worker.forge.ForgeClient;
import dev.mayfly.worker.forge.http.ForgeScript;
import dev.mayfly.worker.forge.http.GitHubApp;
import dev.mayfly.worker.forge.http.RequestLimiter;
import dev.mayfly.workflows.fleet.Forge;
import dev.mayfly.workflows.id.Scope;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okhttp3.OkHttpClient;
import org.jspecify.annotations.Nullable;

/**
 * A forge with one installation for each App, whose tokens are {@code ghs_1}, {@code ghs_2} and so
 * on. What a test wants otherwise, it answers itself.
 */
final class FakeApps extends Dispatcher implements AutoCloseable {

  static final Scope ACME = Scope.ofOrganization("acme");
  static final Duration LIFETIME = Duration.ofHours(1);

  final List<String> requests = new CopyOnWriteArrayList<>();
  final AtomicInteger minted = new AtomicInteger();
  final Map<String, Function<String, MockResponse>> answers = new ConcurrentHashMap<>();
  final MetricRegistry metrics = new MetricRegistry();
  volatile Instant now = ForgeScript.NOW;
  volatile Duration forgeIsAhead = Duration.ZERO;
  volatile String key = TestKeys.pkcs1(TestKeys.ONE.getPrivate());
  private final MockWebServer server = new MockWebServer();

  FakeApps() {
    server.setDispatcher(this);
    try {
      server.start();
    } catch (IOException e) {
      throw new IllegalStateException("no free port", e);
    }
  }

  /** From now on this is answered to the request, by what it is authorized with. */
  void answer(String line, Function<String, MockResponse> with) {
    answers.put(line, with);
  }

  ForgeClient client(String... ids) {
    return client(null, ids);
  }

  ForgeClient client(@Nullable Long installation, String... ids) {
    List<GitHubApp> apps =
        List.of(ids).stream().map(id -> new GitHubApp(id, () -> key, installation)).toList();
    return new ForgeClient(
        new OkHttpClient(),
        new Forge(URI.create(server.url("/api/v3").toString()), null, List.of(ACME)),
        ForgeSignIn.ofApps(apps),
        new RequestLimiter("github", 5000, true, metrics, () -> now),
        () -> now);
  }

  static MockResponse json(int status, String body, String... headers) {
    MockResponse.Builder response = new MockResponse.Builder().code(status).body(body);
    List.of(headers).forEach(response::addHeader);
    return response.build();
  }

  @Override
  public MockResponse dispatch(RecordedRequest request) {
    String line = request.getMethod() + " " + request.getTarget().replaceFirst("^/api/v3", "");
    String bearer = String.valueOf(request.getHeaders().get("Authorization")).substring(7);
    requests.add(line);
    Function<String, MockResponse> own = answers.get(line);
    MockResponse answer = own == null ? usual(line) : own.apply(bearer);
    return answer
        .newBuilder()
        .headers(answer.getHeaders().newBuilder().set("Date", now.plus(forgeIsAhead)).build())
        .build();
  }

  private MockResponse usual(String line) {
    if (line.equals("GET /orgs/acme/installation")) {
      return json(200, "{\"id\":7}");
    }
    if (line.matches("POST /app/installations/[0-9]+/access_tokens")) {
      return json(
          201,
          "{\"token\":\"ghs_%d\",\"expires_at\":\"%s\"}"
              .formatted(minted.incrementAndGet(), now.plus(forgeIsAhead).plus(LIFETIME)));
    }
    if (line.endsWith("/runners/registration-token")) {
      return json(201, "{\"token\":\"AREG\",\"expires_at\":\"2026-03-01T13:00:00Z\"}");
    }
    return json(404, "{\"message\":\"Not Found\"}");
  }

  @Override
  public void close() {
    server.close();
  }
}
