package dev.mayfly.worker.forge;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mayfly.worker.forge.http.ForgeHttp;
import dev.mayfly.worker.forge.http.ForgeResponse;
import dev.mayfly.workflows.id.Scope;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * The credentials of a GitHub as it sees them.
 *
 * @param apps who asks as an App itself, by its id.
 */
record Account(ForgeHttp http, Map<String, ForgeHttp> apps) {

  // docs, "Scopes for OAuth apps": X-OAuth-Scopes lists the scopes that a classic token has; of a
  // fine-grained one there is none (seen). The time: changelog of 2021-07-26, "Expiration options
  // for personal access tokens"; its form was seen. Rule gh-token-headers.
  private static final String SCOPES = "X-OAuth-Scopes";
  private static final String EXPIRY = "GitHub-Authentication-Token-Expiration";
  private static final DateTimeFormatter FORM =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss z", Locale.ROOT);
  private static final int NOT_LIMITED = 404;

  List<SignedIn> signedIn() {
    Scope first = http.forge().scopes().get(0);
    ForgeResponse limits = http.send(first, "GET", http.url("rate_limit").build(), null);
    if (limits.status() != NOT_LIMITED) { // as GitHub Enterprise Server may be
      limits = http.given(limits, first);
    }
    return apps.isEmpty() ? List.of(token(limits)) : installations(limits);
  }

  private static SignedIn token(ForgeResponse limits) {
    String scopes = limits.headers().get(SCOPES);
    return signedIn(
        scopes == null ? "fine-grained token" : "classic token",
        expiry(limits.headers().get(EXPIRY)),
        scopes == null ? null : Set.of(scopes.strip().split("\\s*,\\s*", -1)),
        limits,
        limits.json().path("none"));
  }

  /** Of each App in each scope: what it may, its owners grant it there. */
  private List<SignedIn> installations(ForgeResponse limits) {
    List<SignedIn> all = new ArrayList<>();
    apps.forEach(
        (id, app) -> {
          for (Scope scope : http.forge().scopes()) {
            ForgeResponse answer =
                app.send(scope, "GET", app.url(scope, "installation").build(), null);
            JsonNode its = app.given(answer, scope).json();
            all.add(signedIn("App " + id + " in " + scope, null, null, limits, its));
          }
        });
    return all;
  }

  private static SignedIn signedIn(
      String kind,
      @Nullable Instant expiresAt,
      @Nullable Set<String> scopes,
      ForgeResponse limits,
      JsonNode installation) {
    Map<String, String> permissions = new LinkedHashMap<>();
    installation
        .path("permissions")
        .properties()
        .forEach(one -> permissions.put(one.getKey(), one.getValue().asText()));
    JsonNode core = limits.json().at("/resources/core");
    return new SignedIn(
        kind,
        expiresAt,
        scopes,
        permissions,
        StreamSupport.stream(installation.path("events").spliterator(), false)
            .map(JsonNode::asText)
            .toList(),
        core.path("limit").asInt(),
        core.path("remaining").asInt(),
        Instant.ofEpochSecond(core.path("reset").asLong()));
  }

  private static @Nullable Instant expiry(@Nullable String told) {
    try {
      return told == null ? null : Instant.from(FORM.parse(told.strip()));
    } catch (DateTimeException unreadable) {
      return null; // It is a hint; the token ends anyway.
    }
  }
}
