package dev.mayfly.standin.batch;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.UriBuilder;
import jakarta.ws.rs.core.UriInfo;
import java.net.URLEncoder;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One page of a list: $filter on string properties with eq, ne, startswith, and, or; $select of
 * whole properties; maxresults with a link to the next page, which goes on after the last id and so
 * survives deletions.
 */
final class Listing {

  private static final int MOST = 1000;
  private static final String TOKEN = "$skiptoken";
  private static final Pattern COMPARISON = Pattern.compile("(\\w+)\\s+(eq|ne)\\s+'([^']*)'");
  private static final Pattern PREFIX =
      Pattern.compile("startswith\\(\\s*(\\w+)\\s*,\\s*'([^']*)'\\s*\\)");

  private final UriInfo uri;
  private final String key;
  private final MultivaluedMap<String, String> query;

  /**
   * @param key the property that they are sorted by.
   */
  Listing(UriInfo uri, String key) {
    this.uri = uri;
    this.key = key;
    this.query = uri.getQueryParameters();
  }

  /**
   * @param all sorted by id, whatever the case.
   */
  ObjectNode page(Stream<ObjectNode> all) {
    int size = size();
    String after = query.getFirst(TOKEN);
    String filter = query.getFirst("$filter");
    List<ObjectNode> rest =
        all.filter(body -> after == null || id(body).compareToIgnoreCase(after) > 0)
            .filter(body -> filter == null || matches(filter, body))
            .limit(size + 1L)
            .toList();
    ObjectNode page = Json.object();
    ArrayNode value = page.putArray("value");
    rest.stream()
        .limit(size)
        .map(body -> select(body, query.getFirst("$select")))
        .forEach(value::add);
    if (rest.size() > size) {
      page.put("odata.nextLink", next(id(rest.get(size - 1))));
    }
    return page;
  }

  private String id(ObjectNode body) {
    return body.path(key).asText();
  }

  /** The same request with the one token that goes on, however the last one was spelt. */
  private String next(String after) {
    UriBuilder next = UriBuilder.fromUri(uri.getAbsolutePath());
    query.forEach(
        (name, values) -> {
          if (!name.equals(TOKEN)) {
            values.forEach(value -> next.queryParam(name, escaped(value)));
          }
        });
    return next.queryParam(TOKEN, escaped(after)).build().toString();
  }

  private static String escaped(String value) {
    return URLEncoder.encode(value, UTF_8).replace("+", "%20");
  }

  private int size() {
    String text = query.getFirst("maxresults");
    if (text == null) {
      return MOST;
    }
    int size = text.matches("[0-9]{1,4}") ? Integer.parseInt(text) : 0;
    if (size < 1 || size > MOST) {
      throw new BatchError(
              400,
              "OutOfRangeQueryParameterValue",
              "A query parameter specified in the request URI is outside the permissible range.")
          .with("QueryParameterName", "maxresults");
    }
    return size;
  }

  /** {@code and} binds closer than {@code or}; there are no brackets. */
  private static boolean matches(String filter, ObjectNode body) {
    return Stream.of(filter.strip().split("\\s+or\\s+"))
        .anyMatch(
            either -> Stream.of(either.split("\\s+and\\s+")).allMatch(term -> holds(term, body)));
  }

  private static boolean holds(String term, ObjectNode body) {
    String bare = term.strip().replaceAll("^\\((.*)\\)$", "$1");
    Matcher comparison = COMPARISON.matcher(bare);
    if (comparison.matches()) {
      boolean same = body.path(comparison.group(1)).asText().equalsIgnoreCase(comparison.group(3));
      return same == comparison.group(2).equals("eq");
    }
    Matcher prefix = PREFIX.matcher(bare);
    if (prefix.matches()) {
      String value = body.path(prefix.group(1)).asText();
      return value.regionMatches(true, 0, prefix.group(2), 0, prefix.group(2).length());
    }
    throw BatchError.invalidParameter("$filter", "the stand-in does not know: " + term);
  }

  static ObjectNode select(ObjectNode body, @Nullable String select) {
    if (select == null) {
      return body;
    }
    Set<String> wanted =
        Stream.of(select.split(","))
            .map(name -> name.strip().replaceAll("/.*", ""))
            .collect(Collectors.toSet());
    ObjectNode selected = body.deepCopy();
    return selected.retain(wanted);
  }
}
