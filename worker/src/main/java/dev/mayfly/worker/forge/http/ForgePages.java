package dev.mayfly.worker.forge.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mayfly.worker.forge.http.ForgeException.Kind;
import dev.mayfly.workflows.fleet.Forge;
import dev.mayfly.workflows.id.Scope;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import okhttp3.HttpUrl;

/** Reads lists of a forge to their end, page by page. */
public final class ForgePages {

  private static final int MOST_PAGES = 1000;
  // Rule gh-pages-of-100.
  private static final String PER_PAGE = "100";
  // Gitea ignores per_page, and gives no more than 50 unless configured otherwise. Rule
  // gitea-pages-of-50.
  private static final String GITEA_LIMIT = "50";

  private final ForgeHttp http;

  public ForgePages(ForgeHttp http) {
    this.http = http;
  }

  /**
   * The items of all pages.
   *
   * @param pages how many pages there were.
   * @param cost how many of them counted against the budget.
   */
  public record Found(List<JsonNode> items, int pages, int cost) {}

  /**
   * Sizes of pages are asked for, and not relied on.
   *
   * @param items the name of the list in each page.
   * @throws ForgeException when a page cannot be had.
   */
  public Found all(Scope scope, HttpUrl list, String items) {
    return first(Integer.MAX_VALUE, scope, list, items);
  }

  /** The same of a list that ends after so many items, however many it counts. */
  public Found first(int most, Scope scope, HttpUrl list, String items) {
    HttpUrl first = sized(list);
    return read(
        scope,
        first,
        " of " + items + " in " + scope,
        (page, answer, all) -> {
          JsonNode read = answer.json();
          read.path(items).forEach(all::add);
          Optional<HttpUrl> next = answer.next();
          int wanted = Math.min(most, read.path("total_count").asInt());
          boolean more = next.isPresent() || all.size() < wanted;
          if (read.path(items).isEmpty() || !more) {
            believable(read, items, all.size(), answer);
            return Optional.empty();
          }
          String following = Integer.toString(page + 1);
          return Optional.of(
              next.orElseGet(
                  () -> first.newBuilder().setQueryParameter("page", following).build()));
        });
  }

  /** An answer without the list, or that counts some and shows none, is not an empty list. */
  private static void believable(JsonNode read, String items, int found, ForgeResponse answer) {
    JsonNode total = read.path("total_count");
    boolean isList = read.path(items).isArray() || total.isInt();
    if (!isList || (found == 0 && total.asInt() > 0)) {
      throw new ForgeException(
          Kind.UNAVAILABLE,
          "GET "
              + answer.path()
              + (isList
                  ? " counts " + total + " " + items + " and lists none"
                  : " lists no " + items),
          null);
    }
  }

  /**
   * Reads a list whose pages are arrays, and whose next page only the answer names.
   *
   * @param enough asked about the last item of each page: whether nothing further is wanted.
   */
  public Found array(Scope scope, HttpUrl first, Predicate<JsonNode> enough) {
    return read(
        scope,
        first,
        ": " + first,
        (page, answer, all) -> {
          JsonNode read = answer.array();
          read.forEach(all::add);
          boolean over = !read.isEmpty() && enough.test(read.get(read.size() - 1));
          return over ? Optional.empty() : answer.next();
        });
  }

  /** Reads a page into the items so far, and returns where the next one is; empty at the end. */
  @FunctionalInterface
  private interface Page {
    Optional<HttpUrl> read(int number, ForgeResponse answer, List<JsonNode> all);
  }

  private Found read(Scope scope, HttpUrl first, String what, Page page) {
    List<JsonNode> all = new ArrayList<>();
    HttpUrl url = first;
    int cost = 0;
    for (int number = 1; number <= MOST_PAGES; number++) {
      ForgeResponse answer = page(scope, url);
      cost += answer.cost();
      Optional<HttpUrl> next = page.read(number, answer, all);
      if (next.isEmpty()) {
        return new Found(all, number, cost);
      }
      url = next.get();
    }
    throw new ForgeException(Kind.UNAVAILABLE, "more than " + MOST_PAGES + " pages" + what, null);
  }

  private HttpUrl sized(HttpUrl list) {
    HttpUrl.Builder sized = list.newBuilder().setQueryParameter("per_page", PER_PAGE);
    if (http.forge().type() == Forge.Type.GITEA) {
      sized.setQueryParameter("limit", GITEA_LIMIT);
    }
    return sized.build();
  }

  private ForgeResponse page(Scope scope, HttpUrl url) {
    ForgeResponse answer = http.send(scope, "GET", url, null);
    if (!answer.succeeded()) {
      throw http.failure(answer, scope, true);
    }
    return answer;
  }
}
