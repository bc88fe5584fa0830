package dev.mayfly.worker.forge;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mayfly.worker.forge.http.ForgeException;
import dev.mayfly.worker.forge.http.ForgeHttp;
import dev.mayfly.worker.forge.http.ForgePages;
import dev.mayfly.worker.forge.http.ForgeResponse;
import dev.mayfly.worker.forge.http.Listed;
import dev.mayfly.workflows.id.Scope;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import okhttp3.HttpUrl;

/**
 * The listings of one forge's queued jobs, with the sweep's priority: by repository and run
 * everywhere, and at once where the forge has such a list. Every list is read to its end or {@link
 * ForgeException} is thrown; none is ever cut short. Thread-safe.
 */
public final class ForgeQueue {

  private static final String PER_PAGE = "100";
  // Where more are found, the older ones are asked for by their date: docs, "List workflow runs for
  // a repository", and the changelog of 2026-09-25. Rule gh-runs-thousand.
  private static final int SEARCH_ENDS = 1_000;

  private final ForgeHttp http;
  private final ForgePages pages;

  ForgeQueue(ForgeHttp http) {
    this.http = http;
    this.pages = new ForgePages(http);
  }

  /**
   * The repositories of an organization that can have jobs, those that were pushed to last first.
   */
  public Listed<ListedRepository> repositories(String organization) {
    Scope scope = Scope.ofOrganization(organization);
    HttpUrl.Builder url =
        http.url(scope, "repos")
            .addQueryParameter("sort", "pushed")
            .addQueryParameter("direction", "desc")
            .addQueryParameter("per_page", PER_PAGE);
    ForgePages.Found found = pages.array(scope, url.build(), last -> false);
    return listed(
        found,
        found.items().stream()
            .filter(it -> !it.path("archived").asBoolean() && !it.path("disabled").asBoolean())
            .map(ListedRepository::read)
            .filter(it -> isName(it.name()))
            .toList());
  }

  /** Returns whether a request can name it: one that cannot must not stop the others. */
  private static boolean isName(String repository) {
    try {
      return repository.equals(Scope.ofRepository(repository).repository());
    } catch (IllegalArgumentException notAName) {
      return false;
    }
  }

  /** Returns whether everybody may read a repository. */
  public boolean isPublic(String repository) {
    Scope scope = Scope.ofRepository(repository);
    ForgeResponse answer = http.send(scope, "GET", http.url(scope).build(), null);
    return !http.given(answer, scope).json().path("private").asBoolean(true);
  }

  /**
   * The ids of a repository's runs that have this status, the newest first.
   *
   * @param status as GitHub calls it: {@code queued}, {@code in_progress}, {@code waiting}.
   */
  public Listed<Long> runs(String repository, String status) {
    Set<Long> ids = new LinkedHashSet<>();
    int read = 0;
    int cost = 0;
    ForgePages.Found found;
    int before;
    Optional<String> until = Optional.empty();
    do {
      before = ids.size();
      found = runs(Scope.ofRepository(repository), status, until);
      found.items().forEach(run -> ids.add(run.path("id").asLong()));
      read += found.pages();
      cost += found.cost();
      until = found.items().stream().reduce((one, older) -> older).map(ForgeQueue::created);
    } while (found.items().size() >= SEARCH_ENDS && ids.size() > before);
    return new Listed<>(List.copyOf(ids), read, cost);
  }

  /** The newest that were created until then. */
  private ForgePages.Found runs(Scope scope, String status, Optional<String> until) {
    HttpUrl.Builder url =
        http.url(scope, "actions", "runs")
            .addQueryParameter("status", status)
            .addQueryParameter("exclude_pull_requests", "true");
    until.ifPresent(it -> url.addQueryParameter("created", "<=" + it));
    return pages.first(SEARCH_ENDS, scope, url.build(), "workflow_runs");
  }

  private static String created(JsonNode run) {
    return run.path("created_at").asText();
  }

  /** The jobs of a run's latest attempt. */
  public Listed<ListedJob> jobs(String repository, long run) {
    Scope scope = Scope.ofRepository(repository);
    HttpUrl.Builder url =
        http.url(scope, "actions", "runs", Long.toString(run), "jobs")
            .addQueryParameter("filter", "latest");
    return mapped(
        pages.all(scope, url.build(), "jobs"), job -> Optional.of(ListedJob.read(repository, job)));
  }

  /** All queued jobs of a repository or an organization, where the forge lists jobs by status. */
  public Listed<ListedJob> queued(Scope scope) {
    HttpUrl.Builder url = http.url(scope, "actions", "jobs").addQueryParameter("status", "queued");
    return mapped(pages.all(scope, url.build(), "jobs"), ListedJob::read);
  }

  private static <T> Listed<T> mapped(
      ForgePages.Found found, Function<JsonNode, Optional<T>> read) {
    return listed(found, found.items().stream().map(read).flatMap(Optional::stream).toList());
  }

  private static <T> Listed<T> listed(ForgePages.Found found, List<T> items) {
    return new Listed<>(items, found.pages(), found.cost());
  }
}
