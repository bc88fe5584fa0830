package dev.mayfly.worker.forge.auth;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mayfly.worker.forge.auth.InstallationToken.Minted;
import dev.mayfly.worker.forge.http.ForgeAuth;
import dev.mayfly.worker.forge.http.ForgeException;
import dev.mayfly.worker.forge.http.ForgeException.Kind;
import dev.mayfly.worker.forge.http.ForgeHttp;
import dev.mayfly.worker.forge.http.ForgeResponse;
import dev.mayfly.worker.forge.http.ForgeTimes;
import dev.mayfly.worker.forge.http.GitHubApp;
import dev.mayfly.workflows.id.Scope;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import okhttp3.RequestBody;
import org.jspecify.annotations.Nullable;

/**
 * Signs in as an App's installation: finds the one of each scope's owner, and keeps a token of each
 * at hand.
 */
final class AppAuth implements ForgeAuth {

  private static final String BEARER = "Bearer ";

  private final GitHubApp app;
  private final ForgeHttp asApp;
  private final InstantSource clock;
  private final Map<String, Long> installations = new ConcurrentHashMap<>();
  private final Map<Long, InstallationToken> tokens = new ConcurrentHashMap<>();

  /**
   * @param asApp asks as the App itself.
   */
  AppAuth(GitHubApp app, ForgeHttp asApp, InstantSource clock) {
    this.app = app;
    this.asApp = asApp;
    this.clock = clock;
  }

  @Override
  public String authorization(Scope scope) {
    long installation = installation(scope);
    try {
      return BEARER + token(installation, scope).get();
    } catch (ForgeException e) {
      if (e.status() != 404 || !installations.values().remove(installation)) {
        throw e;
      }
      return BEARER + token(installation(scope), scope).get(); // it was installed anew
    }
  }

  @Override
  public boolean refused(Scope scope, String authorization, Optional<Instant> forgeTime) {
    return token(installation(scope), scope).refused(authorization.substring(BEARER.length()));
  }

  @Override
  public Optional<Duration> spreads(Scope scope, String authorization) {
    return token(installation(scope), scope).spreads(authorization.substring(BEARER.length()));
  }

  private InstallationToken token(long installation, Scope scope) {
    return tokens.computeIfAbsent(
        installation, id -> new InstallationToken(() -> mint(id, scope), clock));
  }

  /** An App is installed once for an owner, whatever its repositories. */
  private long installation(Scope scope) {
    @Nullable Long configured = app.installation();
    if (configured != null) {
      return configured;
    }
    return installations.computeIfAbsent(owner(scope), any -> find(scope));
  }

  private static String owner(Scope scope) {
    String path = scope.enterprise() != null ? scope.path() : scope.webPath();
    return (scope.repository() == null ? path : path.substring(0, path.indexOf('/')))
        .toLowerCase(Locale.ROOT);
  }

  private long find(Scope scope) {
    // One that is not among the repositories of the installation has none, though its owner has.
    List<Scope> asked =
        scope.repository() == null
            ? List.of(scope)
            : List.of(scope, Scope.ofOrganization(owner(scope)));
    ForgeResponse answer = ask(asked.get(0));
    for (int i = 1; answer.status() == 404 && i < asked.size(); i++) {
      answer = ask(asked.get(i));
    }
    if (answer.status() == 404) {
      throw new ForgeException(
          Kind.POOL_FAULT,
          "App "
              + app.id()
              + " is not installed on "
              + scope
              + (scope.enterprise() == null
                  ? ""
                  : ", whose runners GitHub lets classic tokens alone manage")
              + " (GET "
              + answer.path()
              + " → 404)",
          404,
          answer.headers().get("X-GitHub-Request-Id"),
          null);
    }
    return succeeded(answer, scope).path("id").asLong();
  }

  private ForgeResponse ask(Scope scope) {
    return asApp.send(scope, "GET", asApp.url(scope, "installation").build(), null);
  }

  private Minted mint(long installation, Scope scope) {
    ForgeResponse answer =
        asApp.send(
            scope,
            "POST",
            asApp.url("app/installations/" + installation + "/access_tokens").build(),
            RequestBody.create(new byte[0], null));
    JsonNode made = succeeded(answer, scope);
    String token = made.path("token").asText();
    Instant expiry = ForgeTimes.read(made.path("expires_at"));
    if (token.isEmpty() || expiry == null) {
      throw new ForgeException(
          Kind.UNAVAILABLE, "an installation token without token or expires_at", null);
    }
    // As long as the forge's own clock says.
    Duration lifetime = Duration.between(answer.date().orElse(answer.at()), expiry);
    return new Minted(token, answer.at().plus(lifetime));
  }

  private JsonNode succeeded(ForgeResponse answer, Scope scope) {
    if (!answer.succeeded()) {
      throw asApp.failure(answer, scope, true);
    }
    return answer.json();
  }

  @Override
  public String toString() {
    return "AppAuth[" + app.id() + "]";
  }
}
