package dev.mayfly.service.temporal;

import com.codahale.metrics.health.HealthCheck;
import java.util.Set;

/** Healthy while this process could open whatever Temporal gave it. */
public final class EncryptionHealthCheck extends HealthCheck {

  private final TemporalConnection temporal;

  public EncryptionHealthCheck(TemporalConnection temporal) {
    this.temporal = temporal;
  }

  @Override
  protected Result check() {
    Set<String> unopened = temporal.unopened();
    return unopened.isEmpty()
        ? Result.healthy()
        : Result.unhealthy(
            "%s; lives that it encrypts stand still here until this service has it and is started"
                + " again",
            String.join(", ", unopened));
  }
}
