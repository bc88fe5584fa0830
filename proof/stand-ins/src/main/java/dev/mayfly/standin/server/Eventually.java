package dev.mayfly.standin.server;

import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for what another thread or process does, with a deadline, and says what for. */
public final class Eventually {

  // Only what never comes is waited for so long: on a busy machine a JVM alone may take one minute.
  private static final Duration DEADLINE = Duration.ofMinutes(2);
  private static final Duration PAUSE = Duration.ofMillis(20);

  private Eventually() {}

  public static void until(String what, BooleanSupplier holds) {
    until(what, DEADLINE, holds);
  }

  public static void until(String what, Duration atMost, BooleanSupplier holds) {
    Object unused =
        get(what, atMost, () -> holds.getAsBoolean() ? Optional.of(true) : Optional.empty());
  }

  public static <T> T get(String what, Supplier<Optional<T>> source) {
    return get(what, DEADLINE, source);
  }

  public static <T> T get(String what, Duration atMost, Supplier<Optional<T>> source) {
    long deadline = System.nanoTime() + atMost.toNanos();
    while (System.nanoTime() < deadline) {
      Optional<T> found = source.get();
      if (found.isPresent()) {
        return found.get();
      }
      try {
        Thread.sleep(PAUSE.toMillis());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        break;
      }
    }
    throw new AssertionError("waited " + atMost + " in vain until " + what);
  }
}
