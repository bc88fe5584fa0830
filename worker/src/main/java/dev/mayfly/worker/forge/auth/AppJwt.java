package dev.mayfly.worker.forge.auth;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mayfly.worker.forge.http.AppKey;
import dev.mayfly.worker.forge.http.ForgeAuth;
import dev.mayfly.worker.forge.http.ForgeException;
import dev.mayfly.worker.forge.http.ForgeException.Kind;
import dev.mayfly.worker.forge.http.GitHubApp;
import dev.mayfly.workflows.id.Scope;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** Signs in as an App itself, which may do little more than ask for its installations' tokens. */
final class AppJwt implements ForgeAuth {

  // GitHub's advice: a minute back for clocks that differ, and no more than ten minutes ahead. Rule
  // gh-app-jwt.
  private static final Duration BACK = Duration.ofSeconds(60);
  private static final Duration AHEAD = Duration.ofMinutes(9);
  // What the minute back covers anyway.
  private static final Duration SAME_TIME = Duration.ofSeconds(30);

  private final GitHubApp app;
  private final InstantSource clock;
  // How far the forge's clock is ahead of ours.
  private final AtomicReference<Duration> ahead = new AtomicReference<>(Duration.ZERO);
  // The key that signed last, to know whether there is another one by now.
  private final AtomicReference<String> used = new AtomicReference<>("");

  AppJwt(GitHubApp app, InstantSource clock) {
    this.app = app;
    this.clock = clock;
  }

  @Override
  public String authorization(Scope scope) {
    String pem = app.privateKey().get();
    Instant now = clock.instant().plus(requireNonNull(ahead.get()));
    ObjectNode claims =
        JsonNodeFactory.instance
            .objectNode()
            .put("iat", now.minus(BACK).getEpochSecond())
            .put("exp", now.plus(AHEAD).getEpochSecond())
            .put("iss", app.id());
    try {
      String jwt = AppKey.ofPem(pem).jwt(claims.toString());
      used.set(pem);
      return "Bearer " + jwt;
    } catch (IllegalArgumentException e) {
      throw new ForgeException(Kind.POOL_FAULT, app.id() + ": " + e.getMessage(), null);
    }
  }

  /** The key may have been replaced since it was read, or our clock is wrong. */
  @Override
  public boolean refused(Scope scope, String authorization, Optional<Instant> forgeTime) {
    Duration known = requireNonNull(ahead.get());
    Duration difference = forgeTime.map(it -> Duration.between(clock.instant(), it)).orElse(known);
    boolean clocksDiffer = difference.minus(known).abs().compareTo(SAME_TIME) > 0;
    if (clocksDiffer) {
      ahead.set(difference);
    }
    return clocksDiffer || !app.privateKey().get().equals(used.get());
  }

  @Override
  public String toString() {
    return "AppJwt[" + app.id() + "]";
  }
}
