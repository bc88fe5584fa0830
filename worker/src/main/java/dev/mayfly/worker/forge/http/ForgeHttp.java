package dev.mayfly.worker.forge.http;

import static java.util.Objects.requireNonNullElse;

import dev.mayfly.worker.forge.http.ETagCache.Entry;
import dev.mayfly.workflows.fleet.Forge;
import dev.mayfly.workflows.id.Scope;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Optional;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * Requests to one forge: always to the configured address, so its credentials go nowhere else. An
 * object sends with one {@link Priority}; {@link #as} gives the others, which share everything.
 */
public final class ForgeHttp {

  private static final Duration CALL_TIMEOUT = Duration.ofSeconds(10);
  private static final int MOST_REDIRECTS = 3;
  private static final int UNAUTHORIZED = 401;
  private static final String USER_AGENT =
      "mayfly/"
          + requireNonNullElse(ForgeHttp.class.getPackage().getImplementationVersion(), "dev");

  private final OkHttpClient http;
  private final Forge forge;
  private final HttpUrl apiUrl;
  private final Credentials credentials;
  private final InstantSource clock;
  private final Priority priority;

  /** Sends as {@link Priority#REGISTER} until told otherwise. */
  public ForgeHttp(OkHttpClient http, Forge forge, Credentials credentials, InstantSource clock) {
    this(
        http.newBuilder()
            .callTimeout(CALL_TIMEOUT)
            .followRedirects(false) // OkHttp would follow to any host
            .followSslRedirects(false)
            .build(),
        forge,
        credentials,
        clock,
        Priority.REGISTER);
  }

  private ForgeHttp(
      OkHttpClient http,
      Forge forge,
      Credentials credentials,
      InstantSource clock,
      Priority priority) {
    this.http = http;
    this.forge = forge;
    this.apiUrl = HttpUrl.get(forge.apiUrl().toString());
    this.credentials = credentials;
    this.clock = clock;
    this.priority = priority;
  }

  /** Returns the same forge, with requests of this priority. */
  public ForgeHttp as(Priority other) {
    return other == priority ? this : new ForgeHttp(http, forge, credentials, clock, other);
  }

  /** Returns the forge that requests go to. */
  public Forge forge() {
    return forge;
  }

  /**
   * Returns the address of something that belongs to a scope.
   *
   * @throws IllegalArgumentException for {@code .} and {@code ..}, which would lead out of the
   *     scope.
   */
  public HttpUrl.Builder url(Scope scope, String... segments) {
    HttpUrl.Builder url = at(path(scope).split("/", -1));
    for (String segment : segments) {
      url.addPathSegment(inPlace(segment));
    }
    return url;
  }

  /** Returns the address of something else at the forge; throws as {@link #url} does. */
  public HttpUrl.Builder at(String... segments) {
    HttpUrl.Builder url = apiUrl.newBuilder();
    for (String segment : segments) {
      url.addPathSegment(inPlace(segment));
    }
    return url;
  }

  /** Returns the address of something that belongs to no scope: {@code app/installations}. */
  public HttpUrl.Builder url(String path) {
    return apiUrl.newBuilder().addPathSegments(path);
  }

  // Gitea has no enterprises; what GitHub administers there, its instance does.
  private String path(Scope scope) {
    return forge.type() == Forge.Type.GITEA && scope.enterprise() != null ? "admin" : scope.path();
  }

  private static String inPlace(String segment) {
    if (segment.isEmpty() || segment.matches("(?:\\.|%2[eE]){1,2}")) {
      throw new IllegalArgumentException("not the name of a scope: \"" + segment + "\"");
    }
    return segment;
  }

  /**
   * Sends a request and reads its answer to the end, whatever the status. A GET whose last answer
   * had an entity tag asks whether that still holds, and gives the same answer again if it does.
   */
  public ForgeResponse send(Scope scope, String method, HttpUrl url, @Nullable RequestBody body) {
    ForgeResponse answer = sendOnce(scope, method, url, body);
    int cost = answer.cost();
    for (int i = 0; i < MOST_REDIRECTS; i++) {
      Optional<HttpUrl> moved = answer.redirect();
      if (moved.isEmpty()) {
        break;
      }
      answer = sendOnce(scope, method, moved.get(), body);
      cost += answer.cost();
    }
    return answer.withCost(cost);
  }

  /** A request, and all that it is made of but the credential. */
  private record Call(ApiRequest request, String method, HttpUrl url, @Nullable RequestBody body) {}

  /** Sends by the first credential that may, and that the forge does not refuse for its limit. */
  private ForgeResponse sendOnce(
      Scope scope, String method, HttpUrl url, @Nullable RequestBody body) {
    ApiRequest request = describe(scope, method, url);
    Call call = new Call(request, method, url, body);
    Optional<ForgeResponse> spent = Optional.empty();
    Optional<ForgeException> refusal = Optional.empty();
    for (Credential credential : credentials.inOrder(request)) {
      try {
        ForgeResponse answer = sendAs(credential, call);
        if (!answer.isRateLimited()) {
          return answer;
        }
        spent = Optional.of(answer);
      } catch (ForgeException e) {
        if (e.wasSent()) {
          throw e;
        }
        refusal = Optional.of(refusal.filter(it -> sooner(it, e)).orElse(e));
      }
    }
    return spent.orElseThrow(refusal::orElseThrow);
  }

  private static boolean sooner(ForgeException first, ForgeException second) {
    Duration pause = requireNonNullElse(first.retryAfter(), Duration.ZERO);
    return pause.compareTo(requireNonNullElse(second.retryAfter(), Duration.ZERO)) <= 0;
  }

  /** Sends once more where the forge did not take the credential, and there is a new one by now. */
  private ForgeResponse sendAs(Credential credential, Call call) {
    Scope scope = call.request().scope();
    String authorization = credential.auth().authorization(scope);
    ForgeResponse answer = sendAs(credential, authorization, call);
    if (answer.status() != UNAUTHORIZED
        || !credential.auth().refused(scope, authorization, answer.date())) {
      return answer;
    }
    String another = credential.auth().authorization(scope);
    ForgeResponse second = sendAs(credential, another, call);
    return second.withCost(answer.cost() + second.cost());
  }

  private ForgeResponse sendAs(Credential credential, String authorization, Call call) {
    ForgeResponse answer = exchange(credential, authorization, call);
    return spread(credential, authorization, answer, call.request().scope());
  }

  /**
   * Returns the same answer, unless it refuses a token that the forge may not know everywhere yet.
   */
  private static ForgeResponse spread(
      Credential credential, String authorization, ForgeResponse answer, Scope scope) {
    boolean refuses = answer.status() == UNAUTHORIZED || answer.isForbidden();
    Optional<Duration> again =
        refuses ? credential.auth().spreads(scope, authorization) : Optional.<Duration>empty();
    if (again.isPresent()) {
      throw answer.tooSoon(again.get());
    }
    return answer;
  }

  private ForgeResponse exchange(Credential credential, String authorization, Call call) {
    HttpUrl url = call.url();
    String method = call.method();
    Optional<Entry> before =
        method.equals("GET") ? credential.answers().of(url.toString()) : Optional.<Entry>empty();
    Request.Builder request =
        new Request.Builder()
            .url(url)
            .method(method, call.body())
            .header("Authorization", authorization)
            .header("User-Agent", USER_AGENT);
    versioned(request);
    before.ifPresent(it -> request.header("If-None-Match", it.tag()));
    RequestLimiter limiter = credential.limiter();
    RequestLimiter.Pass pass = limiter.admit(call.request());
    try (Response response = http.newCall(request.build()).execute()) {
      ForgeResponse answer =
          new ForgeResponse(
              method,
              url,
              path(url),
              response.code(),
              response.headers(),
              AnswerBody.read(response, authorization),
              clock.instant(),
              1);
      limiter.answered(pass, answer, answer.status() == 304 && before.isPresent());
      return remembered(credential.answers(), answer, before);
    } catch (IOException e) {
      String line = method + " " + path(url) + " → no answer: " + e.getMessage();
      limiter.unanswered(pass, line);
      throw ForgeException.unanswered(line, e, limiter.pause(call.request().scope()));
    }
  }

  private void versioned(Request.Builder call) {
    if (forge.type() == Forge.Type.AZURE_DEVOPS) {
      call.header("Accept", "application/json; api-version=7.1")
          // Else a token that is not taken is a redirect to where a person signs in.
          .header("X-TFS-FedAuthRedirect", "Suppress");
    } else {
      call.header("Accept", "application/vnd.github+json")
          .header("X-GitHub-Api-Version", "2022-11-28");
    }
  }

  private ApiRequest describe(Scope scope, String method, HttpUrl url) {
    String path = path(url);
    String below = forge.type() == Forge.Type.AZURE_DEVOPS ? "/_apis/" : "/" + path(scope) + "/";
    int at = path.indexOf(below);
    // Numbers are ids; names in paths are the scope's alone, or stand before the operation.
    String what =
        at == 0 || (at > 0 && forge.type() == Forge.Type.AZURE_DEVOPS)
            ? operation(path.substring(at + below.length()))
            : path.startsWith("/app/") ? operation(path.substring(1)) : "redirected";
    boolean registers =
        method.equals("POST")
            && (path.endsWith("/runners/registration-token")
                || path.endsWith("/runners/generate-jitconfig"));
    return new ApiRequest(
        priority,
        scope,
        registers,
        method.toLowerCase(Locale.ROOT) + "-" + what,
        method + " " + path);
  }

  private static String operation(String path) {
    return path.replaceAll("(?<=/)[0-9]+", "id").replace('/', '-');
  }

  private static ForgeResponse remembered(
      ETagCache answers, ForgeResponse answer, Optional<Entry> before) {
    if (answer.status() == 304 && before.isPresent()) {
      return answer.sameAs(before.get());
    }
    String tag = answer.headers().get("ETag");
    if (answer.method().equals("GET") && answer.status() == 200 && tag != null) {
      answers.put(answer.url().toString(), new Entry(tag, answer.headers(), answer.body()));
    } else if (before.isPresent() && answer.status() < 500) {
      answers.forget(answer.url().toString());
    }
    return answer;
  }

  private String path(HttpUrl url) {
    String base = apiUrl.encodedPath();
    String prefix = base.endsWith("/") ? base.substring(0, base.length() - 1) : base;
    String path = url.encodedPath();
    return path.startsWith(prefix) ? path.substring(prefix.length()) : path;
  }

  /**
   * Returns the same answer, if it is a success.
   *
   * @throws ForgeException for anything else, a page to sign in among it.
   */
  public ForgeResponse given(ForgeResponse answer, Scope scope) {
    if (!answer.succeeded() || answer.isSignInPage()) {
      throw failure(answer, scope, true);
    }
    return answer;
  }

  /** Returns the failure that an answer means, without the credentials that it may repeat. */
  public ForgeException failure(ForgeResponse answer, Scope scope, boolean needsPermission) {
    return answer.failure(needsPermission ? hint(answer, scope) : null, credentials.pause(scope));
  }

  // GitHub's guide "Troubleshooting the REST API": 401 is a credential that is not one; what is not
  // there, or not shown to it, is 404 or 403. Rule gh-401-404.
  private String hint(ForgeResponse answer, Scope scope) {
    if (answer.status() == UNAUTHORIZED && forge.type() != Forge.Type.AZURE_DEVOPS) {
      return credentials.unknown();
    }
    return credentials.hint().orElseGet(() -> NeededPermission.likely(forge, scope));
  }
}
