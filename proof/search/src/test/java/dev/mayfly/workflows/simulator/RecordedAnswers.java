package dev.mayfly.workflows.simulator;

import static java.util.Objects.requireNonNull;

import dev.mayfly.workflows.id.JobRef;
import dev.mayfly.workflows.id.TaskRef;
import dev.mayfly.workflows.simulator.LifeRun.Asked;
import dev.mayfly.workflows.step.RunnerRef;
import dev.mayfly.workflows.temporal.FailureType;
import dev.mayfly.workflows.temporal.StepFailed;
import io.temporal.activity.Activity;
import io.temporal.activity.ActivityInfo;
import io.temporal.activity.DynamicActivity;
import io.temporal.common.converter.EncodedValues;
import io.temporal.failure.ApplicationFailure;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
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
  private final Map<String, Deque<Object>> ofTasks = new HashMap<>();
  private final List<Asked> asked = new ArrayList<>();

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

  /**
   * Gives the next answer to a step that the life tries within its own task.
   *
   * @param answer JSON, a {@link StepFailed}, or that it cannot be done there.
   */
  synchronized void giveAtOnce(String step, Object answer) {
    ofTasks.computeIfAbsent(step, any -> new ArrayDeque<>()).add(answer);
  }

  /** When it looks for its answer next, by the clock; long ago if it is about to. */
  synchronized long triesAgain(String activity) {
    return triesAgain.getOrDefault(activity, 0L);
  }

  @Override
  public synchronized Object execute(EncodedValues arguments) {
    ActivityInfo info = Activity.getExecutionContext().getInfo();
    if (info.isLocal()) {
      return atOnce(info.getActivityType(), info.getActivityId(), arguments);
    }
    String activity = info.getActivityId();
    Object answer = given.get(activity);
    if (answer == null || clock.getAsLong() < due.getOrDefault(activity, 0L)) {
      throw again(activity);
    }
    return told(answer);
  }

  /** A task that Temporal has begin again asks for the same under the same ids. */
  private Object atOnce(String step, String activity, EncodedValues arguments) {
    if (step.equals("giveBackTurn")) {
      return true; // It only notes something.
    }
    if (!given.containsKey(activity)) {
      Deque<Object> answers = ofTasks.getOrDefault(step, new ArrayDeque<>());
      given.put(
          activity,
          answers.isEmpty()
              ? new StepFailed(FailureType.REFUSED, "not recorded")
              : answers.remove());
      asked.add(new Asked(step, argument(step, arguments), true));
    }
    return told(given.get(activity));
  }

  private static Object argument(String step, EncodedValues arguments) {
    return switch (step) {
      case "mintRunnerToken", "removeRunner" -> arguments.get(0, RunnerRef.class);
      case "ensureBatchJob" -> arguments.get(0, String.class);
      case "lookAtJob" -> arguments.get(0, JobRef.class);
      case "deleteTask" ->
          List.of(
              arguments.get(0, TaskRef.class),
              arguments.get(1, RunnerRef.class),
              arguments.get(2, Boolean.class));
      default -> throw new AssertionError("no recording tries " + step + " at once");
    };
  }

  /** Returns what the life has tried within its own tasks, in order. */
  synchronized List<Asked> asked() {
    return List.copyOf(asked);
  }

  private static Object told(Object answer) {
    if (answer == LifeRun.NotAtOnce.ANSWER) {
      throw ApplicationFailure.newFailure("not at once", FailureType.UNAVAILABLE);
    }
    if (answer instanceof StepFailed failed) {
      throw ApplicationFailure.newNonRetryableFailure(
          requireNonNull(failed.getMessage()),
          failed.isPoolFault() ? FailureType.POOL_FAULT : FailureType.REFUSED);
    }
    return answer;
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
