package dev.mayfly.standin.forge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.ResponseBuilder;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import java.util.function.Function;

/** A page of a list, with the links to the others. */
record Page(int number, int size) {

  /** As GitHub reads it: up to 100. Rule gh-pages-of-100. */
  static Page of(UriInfo uri) {
    return read(uri, "per_page", 100);
  }

  /**
   * As Gitea reads it: up to 50 with its sample configuration, and {@code per_page} is nothing.
   * Rule gitea-pages-of-50.
   */
  static Page ofGitea(UriInfo uri) {
    return read(uri, "limit", 50);
  }

  private static Page read(UriInfo uri, String size, int most) {
    MultivaluedMap<String, String> query = uri.getQueryParameters();
    return new Page(
        Math.max(1, number(query, "page", 1)),
        Math.min(most, Math.max(1, number(query, size, 30))));
  }

  private static int number(MultivaluedMap<String, String> query, String name, int otherwise) {
    String given = query.getFirst(name);
    return given == null || !given.matches("\\d{1,9}") ? otherwise : Integer.parseInt(given);
  }

  /** {@code total_count} and this page's part of the items under their name. */
  Response answer(UriInfo uri, String name, List<? extends JsonNode> all) {
    return answer(uri, name, all, item -> item);
  }

  /** The same of a search, which counts everything and ends after so many items. */
  Response answer(UriInfo uri, String name, List<? extends JsonNode> all, int most) {
    List<? extends JsonNode> shown = all.subList(0, Math.min(most, all.size()));
    ObjectNode body = GitHubJson.object().put("total_count", all.size());
    body.set(name, part(shown, item -> item));
    return linked(uri, shown.size(), Response.ok(body.toString())).build();
  }

  /** The same, with items that become JSON only where they are on the page. */
  <T> Response answer(UriInfo uri, String name, List<T> all, Function<T, JsonNode> json) {
    return linked(uri, all.size(), Response.ok(named(name, all, json))).build();
  }

  /** This page's part of the items, and nothing else. */
  <T> Response array(UriInfo uri, List<T> all, Function<T, JsonNode> json) {
    return linked(uri, all.size(), Response.ok(part(all, json).toString())).build();
  }

  <T> String named(String name, List<T> all, Function<T, JsonNode> json) {
    return GitHubJson.object()
        .put("total_count", all.size())
        .<ObjectNode>set(name, part(all, json))
        .toString();
  }

  <T> ArrayNode part(List<T> all, Function<T, JsonNode> json) {
    int from = Math.min(all.size(), (number - 1) * size);
    ArrayNode part = JsonNodeFactory.instance.arrayNode();
    all.subList(from, Math.min(all.size(), from + size)).stream().map(json).forEach(part::add);
    return part;
  }

  ResponseBuilder linked(UriInfo uri, int total, ResponseBuilder answer) {
    int last = (total + size - 1) / size;
    return number >= last
        ? answer
        : answer.header("Link", link(uri, number + 1, "next") + ", " + link(uri, last, "last"));
  }

  private static String link(UriInfo uri, int page, String rel) {
    return "<"
        + uri.getRequestUriBuilder().replaceQueryParam("page", page).build()
        + ">; rel=\""
        + rel
        + "\"";
  }
}
