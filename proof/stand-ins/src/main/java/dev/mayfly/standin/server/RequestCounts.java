package dev.mayfly.standin.server;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.glassfish.jersey.server.ExtendedUriInfo;
import org.glassfish.jersey.uri.UriTemplate;

/** Counts what a stand-in is asked for, by method and route. Thread-safe. */
final class RequestCounts implements ContainerResponseFilter {

  /** The route of what was answered before a resource was found: a fault, a missing token. */
  static final String REFUSED = "(refused)";

  // They say which page of an answer is wanted and how it is to look, not what is asked.
  private static final Set<String> FORM =
      Set.of("page", "per_page", "maxresults", "$skiptoken", "$select", "timeout", "api-version");

  private final Map<String, Long> counts = new ConcurrentHashMap<>();

  @Override
  public void filter(ContainerRequestContext request, ContainerResponseContext response) {
    counts.merge(request.getMethod() + " " + route(request.getUriInfo()), 1L, Long::sum);
  }

  private static String route(UriInfo uri) {
    List<String> templates =
        new ArrayList<>(
            ((ExtendedUriInfo) uri)
                .getMatchedTemplates().stream().map(UriTemplate::getTemplate).toList());
    if (templates.isEmpty()) {
      return REFUSED;
    }
    Collections.reverse(templates);
    String path = String.join("/", templates).replaceAll("/+", "/").replaceFirst("^/", "");
    String filters =
        uri.getQueryParameters().keySet().stream()
            .filter(name -> !FORM.contains(name))
            .sorted()
            .collect(Collectors.joining("&"));
    return path.replaceAll("\\{(\\w+)\\s*:[^}]*\\}", "{$1}")
        + (filters.isEmpty() ? "" : "?" + filters);
  }

  /** By method and route, in alphabetical order. */
  Map<String, Long> byRoute() {
    return new TreeMap<>(counts);
  }

  /** The counts over HTTP: a line for each route. */
  @Path("_requests")
  @Produces(MediaType.TEXT_PLAIN)
  public static final class Resource {

    private final RequestCounts counts;

    Resource(RequestCounts counts) {
      this.counts = counts;
    }

    @GET
    public String lines() {
      return counts.byRoute().entrySet().stream()
          .map(route -> route.getValue() + " " + route.getKey() + "\n")
          .collect(Collectors.joining());
    }
  }
}
