package dev.mayfly.bench.path;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mayfly.bench.stack.Figures;
import dev.mayfly.bench.stack.Installation;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * The time from an event to its task, and how it is spent, by what gateway, worker and stand-ins
 * measure of themselves. Our own share is what the code of gateway and worker takes, the SDK's and
 * the HTTP clients' included; what is left is Temporal's.
 */
final class Spent {

  static final String OWN = "at 4/s: our own share, p50 ms";

  private static final String ANSWER = "webhooks.answer";
  private static final String CALL = "temporal_request_latency.SignalWithStartWorkflowExecution";
  // From the task's history to its commands. The SDK has read the one before this begins, and sends
  // the others after it ended; only a life that is not cached is asked for in between.
  private static final String WORKFLOW_TASK =
      "temporal_workflow_task_execution_latency.WorkflowWorker.RunnerLife";
  // Without the calls that bring it and take its result.
  private static final List<String> ACTIVITIES =
      List.of(
          "temporal_local_activity_execution_latency.LocalActivityWorker.RunnerLife.mintRunnerToken",
          "temporal_local_activity_execution_latency.LocalActivityWorker.RunnerLife.ensureBatchJob",
          "temporal_activity_execution_latency.ActivityWorker.RunnerLife.createTask");
  // The first has the short steps in it; most have none, so that they are counted apart.
  private static final int WORKFLOW_TASKS = 1;
  private static final int BATCH_CALLS = 1;

  /** The timers that gateway and worker are to report for this. */
  static final List<String> TIMERS =
      Stream.concat(Stream.of(ANSWER, CALL, WORKFLOW_TASK), ACTIVITIES.stream()).toList();

  private final Installation mayfly;

  Spent(Installation mayfly) {
    this.mayfly = mayfly;
  }

  /**
   * Adds what the last seconds say.
   *
   * @param whole what it took altogether, in milliseconds.
   */
  void add(Figures figures, double whole) throws IOException, InterruptedException {
    JsonNode gateway = mayfly.gateway().metrics().path("timers");
    JsonNode worker = mayfly.worker().metrics().path("timers");
    double answer = p50(gateway, ANSWER);
    double call = p50(gateway, CALL);
    double tasks = WORKFLOW_TASKS * p50(worker, WORKFLOW_TASK);
    double activities = ACTIVITIES.stream().mapToDouble(it -> p50(worker, it)).sum();
    double standIns =
        millis(mayfly.github().server().typical())
            + BATCH_CALLS * millis(mayfly.batch().server().typical());
    double own = answer - call + tasks + activities - standIns;
    figures.add("at 4/s: the gateway's answer, p50 ms", answer);
    figures.add("at 4/s: of it the call to Temporal, p50 ms", call);
    figures.add("at 4/s: a workflow task in the worker, p50 ms", tasks);
    figures.add("at 4/s: 3 steps in the worker, p50 ms", activities);
    figures.add("at 4/s: of them the stand-ins' answers, p50 ms", standIns);
    figures.add(OWN, own);
    figures.add("at 4/s: Temporal, all the rest, ms", whole - own - standIns);
  }

  private static double millis(Duration time) {
    return time.toNanos() / 1e6;
  }

  private static double p50(JsonNode timers, String name) {
    JsonNode timer = timers.path(name);
    // One that was registered here and that nobody measures has a p50 of 0.
    return timer.path("count").asLong() == 0 ? Double.NaN : timer.path("p50").asDouble() * 1000;
  }
}
