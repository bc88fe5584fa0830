package dev.mayfly.bench.path;

import dev.mayfly.bench.load.Load;
import dev.mayfly.bench.load.Pace;
import dev.mayfly.bench.load.Sample;
import dev.mayfly.bench.load.Samples;
import dev.mayfly.bench.load.Webhook;
import dev.mayfly.bench.load.Webhooks;
import dev.mayfly.bench.stack.BenchFiles;
import dev.mayfly.bench.stack.Installation;
import dev.mayfly.bench.stack.Progress;
import dev.mayfly.local.batch.BatchStandIn;
import dev.mayfly.workflows.RunnerName;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** How long from the word that a job is over until its task has been ended. */
final class Endings {

  private static final int PER_SECOND = 4;
  private static final Duration LOOK = Duration.ofMillis(5);
  private static final Duration A_WHILE = Duration.ofMinutes(2);

  private final Installation mayfly;
  private final Webhooks webhooks;

  Endings(Installation mayfly, Webhooks webhooks) {
    this.mayfly = mayfly;
    this.webhooks = webhooks;
  }

  /**
   * Lets the jobs of these begin, and then end, four a second.
   *
   * @return milliseconds beyond the grace, sorted.
   */
  double[] measure(List<Sample> queued) throws IOException, InterruptedException {
    Map<Long, String> runners =
        mayfly.batch().tasks().stream()
            .map(BatchStandIn.Task::id)
            .collect(Collectors.toMap(Endings::job, Function.identity()));
    List<Long> jobs = queued.stream().map(Sample::job).filter(runners::containsKey).toList();
    Progress.until("tasks run", A_WHILE, () -> running() >= jobs.size());
    Samples unused = tell(jobs, job -> webhooks.inProgress(job, name(runners, job)));
    Map<Long, Long> ended = new HashMap<>();
    Thread look = new Thread(() -> watch(jobs, ended), "look-for-ends");
    look.setDaemon(true);
    look.start();
    Samples told = tell(jobs, job -> webhooks.completed(job, name(runners, job)));
    look.join(A_WHILE.toMillis());
    double grace = BenchFiles.EXIT.toNanos();
    synchronized (ended) {
      return told.all().stream()
          .filter(sample -> ended.containsKey(sample.job()))
          .mapToDouble(
              sample -> (ended.getOrDefault(sample.job(), 0L) - sample.due() - grace) / 1e6)
          .sorted()
          .toArray();
    }
  }

  private static String name(Map<Long, String> runners, long job) {
    return runners.getOrDefault(job, "");
  }

  private static long job(String task) {
    return RunnerName.parse(task).orElseThrow().life().jobId();
  }

  private long running() {
    return mayfly.batch().tasks().stream().filter(task -> task.state().equals("running")).count();
  }

  private Samples tell(List<Long> jobs, Function<Long, Webhook> webhook)
      throws InterruptedException {
    Iterator<Long> next = jobs.iterator();
    Pace pace = Pace.perSecond(PER_SECOND, Duration.ofSeconds(jobs.size() / PER_SECOND));
    return Load.run(
        mayfly.port(),
        pace,
        () -> {
          synchronized (next) {
            return webhook.apply(next.next());
          }
        });
  }

  private void watch(List<Long> jobs, Map<Long, Long> ended) {
    while (true) {
      synchronized (ended) {
        if (ended.size() == jobs.size()) {
          return;
        }
        Map<Long, String> states =
            mayfly.batch().tasks().stream()
                .collect(Collectors.toMap(t -> job(t.id()), BatchStandIn.Task::state));
        long now = System.nanoTime();
        jobs.stream()
            .filter(job -> states.getOrDefault(job, "completed").equals("completed"))
            .forEach(job -> ended.putIfAbsent(job, now));
      }
      try {
        Thread.sleep(LOOK.toMillis());
      } catch (InterruptedException e) {
        return;
      }
    }
  }
}
