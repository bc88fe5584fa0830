package dev.mayfly.worker.forge.auth;

import dev.mayfly.worker.forge.http.Credential;
import dev.mayfly.worker.forge.http.Credentials;
import dev.mayfly.worker.forge.http.ForgeAuth;
import dev.mayfly.worker.forge.http.ForgeHttp;
import dev.mayfly.worker.forge.http.GitHubApp;
import dev.mayfly.worker.forge.http.RequestLimiter;
import dev.mayfly.workflows.fleet.Forge;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import okhttp3.OkHttpClient;
import org.jspecify.annotations.Nullable;

/**
 * The way to sign in at a forge: by a token, as one GitHub App or more, which share the work, or at
 * an Azure DevOps.
 */
public final class ForgeSignIn {

  private final @Nullable ForgeAuth token;
  private final List<GitHubApp> apps;

  private ForgeSignIn(@Nullable ForgeAuth token, List<GitHubApp> apps) {
    this.token = token;
    this.apps = List.copyOf(apps);
  }

  /**
   * @param token read anew for every request.
   */
  public static ForgeSignIn ofToken(Supplier<String> token) {
    return new ForgeSignIn(new TokenAuth(token), List.of());
  }

  /** By a token of its own kind. */
  public static ForgeSignIn ofAzureDevOps(AzureDevOpsAuth auth) {
    return new ForgeSignIn(auth, List.of());
  }

  /**
   * @param apps at least one, each installed wherever there are scopes.
   */
  public static ForgeSignIn ofApps(List<GitHubApp> apps) {
    return new ForgeSignIn(null, apps);
  }

  /**
   * @throws IllegalStateException for another forge's.
   */
  public AzureDevOpsAuth azureDevOps() {
    if (token instanceof AzureDevOpsAuth auth) {
      return auth;
    }
    throw new IllegalStateException(this + " is no way to sign in at an Azure DevOps");
  }

  public Access access(
      OkHttpClient http, Forge forge, RequestLimiter limiter, InstantSource clock) {
    if (token != null) {
      return new Access(Credentials.ofToken(token, limiter.shown()), Map.of());
    }
    List<Credential> credentials = new ArrayList<>();
    Map<String, ForgeHttp> asApps = new LinkedHashMap<>();
    for (GitHubApp app : apps) {
      // GitHub counts what an App asks as itself apart from what its installations ask.
      Credential itself =
          new Credential("App " + app.id(), new AppJwt(app, clock), limiter.ofAnother());
      ForgeHttp asApp = new ForgeHttp(http, forge, Credentials.ofApp(app, itself), clock);
      RequestLimiter its = credentials.isEmpty() ? limiter : limiter.ofAnother();
      credentials.add(
          new Credential(
              "App " + app.id(),
              new AppAuth(app, asApp, clock),
              apps.size() == 1 ? its.shown() : its.shownAsApp(app.id())));
      asApps.put(app.id(), asApp);
    }
    return new Access(Credentials.of(credentials), asApps);
  }

  @Override
  public String toString() {
    return token instanceof TokenAuth
        ? "token"
        : token != null ? token.toString() : apps.toString();
  }
}
