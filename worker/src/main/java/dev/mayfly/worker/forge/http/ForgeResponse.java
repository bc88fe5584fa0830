package dev.mayfly.worker.forge.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.mayfly.service.http.Redirects;
import dev.mayfly.worker.forge.http.ForgeException.Kind;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import okhttp3.Headers;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;

/**
 * One answer of a forge, read to its end, and what its status and headers mean.
 *
 * @param cost how many requests of the budget it took: none where the forge said that its earlier
 *     answer, given again here, still holds.
 */
public record ForgeResponse(
    String method,
    HttpUrl url,
    String path,
    int status,
    Headers headers,
    String body,
    Instant at,
    int cost) {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern NEXT = Pattern.compile("<([^>]*)>\\s*;[^,]*\\brel=\"?next\"?");
  private static final int LONGEST_MESSAGE = 300;

  // GitHub asks for at least a minute where it names no time, docs "Rate limits for the REST API".
  // Rule gh-secondary-limit.
  private static final Duration SECONDARY_LIMIT_PAUSE = Duration.ofSeconds(60);
  // A guess: GitHub names no longest one, and its secondary limits are over within minutes. Whoever
  // asks for a day is asked again; the reset of the primary limit is an hour away at most. Rule
  // gh-retry-after.
  private static final Duration LONGEST_RETRY_AFTER = Duration.ofMinutes(15);
  private static final String REQUEST_ID = "X-GitHub-Request-Id";

  /** This answer, which said "304 Not Modified", as the one that it confirms. */
  ForgeResponse sameAs(ETagCache.Entry known) {
    return new ForgeResponse(method, url, path, 200, known.headers(), known.body(), at, 0);
  }

  ForgeResponse withCost(int requests) {
    return requests == cost
        ? this
        : new ForgeResponse(method, url, path, status, headers, body, at, requests);
  }

  public boolean succeeded() {
    return status >= 200 && status < 300;
  }

  /**
   * @throws ForgeException when something that is no JSON object came back, as from a proxy.
   */
  public JsonNode json() {
    return json(JsonNode::isObject, "object");
  }

  /**
   * @throws ForgeException when something that is no JSON array came back.
   */
  JsonNode array() {
    return json(JsonNode::isArray, "array");
  }

  private JsonNode json(Predicate<JsonNode> wanted, String kind) {
    try {
      JsonNode read = JSON.readTree(body);
      if (read != null && wanted.test(read)) {
        return read;
      }
    } catch (JsonProcessingException notJson) {
      // Told below: the parser's own message would quote the body, which may hold a token.
    }
    throw new ForgeException(
        Kind.UNAVAILABLE,
        method + " " + path + " → " + status + ", but the body is no JSON " + kind,
        status,
        headers.get(REQUEST_ID),
        null);
  }

  /** The next page, unless it would lead anywhere but to the same list on the same host. */
  Optional<HttpUrl> next() {
    return headers.values("Link").stream()
        .map(NEXT::matcher)
        .filter(Matcher::find)
        .map(link -> url.resolve(link.group(1)))
        .filter(next -> next != null && sameOrigin(next))
        .filter(next -> next.encodedPath().equals(url.encodedPath()))
        .findFirst();
  }

  /** Where a redirect leads, unless it leads to another host. */
  Optional<HttpUrl> redirect() {
    boolean redirected = status == 301 || status == 302 || status == 307 || status == 308;
    String location = headers.get("Location");
    return redirected && location != null
        ? Optional.ofNullable(url.resolve(location)).filter(this::sameOrigin)
        : Optional.empty();
  }

  private boolean leadsElsewhere() {
    return Redirects.isOne(status) && redirect().isEmpty() && !isSignInPage();
  }

  private boolean sameOrigin(HttpUrl other) {
    return other.scheme().equals(url.scheme())
        && other.host().equals(url.host())
        && other.port() == url.port();
  }

  /** Every 403 of GitHub's carries rate-limit headers; only these mean that the limit was it. */
  public boolean isRateLimited() {
    return status == 429
        || (status == 403
            && (headers.get("Retry-After") != null
                || "0".equals(headers.get("X-RateLimit-Remaining"))
                || message().toLowerCase(Locale.ROOT).contains("secondary rate limit")));
  }

  /**
   * Azure DevOps answers a token that it does not take with 203 or 302 and the page where a person
   * signs in. Rule azdo-sign-in-page.
   */
  boolean isSignInPage() {
    return status == 203
        || (status == 302 && String.valueOf(headers.get("Location")).contains("_signin"))
        || (status == 200 && String.valueOf(headers.get("Content-Type")).startsWith("text/html"));
  }

  /** Returns whether an error of Azure DevOps is of this type. */
  public boolean saysType(String typeKey) {
    return status >= 400 && typeKey.equals(field("typeKey"));
  }

  /** Returns whether the forge is unavailable, rather than refusing. */
  boolean isAway() {
    return (status >= 500 && !saysGone()) || isPageOfProxy();
  }

  /** Returns whether the forge itself refuses, and not for its limit. */
  boolean isForbidden() {
    return status == 403 && !isRateLimited() && !isPageOfProxy();
  }

  /** Returns the failure of a request with a token that is seconds old. */
  ForgeException tooSoon(Duration retryAfter) {
    return new ForgeException(
        Kind.UNAVAILABLE,
        method + " " + path + " → " + status + ", by a token that is new and may not be known yet",
        status,
        headers.get(REQUEST_ID),
        retryAfter);
  }

  /**
   * Returns whether it is not the forge's own refusal: GitHub's API refuses with JSON and an id of
   * the request (docs "Troubleshooting the REST API"), a proxy on the way with a page for people.
   * Rule gh-refuses-in-json.
   */
  public boolean isPageOfProxy() {
    return status == 403
        && headers.get(REQUEST_ID) == null
        && (String.valueOf(headers.get("Content-Type")).startsWith("text/html")
            || body.stripLeading().startsWith("<"));
  }

  /** Returns whether it is GitHub's word, which wants ever longer pauses where it names none. */
  boolean isOfGitHub() {
    return headers.get(REQUEST_ID) != null
        || message().toLowerCase(Locale.ROOT).contains("rate limit");
  }

  /**
   * Gitea up to 1.24 answers 500 where it means that there is no such registration. Rule
   * gitea-gone-500.
   */
  public boolean saysGone() {
    return status == 500
        && method.equals("DELETE")
        && message().toLowerCase(Locale.ROOT).contains("does not exist");
  }

  /** Returns whether no request is to be sent for a while. */
  boolean wantsPause() {
    return isRateLimited() || (status == 503 && headers.get("Retry-After") != null);
  }

  /** Returns whether the answer itself says for how long. */
  boolean namesPause() {
    return headers.get("Retry-After") != null
        || ("0".equals(headers.get("X-RateLimit-Remaining"))
            && headers.get("X-RateLimit-Reset") != null);
  }

  Duration pauseOrDefault() {
    Duration pause = pause();
    return pause == null ? SECONDARY_LIMIT_PAUSE : pause;
  }

  /**
   * @param hint what may be missing, for answers that do not say: added to 401, 403 and 404.
   * @param otherwise how long to wait where the forge does not say.
   */
  ForgeException failure(@Nullable String hint, Optional<Duration> otherwise) {
    String requestId = headers.get(REQUEST_ID);
    Kind kind = kind(hint != null);
    String text =
        method
            + " "
            + path
            + " → "
            + status
            + (requestId == null ? "" : ", request " + clean(requestId))
            + (message().isEmpty() ? "" : ": " + message())
            + (isPageOfProxy() ? ", a page that is not the forge's: does a proxy refuse?" : "")
            + (asksForTooLong()
                ? ", to be tried again in " + headers.get("Retry-After") + " s"
                : "")
            + (isSignInPage() ? ", the page where a person signs in" : "")
            + (leadsElsewhere() ? ": " + Redirects.refused(url.uri(), headers.get("Location")) : "")
            + (kind == Kind.POOL_FAULT && hint != null && !leadsElsewhere()
                ? " (" + lacking(hint) + ")"
                : "");
    @Nullable Duration pause = pause();
    return new ForgeException(
            kind,
            text,
            status,
            requestId,
            kind == Kind.UNAVAILABLE ? (pause == null ? otherwise.orElse(null) : pause) : null)
        .byLimit(isRateLimited());
  }

  /** The forge's own word where it has one; "404" may also mean that there is no such thing. */
  private String lacking(String hint) {
    Optional<String> needed = status == 401 ? Optional.empty() : NeededPermission.of(headers);
    return status == 404 ? needed.map(it -> hint + " It " + it).orElse(hint) : needed.orElse(hint);
  }

  /** When it was given, by the forge's clock; empty where that is not said. */
  public Optional<Instant> date() {
    return Optional.ofNullable(headers.getInstant("Date"));
  }

  private Kind kind(boolean needsPermission) {
    if (status == 408 || status >= 500 || isRateLimited() || isPageOfProxy()) {
      return Kind.UNAVAILABLE;
    }
    boolean forbidden =
        status == 401 || status == 403 || (needsPermission && (status == 404 || isSignInPage()));
    return forbidden || leadsElsewhere() ? Kind.POOL_FAULT : Kind.REFUSED;
  }

  private @Nullable Duration pause() {
    try {
      String retryAfter = headers.get("Retry-After");
      if (retryAfter != null) {
        long seconds = Math.max(0, Long.parseLong(retryAfter.strip()));
        return Duration.ofSeconds(Math.min(seconds, LONGEST_RETRY_AFTER.toSeconds()));
      }
      String reset = headers.get("X-RateLimit-Reset");
      if (isRateLimited() && "0".equals(headers.get("X-RateLimit-Remaining")) && reset != null) {
        Duration untilReset =
            Duration.between(at, Instant.ofEpochSecond(Long.parseLong(reset.strip())));
        return untilReset.isNegative() ? Duration.ofSeconds(1) : untilReset.plusSeconds(1);
      }
    } catch (NumberFormatException | DateTimeException unreadable) {
      return SECONDARY_LIMIT_PAUSE;
    }
    return isRateLimited() ? SECONDARY_LIMIT_PAUSE : null;
  }

  /** Returns whether it names a pause that is longer than what it is given. */
  boolean asksForTooLong() {
    String retryAfter = headers.get("Retry-After");
    return retryAfter != null
        && retryAfter.strip().matches("[0-9]{1,18}")
        && Long.parseLong(retryAfter.strip()) > LONGEST_RETRY_AFTER.toSeconds();
  }

  private String message() {
    return field("message");
  }

  private String field(String name) {
    try {
      JsonNode read = JSON.readTree(body);
      return clean((read == null ? MissingNode.getInstance() : read).path(name).asText());
    } catch (JsonProcessingException notJson) {
      return "";
    }
  }

  private static String clean(String text) {
    String oneLine = text.replaceAll("\\p{Cntrl}+", " ").strip();
    return oneLine.length() > LONGEST_MESSAGE
        ? oneLine.substring(0, LONGEST_MESSAGE) + "…"
        : oneLine;
  }
}
