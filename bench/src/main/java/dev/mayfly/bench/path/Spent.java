package dev.mayfly.bench.path;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mayfly.bench.stack.Figures;
import dev.mayfly.bench.stack.Installation;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * How the time from an event to its task is spent, by what gateway, worker and stand-ins measure of
 * themselves. Our own share is what the code of gateway and worker takes, the SDK's and the HTTP
 * clients' included; what is left is Temporal's.
 */
final class Spent {

  static final String OWN = "at 4/s: our own share, p50 ms";

  private static final List<String> ACTIVITIES =
      List.of("mintRunnerToken", "ensureBatchJob", "createTask");
  // One before each of them.
  private static final int WORKFLOW_TASKS = 3;
  private static final int BATCH_CALLS = 2;

  /** What a stand-in has done so far. */
  private record Done(Duration busy, long requests) {

    double meanMillisSince(Done before) {
      return busy.minus(before.busy).toNanos() / 1e6 / Math.max(1, requests - before.requests);
    }
  }

  private final Installation mayfly;
  private final Done forge;
  private final Done batch;

  /** Begins now. */
  Spent(Installation mayfly) {
    this.mayfly = mayfly;
    this.forge = forge();
    this.batch = batch();
  }

  private Done forge() {
    return new Done(mayfly.github().busy(), sum(mayfly.github().requests()));
  }

  private Done batch() {
    return new Done(mayfly.batch().busy(), sum(mayfly.batch().requests()));
  }

  private static long sum(Map<String, Long> requests) {
    return requests.values().stream().mapToLong(Long::longValue).sum();
  }

  /**
   * Ends now.
   *
   * @param whole what it took altogether, in milliseconds.
   */
  void add(Figures figures, double whole) throws IOException, InterruptedException {
    JsonNode gateway = mayfly.gateway().metrics().path("timers");
    JsonNode worker = mayfly.worker().metrics().path("timers");
    double answer = p50(gateway, "webhooks.answer");
    double call = p50(gateway, "temporal_request_latency.SignalWithStartWorkflowExecution");
    double tasks =
        WORKFLOW_TASKS
            * p50(worker, "temporal_workflow_task_execution_latency.WorkflowWorker.RunnerLife");
    double activities =
        ACTIVITIES.stream()
            .mapToDouble(
                it ->
                    p50(
                        worker,
                        "temporal_activity_execution_latency.ActivityWorker.RunnerLife." + it))
            .sum();
    double standIns = forge().meanMillisSince(forge) + BATCH_CALLS * batch().meanMillisSince(batch);
    double own = answer - call + tasks + activities - standIns;
    figures.add("at 4/s: the gateway's answer, p50 ms", answer);
    figures.add("at 4/s: of it the call to Temporal, p50 ms", call);
    figures.add("at 4/s: 3 workflow tasks in the worker, p50 ms", tasks);
    figures.add("at 4/s: 3 activities in the worker, p50 ms", activities);
    figures.add("at 4/s: of them the stand-ins' answers, mean ms", standIns);
    figures.add(OWN, own);
    figures.add("at 4/s: Temporal, all the rest, ms", whole - own - standIns);
  }

  private static double p50(JsonNode timers, String name) {
    return timers.path(name).path("p50").asDouble(Double.NaN) * 1000;
  }
}
