package dev.mayfly.acceptance.crash;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The outcome of one scenario's job.
 *
 * @param outcome the life's outcome; absent when it has none.
 * @param done from when the restarted processes were healthy until the job was done; zero when it
 *     was done before; absent when it never was.
 * @param closed the same, until its life was closed.
 * @param redelivered the deliveries that failed and were sent again.
 * @param losses what must not be; empty when all is well.
 * @param containers how many were started in the scenario's pool.
 */
record Result(
    Scenario scenario,
    @Nullable String outcome,
    @Nullable Duration done,
    @Nullable Duration closed,
    List<String> redelivered,
    List<String> losses,
    int containers) {

  Result {
    redelivered = List.copyOf(redelivered);
    losses = List.copyOf(losses);
  }

  /** Returns a line for the console. */
  String line() {
    return String.format(
        "%s, %s: %s, done %s, closed %s, sent again %s%s",
        scenario.name(),
        scenario.killPoint().state,
        outcome,
        done,
        closed,
        redelivered,
        losses.isEmpty() ? "" : ", LOSS " + losses);
  }
}
