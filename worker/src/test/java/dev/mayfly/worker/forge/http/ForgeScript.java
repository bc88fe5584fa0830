package dev.mayfly.worker.forge.http;

import static java.util.Objects.requireNonNull;

import com.codahale.metrics.MetricRegistry;
import dev.mayfly.worker.forge.AzureDevOpsClient;
import dev.mayfly.worker.forge.ForgeClient;
import dev.mayfly.worker.forge.auth.AzureDevOpsAuth;
import dev.mayfly.worker.forge.auth.TokenAuth;
import dev.mayfly.workflows.fleet.Forge;
import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okhttp3.OkHttpClient;

/** A forge that answers by the script that a test writes, and a client of it. */
public final class ForgeScript implements AutoCloseable {

  public static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  public static final String PAT = "ghp_verySecretPersonalAccessToken";

  private final MockWebServer server = new MockWebServer();

  public ForgeScript() {
    try {
      server.start();
    } catch (IOException e) {
      throw new IllegalStateException("no free port", e);
    }
  }

  /** As on GHES, so that no test passes by forgetting the base path. */
  public ForgeClient client() {
    return new ForgeClient(
        new OkHttpClient(), URI.create(url("/api/v3")), new TokenAuth(PAT), () -> NOW);
  }

  /** As on Gitea, where nothing is limited and nothing guards a busy runner. */
  public ForgeClient gitea() {
    Forge gitea =
        new Forge(Forge.Type.GITEA, URI.create(url("/api/v1")), null, List.of(), null, null, null);
    return new ForgeClient(
        new OkHttpClient(),
        gitea,
        new TokenAuth(PAT),
        new RequestLimiter("gitea", 5000, false, new MetricRegistry(), () -> NOW),
        () -> NOW);
  }

  /** As an Azure DevOps, signed in with a personal access token. */
  public AzureDevOpsClient azureDevOps() {
    return azureDevOps(AzureDevOpsAuth.personalAccessToken(() -> PAT));
  }

  public AzureDevOpsClient azureDevOps(AzureDevOpsAuth auth) {
    Forge forge =
        new Forge(
            Forge.Type.AZURE_DEVOPS, URI.create(url("/acme")), null, List.of(), null, null, null);
    return new AzureDevOpsClient(
        new OkHttpClient(),
        forge,
        auth,
        new RequestLimiter("azdo", 5000, false, new MetricRegistry(), () -> NOW),
        () -> NOW);
  }

  public String url(String path) {
    return server.url(path).toString();
  }

  public ForgeScript answers(int status, String body, String... headers) {
    MockResponse.Builder response = new MockResponse.Builder().code(status).body(body);
    for (String header : headers) {
      response.addHeader(header);
    }
    server.enqueue(response.build());
    return this;
  }

  /** A page of offline runners with these ids, named r-1 and so on. */
  public ForgeScript page(int total, long from, long to, String... headers) {
    String runners =
        LongStream.rangeClosed(from, to)
            .mapToObj(id -> runner(id, "r-" + id, "offline", false))
            .collect(Collectors.joining(","));
    return answers(200, "{\"total_count\":" + total + ",\"runners\":[" + runners + "]}", headers);
  }

  public static String runner(long id, String name, String status, boolean busy) {
    return """
    {"id":%d,"name":"%s","os":"linux","status":"%s","busy":%s,
     "labels":[{"id":1,"name":"self-hosted","type":"custom"}]}\
    """
        .formatted(id, name, status, busy);
  }

  /** The next request that arrived; fails where none did. */
  public RecordedRequest asked() {
    try {
      return requireNonNull(server.takeRequest(5, TimeUnit.SECONDS), "no further request arrived");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** The next request's line: {@code GET /api/v3/orgs/acme/actions/runners?per_page=100}. */
  public String askedLine() {
    RecordedRequest request = asked();
    return request.getMethod() + " " + request.getTarget();
  }

  public int requests() {
    return server.getRequestCount();
  }

  @Override
  public void close() {
    server.close();
  }
}
