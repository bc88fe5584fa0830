package dev.mayfly.service.secret;

import static java.util.Objects.requireNonNull;

import com.google.common.base.Ticker;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

/**
 * What a service makes of secrets that may be replaced while it runs, such as keys: made anew when
 * one of them has changed, and looked for at most once in five seconds, however often it is used.
 * Thread-safe; nobody waits but the one who looks, for as long as a small file takes to be read.
 */
public final class CurrentSecrets<T> {

  /**
   * How old a value may be. Between a person who replaces a secret and the next delivery lies more.
   */
  public static final Duration PAUSE = Duration.ofSeconds(5);

  private final List<Secret> secrets;
  private final Function<List<String>, T> make;
  private final Ticker ticker;
  private final AtomicLong nextLook;
  private final AtomicReference<Made<T>> made;

  private record Made<T>(List<String> values, T result) {
    @Override
    public String toString() {
      return "***";
    }
  }

  /**
   * Makes it for the first time.
   *
   * @param make gets the values in the secrets' order; what it throws for the first ones is thrown.
   *     Later on it must take any value that is not empty.
   */
  public CurrentSecrets(List<Secret> secrets, Function<List<String>, T> make, Ticker ticker) {
    this.secrets = List.copyOf(secrets);
    this.make = make;
    this.ticker = ticker;
    this.nextLook = new AtomicLong(ticker.read() + PAUSE.toNanos());
    List<String> values = this.secrets.stream().map(Secret::reveal).toList();
    this.made = new AtomicReference<>(new Made<>(values, make.apply(values)));
  }

  /** What the secrets of five seconds ago, or newer ones, make. */
  public T get() {
    long now = ticker.read();
    long next = nextLook.get();
    if (now - next >= 0 && nextLook.compareAndSet(next, now + PAUSE.toNanos())) {
      look();
    }
    return requireNonNull(made.get()).result();
  }

  private void look() {
    List<String> values = secrets.stream().map(Secret::latest).toList();
    if (!values.equals(requireNonNull(made.get()).values())) {
      made.set(new Made<>(values, make.apply(values)));
    }
  }
}
