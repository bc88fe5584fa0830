package dev.mayfly.worker;

import com.codahale.metrics.health.HealthCheck;
import dev.mayfly.service.http.ClockSkew;
import dev.mayfly.worker.watch.TemporalClock;
import dev.mayfly.workflows.temporal.InWords;
import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Healthy while this machine's clock is that of the services it talks to. */
final class ClockHealthCheck extends HealthCheck {

  // github/docs, "Generating a JSON Web Token (JWT) for a GitHub App": issued 60 seconds in the
  // past, against clock drift. Batch is more patient: "Authenticate Requests to the Azure Batch
  // Service" has it take a shared key within 15 minutes. Rule batch-clock-15-minutes.
  private static final Duration MOST = Duration.ofSeconds(60);

  private final Supplier<Map<String, Duration>> skew;

  /**
   * @param skew by how much this machine's clock is ahead of each service's.
   */
  ClockHealthCheck(Supplier<Map<String, Duration>> skew) {
    this.skew = skew;
  }

  /** Returns the skew to Temporal, once that has told its time, and to all others. */
  static Map<String, Duration> ahead(ClockSkew skew, TemporalClock temporal) {
    if (temporal.isKnown()) {
      skew.saw("Temporal", temporal.instant());
    }
    return skew.ahead();
  }

  @Override
  protected Result check() {
    Map<String, Duration> ahead = skew.get();
    String wrong =
        ahead.entrySet().stream()
            .filter(it -> it.getValue().abs().compareTo(MOST) > 0)
            .map(it -> sentence(it.getKey(), it.getValue()))
            .collect(Collectors.joining(", "));
    return wrong.isEmpty()
        ? Result.healthy("within %d s of %d services", MOST.toSeconds(), ahead.size())
        : Result.unhealthy(
            "this machine's clock is %s. No runner is ended for that, but GitHub refuses an App's"
                + " tokens beyond one minute, and Batch a shared key beyond 15: synchronize the"
                + " clock that is wrong",
            wrong);
  }

  private static String sentence(String service, Duration ahead) {
    String by = InWords.of(Duration.ofSeconds(ahead.abs().toSeconds()));
    return by + (ahead.isNegative() ? " behind " : " ahead of ") + service + "'s";
  }
}
