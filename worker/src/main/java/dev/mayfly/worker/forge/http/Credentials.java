package dev.mayfly.worker.forge.http;

import static java.util.Comparator.comparingInt;

import dev.mayfly.workflows.id.Scope;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;

/**
 * All ways to sign in at one forge: a token, or one App or more, each with a budget of its own.
 * Thread-safe.
 */
public final class Credentials {

  private final List<Credential> all;
  private final Optional<String> hint;

  private Credentials(List<Credential> all, Optional<String> hint) {
    this.all = List.copyOf(all);
    this.hint = hint;
  }

  /**
   * @param all at least one; their limiters share what is known of the forge.
   */
  public static Credentials of(List<Credential> all) {
    return new Credentials(all, Optional.empty());
  }

  /** Returns the credentials of a token alone. */
  public static Credentials ofToken(ForgeAuth token, RequestLimiter limiter) {
    return of(List.of(new Credential("token", token, limiter)));
  }

  /** Returns the credentials of an App itself. */
  public static Credentials ofApp(GitHubApp app, Credential itself) {
    return new Credentials(
        List.of(itself),
        Optional.of(
            "App "
                + app.id()
                + ": is the id right, does the private key belong to it, is the clock right, is it"
                + " installed there?"));
  }

  /** Returns what may be wrong when the forge refuses it; empty: it depends on the request. */
  Optional<String> hint() {
    return hint;
  }

  /** Returns what is wrong when the forge does not know who asks. */
  String unknown() {
    return hint.orElse(
        "the forge does not know the credential, "
            + all.stream().map(Credential::name).collect(Collectors.joining(", "))
            + ": is it expired, revoked, cut off, or of another forge?");
  }

  /**
   * Returns them in the order in which they are to be tried: for a request that a job waits for,
   * the one that has most left comes first. Any other goes to the first one of the configuration
   * while that may send, whose unchanged answers then stay free.
   */
  List<Credential> inOrder(ApiRequest asked) {
    if (asked.priority() != Priority.REGISTER || all.size() == 1) {
      return all;
    }
    Comparator<Credential> byLeft = comparingInt(one -> one.limiter().left(asked));
    return all.stream().sorted(byLeft.reversed()).toList();
  }

  /** Returns the hourly limit that the shares are parts of. */
  public int perHour() {
    return sum(RequestLimiter::perHour);
  }

  /** Returns how many requests the sweep may send now within its allowance. */
  public int sweepHas() {
    return sum(RequestLimiter::sweepHas);
  }

  private int sum(ToIntFunction<RequestLimiter> count) {
    return all.stream().map(Credential::limiter).mapToInt(count).sum();
  }

  /**
   * Returns after what time a failure about this scope is worth a retry; empty if that is not
   * known.
   */
  Optional<Duration> pause(Scope scope) {
    return all.get(0).limiter().pause(scope);
  }

  /** Returns in words how much is left. */
  public String inWords() {
    return all.size() == 1
        ? all.get(0).limiter().inWords()
        : all.stream()
            .map(one -> one.name() + ": " + one.limiter().inWords())
            .collect(Collectors.joining("; "));
  }
}
