package dev.mayfly.local.github;

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
import java.util.List;

/**
 * GitHub's primary rate limit: so many requests an hour, from the first one on. An answer that says
 * that nothing has changed (304) is free, and so is asking for the limit itself.
 */
@PreMatching
@Priority(RateLimit.PRIORITY)
public final class RateLimit implements ContainerRequestFilter, ContainerResponseFilter {

  /** Before what admits a request, and after what makes an answer a 304. */
  static final int PRIORITY = 100;

  private static final int NOT_MODIFIED = 304;
  private static final long WINDOW_SECONDS = 3600;
  private static final String REFUSED = RateLimit.class.getName();

  private final int limit;
  private final InstantSource clock;
  private long windowEnds;
  private int used;
  private int notModified;
  private int refused;

  RateLimit(int limit, InstantSource clock) {
    this.limit = limit;
    this.clock = clock;
  }

  /**
   * What the current hour has seen.
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
    if (counts(request) && !hasLeft()) {
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

  private synchronized boolean hasLeft() {
    refresh();
    return used < limit;
  }

  private void refresh() {
    long now = clock.instant().getEpochSecond();
    if (now >= windowEnds) {
      windowEnds = now + WINDOW_SECONDS;
      used = 0;
      notModified = 0;
      refused = 0;
    }
  }

  @Override
  public void filter(ContainerRequestContext request, ContainerResponseContext response) {
    if (counts(request)) {
      count(request.getProperty(REFUSED) != null, response.getStatus());
    }
    if (request.getUriInfo().getPath().startsWith(Dialect.GITHUB.apiPath())) {
      show(response.getHeaders());
    }
  }

  private synchronized void count(boolean wasRefused, int status) {
    refresh();
    if (wasRefused) {
      refused++;
    } else if (status == NOT_MODIFIED) {
      notModified++;
    } else {
      used++;
    }
  }

  private void show(MultivaluedMap<String, Object> headers) {
    Hour hour = hour();
    headers.putSingle("X-RateLimit-Limit", hour.limit());
    headers.computeIfAbsent("X-RateLimit-Remaining", k -> list(hour.remaining()));
    headers.computeIfAbsent("X-RateLimit-Reset", k -> list(hour.resets().getEpochSecond()));
    headers.putSingle("X-RateLimit-Used", hour.used());
    headers.putSingle("X-RateLimit-Resource", "core");
  }

  private static List<Object> list(Object value) {
    return new ArrayList<>(List.of(value));
  }

  synchronized Hour hour() {
    refresh();
    return new Hour(limit, used, notModified, refused, Instant.ofEpochSecond(windowEnds));
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
