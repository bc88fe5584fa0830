package dev.mayfly.workflows.simulator;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mayfly.workflows.temporal.FailureType;
import dev.mayfly.workflows.temporal.StepFailed;
import io.temporal.activity.Activity;
import io.temporal.activity.ActivityInfo;
import io.temporal.activity.DynamicActivity;
import io.temporal.common.converter.EncodedValues;
import io.temporal.failure.ApplicationFailure;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Every activity of a life that is told from a recording: it fails, to be tried again when its
 * answer is due, until that is given. So no activity stops the skipping of time.
 */
final class RecordedAnswers implements DynamicActivity {

  // Until anybody knows when the answer is due, and when others are to be heard before it.
  private static final long SOON = 50;
  private static final long LATE = 500;

  private final LongSupplier clock;
  private final Map<String, Long> due = new HashMap<>();
  private final Map<String, Long> triesAgain = new HashMap<>();
  private final Map<String, Object> given = new HashMap<>();

  /**
   * @param clock the server's, in milliseconds.
   */
  RecordedAnswers(LongSupplier clock) {
    this.clock = clock;
  }

  /** When the answer to this activity is due, by the clock. */
  synchronized void plan(String activity, long at) {
    due.putIfAbsent(activity, at);
  }

  /**
   * @param answer JSON, or a {@link StepFailed}.
   */
  synchronized void give(String activity, Object answer) {
    given.put(activity, answer);
  }

  /** When it looks for its answer next, by the clock; long ago if it is about to. */
  synchronized long triesAgain(String activity) {
    return triesAgain.getOrDefault(activity, 0L);
  }

  @Override
  public synchronized Object execute(EncodedValues arguments) {
    ActivityInfo info = Activity.getExecutionContext().getInfo();
    if (info.isLocal()) {
      return true; // It only notes something.
    }
    String activity = info.getActivityId();
    Object answer = given.get(activity);
    if (answer == null || clock.getAsLong() < due.getOrDefault(activity, 0L)) {
      throw again(activity);
    }
    if (answer instanceof StepFailed failed) {
      throw ApplicationFailure.newNonRetryableFailure(
          requireNonNull(failed.getMessage()),
          failed.isPoolFault() ? FailureType.POOL_FAULT : FailureType.REFUSED);
    }
    return (JsonNode) answer;
  }

  private ApplicationFailure again(String activity) {
    long now = clock.getAsLong();
    Long at = due.get(activity);
    long delay = at == null ? SOON : at > now ? at - now : LATE;
    triesAgain.put(activity, now + delay);
    return ApplicationFailure.newBuilder()
        .setType("NotYet")
        .setMessage("not yet")
        .setNextRetryDelay(Duration.ofMillis(delay))
        .build();
  }
}
