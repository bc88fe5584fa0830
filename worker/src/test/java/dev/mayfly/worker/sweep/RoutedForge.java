package dev.mayfly.worker.sweep;

import static java.util.Objects.requireNonNullElse;

import com.codahale.metrics.MetricRegistry;
import dev.mayfly.worker.TestKeys;
import dev.mayfly.worker.forge.ForgeClient;
import dev.mayfly.worker.forge.auth.ForgeSignIn;
import dev.mayfly.worker.forge.http.GitHubApp;
import dev.mayfly.worker.forge.http.RequestLimiter;
import dev.mayfly.workflows.fleet.Forge;
import dev.mayfly.workflows.id.Scope;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;

/** A forge that answers each address with what the test put there, and 304 where that is known. */
final class RoutedForge implements AutoCloseable {

  private final MockWebServer server = new MockWebServer();
  private final Map<String, MockResponse> answers = new ConcurrentHashMap<>();
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final TestClock clock;
  private final String base;
  private ForgeSignIn signIn = ForgeSignIn.ofToken(() -> "ghp_secret");

  RoutedForge(TestClock clock, Forge.Type type) {
    this.clock = clock;
    this.base = type == Forge.Type.GITEA ? "/api/v1" : "/api/v3";
    server.setDispatcher(
        new Dispatcher() {
          @Override
          public MockResponse dispatch(RecordedRequest request) {
            return answer(request);
          }
        });
    try {
      server.start();
    } catch (IOException e) {
      throw new IllegalStateException("no free port", e);
    }
  }

  private MockResponse answer(RecordedRequest request) {
    HttpUrl url = request.getUrl();
    String path = url.encodedPath().substring(base.length());
    String status = url.queryParameter("status");
    String page = requireNonNullElse(url.queryParameter("page"), "1");
    String key =
        path + (status == null ? "" : "?status=" + status) + (page.equals("1") ? "" : "#" + page);
    requests.add(request.getMethod() + " " + key);
    MockResponse found = answers.get(request.getMethod() + " " + key);
    if (found == null) {
      return new MockResponse.Builder().code(404).body("{\"message\":\"Not Found\"}").build();
    }
    String tag = found.getHeaders().get("ETag");
    return tag != null && tag.equals(request.getHeaders().get("If-None-Match"))
        ? new MockResponse.Builder().code(304).build()
        : found;
  }

  /**
   * @param key path, {@code ?status=} where requests for, {@code #page} from the second page on.
   */
  RoutedForge put(String key, String body, String... headers) {
    MockResponse.Builder answer =
        new MockResponse.Builder()
            .code(200)
            .body(body)
            .addHeader("ETag", "\"" + Integer.toHexString(body.hashCode()) + "\"");
    Stream.of(headers).forEach(answer::addHeader);
    answers.put("GET " + key, answer.build());
    return this;
  }

  RoutedForge put(String method, String key, int code, String body) {
    answers.put(method + " " + key, new MockResponse.Builder().code(code).body(body).build());
    return this;
  }

  /** The unfinished runs of a repository: by status, queued ones first. */
  RoutedForge runs(String repository, List<Long> queued, List<Long> inProgress) {
    String path = "/repos/" + repository + "/actions/runs?status=";
    put(path + "queued", runs(queued));
    put(path + "in_progress", runs(inProgress));
    return put(path + "waiting", runs(List.of()));
  }

  private static String runs(List<Long> ids) {
    return ids.stream()
        .map(id -> "{\"id\":" + id + "}")
        .collect(
            Collectors.joining(
                ",", "{\"total_count\":" + ids.size() + ",\"workflow_runs\":[", "]}"));
  }

  RoutedForge jobs(String repository, long run, String... jobs) {
    return put("/repos/" + repository + "/actions/runs/" + run + "/jobs", jobs(jobs.length, jobs));
  }

  static String jobs(int total, String... jobs) {
    return "{\"total_count\":" + total + ",\"jobs\":[" + String.join(",", jobs) + "]}";
  }

  static String job(long id, String status) {
    return job(id, status, "2026-03-01T11:59:00Z", "self-hosted");
  }

  static String job(long id, String status, String createdAt, String label) {
    return """
    {"id":%d,"run_id":7,"name":"build","workflow_name":"CI","html_url":"https://x/%d",
     "status":"%s","created_at":"%s","labels":["%s"]}\
    """
        .formatted(id, id, status, createdAt, label);
  }

  RoutedForge runners(String scope, String... runners) {
    return put(
        "/" + scope + "/actions/runners",
        "{\"total_count\":%d,\"runners\":[%s]}"
            .formatted(runners.length, String.join(",", runners)));
  }

  static String runner(long id, String name, boolean busy) {
    return "{\"id\":%d,\"name\":\"%s\",\"status\":\"online\",\"busy\":%s,\"labels\":[]}"
        .formatted(id, name, busy);
  }

  static String repositories(LongStream numbers, String more) {
    return numbers
        .mapToObj(n -> "{\"full_name\":\"acme/r%d\",\"archived\":false}".formatted(n))
        .collect(Collectors.joining(",", "[", more + "]"));
  }

  Forge forge(Forge.Type type, Scope... scopes) {
    return new Forge(
        type, URI.create(url(base)), URI.create(url("/")), List.of(scopes), null, null, null);
  }

  /** From now on clients sign in as App 12, installed as 7. */
  void hasApp() {
    signIn = ForgeSignIn.ofApps(List.of(new GitHubApp("12", TestKeys::pkcs8, 7L)));
    put(
        "POST",
        "/app/installations/7/access_tokens",
        201,
        "{\"token\":\"ghs_1\",\"expires_at\":\"2026-03-01T13:00:00Z\"}");
  }

  ForgeClient client(Forge forge, int perHour) {
    return new ForgeClient(
        new OkHttpClient(),
        forge,
        signIn,
        new RequestLimiter("github", perHour, true, new MetricRegistry(), clock),
        clock);
  }

  String url(String path) {
    return server.url(path).toString();
  }

  /** All requests so far, {@code GET /path?status=queued}. */
  List<String> requests() {
    return List.copyOf(requests);
  }

  @Override
  public void close() {
    server.close();
  }
}
