package dev.mayfly.worker.forge;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mayfly.worker.forge.http.ForgeException;
import dev.mayfly.worker.forge.http.ForgeException.Kind;
import dev.mayfly.worker.forge.http.ForgeHttp;
import dev.mayfly.worker.forge.http.ForgePages;
import dev.mayfly.worker.forge.http.ForgeResponse;
import dev.mayfly.worker.forge.http.Listed;
import dev.mayfly.worker.forge.http.Priority;
import dev.mayfly.workflows.id.Scope;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import okhttp3.HttpUrl;
import okhttp3.RequestBody;

/**
 * The webhooks of one forge and what became of their deliveries, asked with the sweep's priority.
 * Throws {@link ForgeException}. Thread-safe.
 */
public final class ForgeHooks {

  private static final String PER_PAGE = "100";
  private static final String APPS = "apps/";
  private static final String HOOK = "/hook";

  private final ForgeHttp http;
  private final Map<String, ForgeHttp> apps;

  /**
   * @param apps who asks as an App itself, by its id.
   */
  ForgeHooks(ForgeHttp http, Map<String, ForgeHttp> apps) {
    this.http = http;
    this.apps = new LinkedHashMap<>(apps);
  }

  /**
   * The webhooks of the Apps themselves, {@code apps/ID/hook}, which serve every scope.
   *
   * @param scope whom the forge is asked for, since an App has no scope.
   */
  public Listed<ListedHook> ofApps(Scope scope) {
    List<ListedHook> hooks = new ArrayList<>();
    int cost = 0;
    for (Map.Entry<String, ForgeHttp> app : apps.entrySet()) {
      ForgeHttp asApp = app.getValue().as(Priority.SWEEP);
      ForgeResponse answer = asApp.send(scope, "GET", asApp.url("app/hook/config").build(), null);
      cost += answer.cost();
      if (answer.succeeded()) {
        String path = APPS + app.getKey() + HOOK;
        JsonNode config = answer.json();
        hooks.add(
            new ListedHook(
                scope,
                path,
                config.path("url").asText(),
                true,
                config.path("content_type").asText(),
                null));
      } else if (answer.status() != 404) { // an App may have none
        throw asApp.failure(answer, scope, true);
      }
    }
    return new Listed<>(hooks, apps.size(), cost);
  }

  /** The webhooks of a repository or an organization. */
  public Listed<ListedHook> hooks(Scope scope) {
    HttpUrl url = http.url(scope, "hooks").addQueryParameter("per_page", PER_PAGE).build();
    ForgePages.Found found = new ForgePages(http).array(scope, url, last -> false);
    return new Listed<>(
        found.items().stream().map(hook -> ListedHook.read(scope, hook)).toList(),
        found.pages(),
        found.cost());
  }

  /**
   * A hook's deliveries that failed, the newest first, down to this time; a forge that does not
   * filter gives the others too.
   */
  public Listed<ListedDelivery> failed(ListedHook hook, Instant downTo) {
    HttpUrl.Builder url =
        hookUrl(hook.scope(), hook.path(), "deliveries").addQueryParameter("status", "failure");
    ForgePages.Found found =
        deliveries(hook, url, last -> ListedDelivery.read(last).at().isBefore(downTo));
    return new Listed<>(
        found.items().stream()
            .map(ListedDelivery::read)
            .filter(delivery -> !delivery.at().isBefore(downTo))
            .toList(),
        found.pages(),
        found.cost());
  }

  /** Returns a hook's newest deliveries, 100 at most, the newest first. */
  public List<ListedDelivery> newest(ListedHook hook) {
    HttpUrl.Builder url = hookUrl(hook.scope(), hook.path(), "deliveries");
    return deliveries(hook, url, last -> true).items().stream().map(ListedDelivery::read).toList();
  }

  private ForgePages.Found deliveries(
      ListedHook hook, HttpUrl.Builder url, Predicate<JsonNode> enough) {
    HttpUrl first = url.addQueryParameter("per_page", PER_PAGE).build();
    return new ForgePages(asker(hook.path())).array(hook.scope(), first, enough);
  }

  /** Has a delivery sent again; the forge does so in its own time. */
  public void redeliver(Scope scope, String hook, long delivery) {
    post(scope, hook, "deliveries", Long.toString(delivery), "attempts");
  }

  /**
   * Has a hook send a {@code ping}, which the gateway answers and nothing else (github/docs, REST,
   * "Ping an organization webhook"). An App's hook has none. Rule gh-hook-ping.
   */
  public void ping(ListedHook hook) {
    post(hook.scope(), hook.path(), "pings");
  }

  private void post(Scope scope, String hook, String... what) {
    HttpUrl url = hookUrl(scope, hook, what).build();
    ForgeHttp asker = asker(hook);
    ForgeResponse answer = asker.send(scope, "POST", url, RequestBody.create(new byte[0], null));
    if (!answer.succeeded()) {
      throw asker.failure(answer, scope, true);
    }
  }

  /** Returns the credentials for requests about a hook: an App asks about its own. */
  private ForgeHttp asker(String hook) {
    if (!hook.startsWith(APPS)) {
      return http;
    }
    String id = hook.substring(APPS.length(), hook.length() - HOOK.length());
    ForgeHttp asApp = apps.get(id);
    if (asApp == null) {
      throw new ForgeException(Kind.REFUSED, hook + ": App " + id + " is not configured", null);
    }
    return asApp.as(Priority.SWEEP);
  }

  private HttpUrl.Builder hookUrl(Scope scope, String hook, String... more) {
    HttpUrl.Builder url =
        hook.startsWith(APPS)
            ? http.url("app/hook")
            : http.url(scope, "hooks", hook.substring(hook.lastIndexOf('/') + 1));
    for (String segment : more) {
      url.addPathSegment(segment);
    }
    return url;
  }
}
