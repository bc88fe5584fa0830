package dev.mayfly.worker.forge;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A credential as its forge sees it.
 *
 * @param kind for people: {@code classic token}, {@code fine-grained token} or {@code App 1234 in
 *     orgs/acme}.
 * @param expiresAt absent where the forge names no time.
 * @param scopes of a classic token; absent of any other.
 * @param permissions of an App, as in {@code actions} → {@code read}; empty of a token.
 * @param events that an App's webhook delivers; empty of a token.
 * @param limit of requests an hour; 0 where there is none.
 * @param reset when there are as many again.
 */
public record SignedIn(
    String kind,
    @Nullable Instant expiresAt,
    @Nullable Set<String> scopes,
    Map<String, String> permissions,
    List<String> events,
    int limit,
    int remaining,
    Instant reset) {

  public SignedIn {
    scopes = scopes == null ? null : Set.copyOf(scopes);
    permissions = Map.copyOf(permissions);
    events = List.copyOf(events);
  }
}
