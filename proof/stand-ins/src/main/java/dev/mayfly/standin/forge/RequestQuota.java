package dev.mayfly.standin.forge;

import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.annotation.Priority;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * GitHub's primary rate limit: so many requests an hour for each who asks, from the first one on.
 * An answer that says that nothing has changed (304) is free, and so is asking for the limit
 * itself. Rule gh-rate-limit. Rule gh-304-free.
 */
@PreMatching
@Priority(RequestQuota.PRIORITY)
public final class RequestQuota implements ContainerRequestFilter, ContainerResponseFilter {

  /** Before what admits a request, and after what makes an answer a 304. */
  static final int PRIORITY = 100;

  private static final int NOT_MODIFIED = 304;
  private static final long WINDOW_SECONDS = 3600;
  private static final String REFUSED = RequestQuota.class.getName();

  private final int limit;
  private final InstantSource clock;
  private final UnaryOperator<String> budgetOf;
  private final Map<String, Counted> counted = new HashMap<>();

  /** One hour of one who asks. */
  private static final class Counted {
    private long windowEnds;
    private int used;
    private int notModified;
    private int refused;
  }

  /**
   * @param budgetOf whose budget a token uses; empty for the one that is not an App's.
   */
  RequestQuota(int limit, InstantSource clock, UnaryOperator<String> budgetOf) {
    this.limit = limit;
    this.clock = clock;
    this.budgetOf = budgetOf;
  }

  /**
   * The requests of the current hour.
   *
   * @param limit how many requests it has.
   * @param used how many of them are gone.
   * @param notModified how many answers were free because nothing had changed.
   * @param refused how many requests found nothing left.
   * @param resets when the next hour begins.
   */
  public record Hour(int limit, int used, int notModified, int refused, Instant resets) {

    public int remaining() {
      return limit - used;
    }

    /** All that was asked, free or not. */
    public int total() {
      return used + notModified + refused;
    }
  }

  @Override
  public void filter(ContainerRequestContext request) {
    if (counts(request) && !hasLeft(who(request))) {
      request.setProperty(REFUSED, true);
      request.abortWith(
          Response.fromResponse(ApiFilter.error(403, "API rate limit exceeded for user ID 1."))
              .build());
    }
  }

  private static boolean counts(ContainerRequestContext request) {
    String path = request.getUriInfo().getPath();
    String api = Dialect.GITHUB.apiPath() + "/";
    return path.startsWith(api) && !path.equals(api + "rate_limit");
  }

  private String who(ContainerRequestContext request) {
    return budgetOf.apply(ApiFilter.token(request.getHeaderString("Authorization")));
  }

  private synchronized boolean hasLeft(String who) {
    return current(who).used < limit;
  }

  private Counted current(String who) {
    Counted its = counted.computeIfAbsent(who, any -> new Counted());
    long now = clock.instant().getEpochSecond();
    if (now >= its.windowEnds) {
      its.windowEnds = now + WINDOW_SECONDS;
      its.used = 0;
      its.notModified = 0;
      its.refused = 0;
    }
    return its;
  }

  @Override
  public void filter(ContainerRequestContext request, ContainerResponseContext response) {
    if (counts(request)) {
      count(who(request), request.getProperty(REFUSED) != null, response.getStatus());
    }
    if (request.getUriInfo().getPath().startsWith(Dialect.GITHUB.apiPath())) {
      show(hour(who(request)), response.getHeaders());
    }
  }

  private synchronized void count(String who, boolean wasRefused, int status) {
    Counted its = current(who);
    if (wasRefused) {
      its.refused++;
    } else if (status == NOT_MODIFIED) {
      its.notModified++;
    } else {
      its.used++;
    }
  }

  private static void show(Hour hour, MultivaluedMap<String, Object> headers) {
    headers.putSingle("X-RateLimit-Limit", hour.limit());
    headers.computeIfAbsent("X-RateLimit-Remaining", k -> list(hour.remaining()));
    headers.computeIfAbsent("X-RateLimit-Reset", k -> list(hour.resets().getEpochSecond()));
    headers.putSingle("X-RateLimit-Used", hour.used());
    headers.putSingle("X-RateLimit-Resource", "core");
  }

  private static List<Object> list(Object value) {
    return new ArrayList<>(List.of(value));
  }

  /** Has the one that is no App's spend all but so many. */
  synchronized void leave(int requests) {
    current("").used = limit - requests;
  }

  Hour hour() {
    return hour("");
  }

  synchronized Hour hour(String who) {
    Counted its = current(who);
    return new Hour(
        limit, its.used, its.notModified, its.refused, Instant.ofEpochSecond(its.windowEnds));
  }

  /** The current hour, as {@code GET /rate_limit} shows it. */
  ObjectNode json() {
    Hour hour = hour();
    return GitHubJson.object()
        .put("limit", hour.limit())
        .put("used", hour.used())
        .put("remaining", hour.remaining())
        .put("reset", hour.resets().getEpochSecond());
  }
}
