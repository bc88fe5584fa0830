package dev.mayfly.service.secret;

import static java.util.Objects.requireNonNull;

import com.google.common.base.Ticker;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

/**
 * A value that a service makes of secrets that may be replaced while it runs, such as keys: made
 * anew when one of them has changed, and checked at most once in five seconds, however often it is
 * used. Thread-safe; only the thread that checks waits, for as long as a small file is read.
 */
public final class CurrentSecrets<T> {

  /**
   * The greatest age of a value. More time lies between the replacement of a secret and the next
   * delivery.
   */
  public static final Duration PAUSE = Duration.ofSeconds(5);

  private final List<Secret> secrets;
  private final Function<List<String>, T> make;
  private final Ticker ticker;
  private final AtomicLong nextCheck;
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
    this.nextCheck = new AtomicLong(ticker.read() + PAUSE.toNanos());
    List<String> values = this.secrets.stream().map(Secret::reveal).toList();
    this.made = new AtomicReference<>(new Made<>(values, make.apply(values)));
  }

  /** Returns the value of the secrets of five seconds ago, or of newer ones. */
  public T get() {
    long now = ticker.read();
    long next = nextCheck.get();
    if (now - next >= 0 && nextCheck.compareAndSet(next, now + PAUSE.toNanos())) {
      check();
    }
    return requireNonNull(made.get()).result();
  }

  private void check() {
    List<String> values = secrets.stream().map(Secret::latest).toList();
    if (!values.equals(requireNonNull(made.get()).values())) {
      made.set(new Made<>(values, make.apply(values)));
    }
  }
}
