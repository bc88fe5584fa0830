package dev.mayfly.bench.ack;

import dev.mayfly.bench.load.Load;
import dev.mayfly.bench.load.Pace;
import dev.mayfly.bench.load.Samples;
import dev.mayfly.bench.load.Webhook;
import dev.mayfly.bench.load.Webhooks;
import dev.mayfly.bench.stack.Bounds;
import dev.mayfly.bench.stack.Figures;
import dev.mayfly.bench.stack.Installation;
import dev.mayfly.bench.stack.Progress;
import dev.mayfly.local.batch.BatchStandIn;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;

/** A burst with a worker behind it: each accepted job gets its task, and one delivery one. */
final class ServedBurst {

  private static final Duration A_WHILE = Duration.ofMinutes(10);
  private static final int IDENTICAL = 1000;

  private ServedBurst() {}

  static void measure(Path temporal, Path directory, int jobs, Figures figures, Bounds bounds)
      throws Exception {
    try (Installation mayfly = new Installation(temporal, directory)) {
      mayfly.startWorker();
      Webhooks webhooks = new Webhooks(mayfly.port());
      Webhook same = webhooks.queued();
      Samples unused = Load.run(mayfly.port(), Pace.atOnce(IDENTICAL, 8), () -> same);
      long begin = System.nanoTime();
      Samples burst = send(mayfly.port(), jobs, webhooks);
      figures.add("served burst: last 202 after s", burst.accepted().seconds());
      Set<String> due =
          burst.accepted().all().stream()
              .map(sample -> "mayfly-github-" + sample.job())
              .collect(Collectors.toSet());
      due.add("mayfly-github-" + same.job());
      Progress.until(
          "every accepted job has a task", A_WHILE, () -> tasks(mayfly).containsAll(due));
      figures.add("served burst: last task accepted after s", (System.nanoTime() - begin) / 1e9);
      bounds
          .exactly("a served burst: accepted", burst.accepted().count(), jobs)
          .exactly(
              "a served burst, and one job's identical deliveries: tasks",
              mayfly.batch().tasks().size(),
              jobs + 1);
    }
  }

  private static Samples send(int port, int jobs, Webhooks webhooks) throws InterruptedException {
    return Load.run(port, Pace.atOnce(jobs, 64), webhooks::queued);
  }

  /** The lives that have a task. */
  private static Set<String> tasks(Installation mayfly) {
    return mayfly.batch().tasks().stream()
        .map(BatchStandIn.Task::id)
        .map(id -> id.replaceFirst("-[0-9a-f]+-[0-9]+$", ""))
        .collect(Collectors.toSet());
  }
}
