package dev.mayfly.standin.forge;

import static jakarta.ws.rs.core.Response.Status.NOT_FOUND;

import dev.mayfly.standin.forge.fault.ForgeFaults;
import dev.mayfly.standin.forge.fault.ForgeOutages;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Stands before every API request: strikes it with faults, and checks what its token may do.
 * Unknown organizations and repositories are 404, as is what their token may not see. Rule
 * gh-401-404.
 */
@PreMatching
final class ApiFilter
    implements ContainerRequestFilter, ContainerResponseFilter, ExceptionMapper<RuntimeException> {

  static final String BASE = "api/v3"; // an annotation takes no call of Dialect

  private static final DateTimeFormatter EXPIRY =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'", Locale.ROOT);

  private final StandInSettings settings;
  private final ForgeFaults faults;
  private final HostedRepositories repositories;
  private final Apps apps;
  private final InstantSource clock;
  private final String base;

  ApiFilter(Parts parts, InstantSource clock) {
    this.settings = parts.settings();
    this.faults = parts.faults();
    this.repositories = parts.repositories();
    this.apps = parts.apps();
    this.clock = clock;
    this.base = settings.dialect().apiPath() + "/";
  }

  @Override
  public void filter(ContainerRequestContext request) {
    String path = request.getUriInfo().getPath();
    if (!path.startsWith(base)) {
      return;
    }
    pause();
    ForgeFaults.Answer fault = faults.takeAnswer();
    if (fault != null) {
      request.abortWith(fault(fault, clock));
    } else {
      admit(request, path.substring(base.length()));
    }
  }

  private void admit(ContainerRequestContext request, String path) {
    String token = token(request.getHeaderString("Authorization"));
    String method = request.getMethod();
    boolean readOnly = token.equals(settings.token() + StandInSettings.READ_ONLY);
    // What an App asks as itself, its resource admits.
    if (path.equals("meta") || path.equals("version") || isAsApp(path)) {
      return;
    }
    Optional<Apps.Token> installation = apps.valid(token);
    int young =
        installation
            .map(it -> faults.refusalOf(Duration.between(it.since(), clock.instant())))
            .orElse(0);
    Optional<StandInApp> app = installation.map(Apps.Token::app);
    StandInApp.Needed needed = StandInApp.Needed.of(method, path);
    if (young == 401 || (!token.equals(settings.token()) && !readOnly && app.isEmpty())) {
      request.abortWith(error(401, "Bad credentials"));
    } else if (young == 403) {
      request.abortWith(forbidden("integration", needed));
    } else if (app.filter(it -> !it.may(needed)).isPresent()) {
      request.abortWith(forbidden("integration", needed));
    } else if ((readOnly && (!method.equals("GET") || path.matches(".*/(runners|hooks).*")))
        || faults.forbids(path)) {
      request.abortWith(forbidden("personal access token", needed));
    } else if (!path.equals("rate_limit") && !repositories.exists(path)) {
      request.abortWith(error(404, "Not Found"));
    } else if (token.equals(settings.token()) && !faults.scopes().contains(scope(path))) {
      request.abortWith(unscoped(scope(path)));
    }
  }

  /** The scope of a classic token that a request needs; of the rate limit, one that it has. */
  private String scope(String path) {
    if (path.equals("rate_limit")) {
      return faults.scopes().stream().findFirst().orElse("");
    }
    if (path.startsWith("enterprises/")) {
      return "manage_runners:enterprise";
    }
    return path.startsWith("orgs/")
        ? path.matches("orgs/[^/]+/hooks.*") ? "admin:org_hook" : "admin:org"
        : "repo";
  }

  // docs, "Scopes for OAuth apps": X-Accepted-OAuth-Scopes lists those that the request checks for;
  // docs, "Troubleshooting the REST API": what a token may not see is 404.
  private static Response unscoped(String needed) {
    return Response.fromResponse(error(404, "Not Found"))
        .header("X-Accepted-OAuth-Scopes", needed)
        .build();
  }

  /** Adds what every answer tells of a classic token. Rule gh-token-headers. */
  private void describe(ContainerRequestContext request, ContainerResponseContext response) {
    boolean isClassic =
        settings.dialect() == Dialect.GITHUB
            && token(request.getHeaderString("Authorization")).equals(settings.token());
    if (isClassic) {
      response.getHeaders().putSingle("X-OAuth-Scopes", String.join(", ", faults.scopes()));
      faults
          .tokenExpiry()
          .ifPresent(
              at ->
                  response
                      .getHeaders()
                      .putSingle(
                          "GitHub-Authentication-Token-Expiration",
                          EXPIRY.format(at.atOffset(ZoneOffset.UTC))));
    }
  }

  private boolean isAsApp(String path) {
    return settings.dialect() == Dialect.GITHUB
        && path.matches("app(/.*)?|[a-z]+/[^/]+(/[^/]+)?/installation");
  }

  /** A token without the word before it. */
  static String token(@Nullable String authorization) {
    return String.valueOf(authorization).replaceFirst("^(?i)(?:bearer|token) ", "");
  }

  private static Response forbidden(String to, StandInApp.Needed needed) {
    return Response.fromResponse(error(403, "Resource not accessible by " + to))
        .header("X-Accepted-GitHub-Permissions", needed)
        .build();
  }

  private void pause() {
    try {
      Thread.sleep(faults.latency().toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  static Response fault(ForgeFaults.Answer fault, InstantSource clock) {
    return switch (fault) {
      case SERVER_ERROR -> error(500, "Server Error");
      case BAD_GATEWAY ->
          Response.status(502).type(MediaType.TEXT_HTML).entity("<html>Unicorn!</html>").build();
      case RATE_LIMITED ->
          Response.fromResponse(error(403, "API rate limit exceeded for user ID 1."))
              .header("X-RateLimit-Remaining", 0)
              .header("X-RateLimit-Reset", clock.instant().getEpochSecond() + 1)
              .build();
      case TOO_MANY_REQUESTS ->
          Response.fromResponse(error(429, "You have exceeded a secondary rate limit."))
              .header("Retry-After", 1)
              .build();
    };
  }

  // Rule gh-refuses-in-json.
  static Response error(int status, String message) {
    return Response.status(status)
        .type(MediaType.APPLICATION_JSON)
        .entity(ForgeOutages.errorBody(status, message))
        .build();
  }

  @Override
  public Response toResponse(RuntimeException e) {
    if (e instanceof ForgeRefusal refusal) {
      return error(refusal.status(), String.valueOf(refusal.getMessage()));
    }
    if (e instanceof NotFoundException) {
      return error(NOT_FOUND.getStatusCode(), "Not Found");
    }
    if (e instanceof WebApplicationException web) {
      return error(web.getResponse().getStatus(), String.valueOf(e.getMessage()));
    }
    int status = e instanceof IllegalArgumentException ? 422 : 500;
    return error(status, String.valueOf(e.getMessage()));
  }

  @Override
  public void filter(ContainerRequestContext request, ContainerResponseContext response) {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    response
        .getHeaders()
        .putSingle(
            "X-GitHub-Request-Id",
            String.format(
                Locale.ROOT,
                "%04X:%06X:%08X",
                random.nextInt(1 << 16),
                random.nextInt(1 << 24),
                random.nextInt() & 0x7fffffff));
    describe(request, response);
    // Asked for application/vnd.github+json, GitHub answers application/json.
    boolean isApi = request.getUriInfo().getPath().startsWith(base);
    if (isApi && response.hasEntity() && response.getStatus() != 502) {
      response.getHeaders().putSingle("Content-Type", "application/json; charset=utf-8");
    }
  }
}
