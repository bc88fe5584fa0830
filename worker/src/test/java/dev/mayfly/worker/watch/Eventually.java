package dev.mayfly.worker.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for what another thread does, and says what for; the bound only guards against a hang. */
public final class Eventually {

  private Eventually() {}

  public static void eventually(String what, BooleanSupplier claim) {
    long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (!claim.getAsBoolean()) {
      assertThat(System.nanoTime()).as("waited for %s", what).isLessThan(deadline);
      LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
    }
  }
}
