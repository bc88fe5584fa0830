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
   * @param all at least one; their traffic shares what is known of the forge.
   */
  public static Credentials of(List<Credential> all) {
    return new Credentials(all, Optional.empty());
  }

  /** A token alone. */
  public static Credentials ofToken(ForgeAuth token, RequestLimiter traffic) {
    return of(List.of(new Credential("token", token, traffic)));
  }

  /** That of an App itself. */
  public static Credentials ofApp(GitHubApp app, Credential itself) {
    return new Credentials(
        List.of(itself),
        Optional.of(
            "App "
                + app.id()
                + ": is the id right, does the private key belong to it, is the clock right, is it"
                + " installed there?"));
  }

  /** What may be wrong when the forge refuses it; empty: it depends on what is asked. */
  Optional<String> hint() {
    return hint;
  }

  /**
   * In which order they are to be tried: for what a job waits for, the one that has most left comes
   * first. Everything else goes to the first one of the configuration while that may ask, whose
   * unchanged answers then stay free.
   */
  List<Credential> inOrder(ApiRequest asked) {
    if (asked.priority() != Priority.REGISTER || all.size() == 1) {
      return all;
    }
    Comparator<Credential> byLeft = comparingInt(one -> one.traffic().left(asked));
    return all.stream().sorted(byLeft.reversed()).toList();
  }

  /** What the shares of the budget are parts of, per hour. */
  public int perHour() {
    return sum(RequestLimiter::perHour);
  }

  /** How many requests the sweep may send now without being refused for its share. */
  public int sweepHas() {
    return sum(RequestLimiter::sweepHas);
  }

  private int sum(ToIntFunction<RequestLimiter> count) {
    return all.stream().map(Credential::traffic).mapToInt(count).sum();
  }

  /** When a failure about this scope is worth another try; empty when nobody knows. */
  Optional<Duration> pause(Scope scope) {
    return all.get(0).traffic().pause(scope);
  }

  /** How much is left, for people. */
  public String inWords() {
    return all.size() == 1
        ? all.get(0).traffic().inWords()
        : all.stream()
            .map(one -> one.name() + ": " + one.traffic().inWords())
            .collect(Collectors.joining("; "));
  }
}
