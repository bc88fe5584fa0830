package dev.mayfly.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.LockSupport;

/** Waits for what comes at its own time, on a machine however loaded. */
public final class Await {

  public static final Duration LONG = Duration.ofSeconds(60);

  private Await() {}

  public interface Condition {
    boolean holds() throws Exception;
  }

  public static void until(String what, Condition condition) throws Exception {
    Instant giveUp = Instant.now().plus(LONG);
    while (!condition.holds()) {
      assertThat(Instant.now()).as("waited until " + what).isBefore(giveUp);
      LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
    }
  }
}
