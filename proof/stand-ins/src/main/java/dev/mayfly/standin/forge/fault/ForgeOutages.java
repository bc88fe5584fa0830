package dev.mayfly.standin.forge.fault;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.sun.net.httpserver.Filter;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import dev.mayfly.standin.forge.fault.Outage.Log;
import dev.mayfly.standin.forge.fault.Outage.Request;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Stands before the whole server, since what drops connections must: while there is an {@link
 * Outage}, requests end here and are written down. Thread-safe.
 */
public final class ForgeOutages extends Filter {

  private static final String DOCS = "https://docs.github.com/rest";
  private static final Pattern SCOPE =
      Pattern.compile("/api/v[13]/((?:orgs|enterprises)/[^/]+|repos/[^/]+/[^/]+).*");

  private final InstantSource clock;
  private final List<Log> past = new ArrayList<>();
  private final List<Request> requests = new ArrayList<>();
  private @Nullable Outage outage;
  private Instant began = Instant.MIN;
  private Instant ends = Instant.MIN;

  ForgeOutages(InstantSource clock) {
    this.clock = clock;
  }

  /** Begins one now; another one ends. */
  synchronized void begin(Outage next) {
    end();
    outage = next;
    began = clock.instant();
    ends = began.plus(next.lasts());
  }

  /** Ends the one that there is, if any. */
  synchronized void end() {
    Instant now = clock.instant();
    if (outage != null) {
      past.add(log(outage, now.isBefore(ends) ? now : ends));
      outage = null;
      requests.clear();
    }
  }

  /** All that have been, the one that is included, the first first. */
  synchronized List<Log> logs() {
    List<Log> all = new ArrayList<>(past);
    if (outage != null) {
      all.add(log(outage, ends));
    }
    return all;
  }

  private Log log(Outage of, Instant ended) {
    return new Log(of, began, ended, requests);
  }

  @Override
  public void doFilter(HttpExchange exchange, Chain chain) throws IOException {
    Optional<Outage> now = meets(exchange);
    if (now.isEmpty()) {
      chain.doFilter(exchange);
      return;
    }
    switch (now.get().kind()) {
      case SERVER_ERRORS -> answer(exchange, 500, "Server Error");
      case RATE_LIMITED -> refuse(exchange);
      case UNAUTHORIZED -> refuse(exchange, 401, "Bad credentials");
      case FORBIDDEN -> refuse(exchange, 403, "Resource not accessible by personal access token");
      case HIDDEN -> refuse(exchange, 404, "Not Found");
      case DROPPED -> exchange.close(); // before any answer, this closes the connection
    }
  }

  private synchronized Optional<Outage> meets(HttpExchange exchange) {
    String path = exchange.getRequestURI().getPath();
    Instant now = clock.instant();
    boolean due =
        outage != null
            && now.isBefore(ends)
            && (path.startsWith("/api/") || (path.startsWith("/_runner/") && outage.hitsRunners()));
    if (due) {
      Matcher scope = SCOPE.matcher(path);
      String name = scope.matches() ? scope.group(1).toLowerCase(Locale.ROOT) : "";
      requests.add(new Request(now, name, exchange.getRequestMethod() + " " + path));
    }
    return due ? Optional.ofNullable(outage) : Optional.empty();
  }

  private void refuse(HttpExchange exchange) throws IOException {
    Headers headers = exchange.getResponseHeaders();
    headers.set("X-RateLimit-Limit", "5000");
    headers.set("X-RateLimit-Remaining", "0");
    headers.set("X-RateLimit-Used", "5000");
    headers.set("X-RateLimit-Resource", "core");
    headers.set("X-RateLimit-Reset", Long.toString(reset()));
    answer(exchange, 403, "API rate limit exceeded for user ID 1.");
  }

  /** Refuses a credential, which is the forge's own word: no proxy's answer has this header. */
  private static void refuse(HttpExchange exchange, int status, String message) throws IOException {
    exchange.getResponseHeaders().set("X-GitHub-Request-Id", "0000:000000:00000000");
    answer(exchange, status, message);
  }

  /** Whole seconds, and nothing is left before them. */
  private synchronized long reset() {
    return ends.plus(Duration.ofSeconds(1).minusNanos(1)).getEpochSecond();
  }

  private static void answer(HttpExchange exchange, int status, String message) throws IOException {
    try (exchange) {
      byte[] body = errorBody(status, message).getBytes(UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "application/json; charset=utf-8");
      exchange.sendResponseHeaders(status, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  /** Returns the body of an error as GitHub writes it. */
  public static String errorBody(int status, String message) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("message", message)
        .put("documentation_url", DOCS)
        .put("status", Integer.toString(status))
        .toString();
  }

  @Override
  public String description() {
    return "answers nobody while there is an outage";
  }
}
