package dev.mayfly.worker.forge;

import dev.mayfly.workflows.Forge;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import okhttp3.OkHttpClient;
import org.jspecify.annotations.Nullable;

/** How to sign in at a forge: by a token, or as one GitHub App or more, which share the work. */
public final class ForgeSignIn {

  private final @Nullable Supplier<String> token;
  private final List<GitHubApp> apps;

  private ForgeSignIn(@Nullable Supplier<String> token, List<GitHubApp> apps) {
    this.token = token;
    this.apps = List.copyOf(apps);
  }

  /**
   * @param token read anew for every request.
   */
  public static ForgeSignIn ofToken(Supplier<String> token) {
    return new ForgeSignIn(token, List.of());
  }

  /**
   * @param apps at least one, each installed wherever there are scopes.
   */
  public static ForgeSignIn ofApps(List<GitHubApp> apps) {
    return new ForgeSignIn(null, apps);
  }

  Access access(OkHttpClient http, Forge forge, Traffic traffic, InstantSource clock) {
    if (token != null) {
      return new Access(
          Credentials.of(List.of(new Credential("token", new TokenAuth(token), traffic.shown()))),
          Map.of());
    }
    List<Credential> credentials = new ArrayList<>();
    Map<String, ForgeHttp> asApps = new LinkedHashMap<>();
    for (GitHubApp app : apps) {
      // GitHub counts what an App asks as itself apart from what its installations ask.
      Credential itself =
          new Credential("App " + app.id(), new AppJwt(app, clock), traffic.ofAnother());
      ForgeHttp asApp = new ForgeHttp(http, forge, Credentials.ofApp(app, itself), clock);
      Traffic its = credentials.isEmpty() ? traffic : traffic.ofAnother();
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
    return token != null ? "token" : apps.toString();
  }
}
