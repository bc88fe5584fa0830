package dev.mayfly.local.github;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import java.util.function.Function;

/** A page of a list, with the links to the others. */
record Page(int number, int size) {

  static Page of(UriInfo uri) {
    MultivaluedMap<String, String> query = uri.getQueryParameters();
    return new Page(
        Math.max(1, number(query, "page", 1)),
        Math.min(100, Math.max(1, number(query, "per_page", 30))));
  }

  private static int number(MultivaluedMap<String, String> query, String name, int otherwise) {
    String given = query.getFirst(name);
    return given == null || !given.matches("\\d{1,9}") ? otherwise : Integer.parseInt(given);
  }

  /** {@code total_count} and this page's part of the items under their name. */
  Response answer(UriInfo uri, String name, List<? extends JsonNode> all) {
    return answer(uri, name, all, item -> item);
  }

  /** The same, with items that become JSON only where they are on the page. */
  <T> Response answer(UriInfo uri, String name, List<T> all, Function<T, JsonNode> json) {
    int from = Math.min(all.size(), (number - 1) * size);
    int to = Math.min(all.size(), from + size);
    ObjectNode page = GitHubJson.object().put("total_count", all.size());
    all.subList(from, to).stream().map(json).forEach(page.putArray(name)::add);
    Response.ResponseBuilder answer = Response.ok(page.toString());
    if (to < all.size()) {
      answer.header("Link", link(uri, number + 1, "next") + ", " + link(uri, last(all), "last"));
    }
    return answer.build();
  }

  private int last(List<?> all) {
    return (all.size() + size - 1) / size;
  }

  private static String link(UriInfo uri, int page, String rel) {
    return "<"
        + uri.getRequestUriBuilder().replaceQueryParam("page", page).build()
        + ">; rel=\""
        + rel
        + "\"";
  }
}
