package dev.mayfly.worker.forge;

import dev.mayfly.workflows.Scope;
import java.time.Instant;
import okhttp3.HttpUrl;
import okhttp3.RequestBody;

/**
 * The webhooks of one forge and what became of their deliveries, asked with the sweep's priority.
 * Throws {@link ForgeException}. Thread-safe.
 */
public final class ForgeHooks {

  private static final String PER_PAGE = "100";

  private final ForgeHttp http;
  private final ForgePages pages;

  ForgeHooks(ForgeHttp http) {
    this.http = http;
    this.pages = new ForgePages(http);
  }

  /** The webhooks of a repository or an organization. */
  public Listed<ListedHook> hooks(Scope scope) {
    HttpUrl url = http.url(scope, "hooks").addQueryParameter("per_page", PER_PAGE).build();
    ForgePages.Found found = pages.array(scope, url, last -> false);
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
    HttpUrl url =
        hookUrl(hook.scope(), hook.path(), "deliveries")
            .addQueryParameter("status", "failure")
            .addQueryParameter("per_page", PER_PAGE)
            .build();
    ForgePages.Found found =
        pages.array(hook.scope(), url, last -> ListedDelivery.read(last).at().isBefore(downTo));
    return new Listed<>(
        found.items().stream()
            .map(ListedDelivery::read)
            .filter(delivery -> !delivery.at().isBefore(downTo))
            .toList(),
        found.pages(),
        found.cost());
  }

  /** Has a delivery sent again; the forge does so in its own time. */
  public void redeliver(Scope scope, String hook, long delivery) {
    HttpUrl url = hookUrl(scope, hook, "deliveries", Long.toString(delivery), "attempts").build();
    ForgeAnswer answer = http.send(scope, "POST", url, RequestBody.create(new byte[0], null));
    if (!answer.succeeded()) {
      throw http.failure(answer, scope, true);
    }
  }

  private HttpUrl.Builder hookUrl(Scope scope, String hook, String... more) {
    String id = hook.substring(hook.lastIndexOf('/') + 1);
    HttpUrl.Builder url = http.url(scope, "hooks", id);
    for (String segment : more) {
      url.addPathSegment(segment);
    }
    return url;
  }
}
