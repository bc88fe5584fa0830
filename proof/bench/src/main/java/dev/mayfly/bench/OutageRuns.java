package dev.mayfly.bench;

import dev.mayfly.bench.stack.BenchProgress;
import dev.mayfly.standin.forge.RunnerView;
import dev.mayfly.standin.forge.fault.Outage;
import dev.mayfly.standin.forge.fault.Probes;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/**
 * Measures how a forge's outage is borne: a third of the jobs have their runners when it begins, a
 * third are being provided for, and a third come meanwhile, by webhook like the others.
 */
record OutageRuns(OutageOptions options, PrintStream out) {

  private static final int HEAP_MEGABYTES = 512;
  private static final Duration A_FEW = Duration.ofMinutes(3);

  /**
   * Starts everything, measures, ends everything.
   *
   * @param binary Temporal's.
   * @param directory for files and logs.
   * @throws IllegalStateException when not every job is served.
   */
  OutageCost measure(Path binary, Path directory, Outage.Kind kind) throws Exception {
    try (BenchStack stack = new BenchStack(binary, directory, options.jobs, HEAP_MEGABYTES)) {
      return measure(stack, Outage.ofApi(kind, options.lasts(kind)));
    }
  }

  private OutageCost measure(BenchStack stack, Outage outage)
      throws IOException, InterruptedException {
    int third = options.jobs / 3;
    stack.queue(third);
    awaitOnline(stack, third);
    out.printf("%s for %d s%n", outage.kind(), outage.lasts().toSeconds());
    stack.queue(third);
    stack.github().faults().begin(outage);
    queueMeanwhile(stack, options.jobs - 2 * third, outage.lasts());
    awaitOnline(stack, options.jobs);
    Instant served = Instant.now();
    Outage.Log log = stack.github().faults().outages().get(0);
    return new OutageCost(
        outage,
        options.jobs,
        stack.batch().tasks().size(),
        Probes.of(log),
        Duration.between(log.ended(), served));
  }

  private static void queueMeanwhile(BenchStack stack, int jobs, Duration time)
      throws InterruptedException {
    for (int i = 0; i < jobs; i++) {
      Thread.sleep(time.dividedBy(jobs + 1).toMillis());
      stack.queue(1);
    }
  }

  private static void awaitOnline(BenchStack stack, int jobs)
      throws IOException, InterruptedException {
    BenchProgress.until(
        jobs + " runners are online",
        A_FEW,
        () -> {
          stack.check();
          return stack.github().runners().stream().filter(RunnerView::online).count() >= jobs;
        });
  }
}
