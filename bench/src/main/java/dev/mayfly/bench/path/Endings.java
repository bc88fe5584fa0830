package dev.mayfly.bench.path;

import dev.mayfly.bench.load.Load;
import dev.mayfly.bench.load.Pace;
import dev.mayfly.bench.load.Sample;
import dev.mayfly.bench.load.Samples;
import dev.mayfly.bench.load.Webhook;
import dev.mayfly.bench.load.Webhooks;
import dev.mayfly.bench.stack.IdleRunners;
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
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How long from the word that a job is over until its task is deleted, where the container leaves
 * at the same time, as a runner's does.
 */
final class Endings {

  private static final Duration LOOK = Duration.ofMillis(5);
  private static final Duration A_WHILE = Duration.ofMinutes(2);

  private final Installation mayfly;
  private final Webhooks webhooks;
  private final int perSecond;

  Endings(Installation mayfly, Webhooks webhooks, int perSecond) {
    this.mayfly = mayfly;
    this.webhooks = webhooks;
    this.perSecond = perSecond;
  }

  /**
   * Lets the jobs of these begin, and then end, so many a second.
   *
   * @return milliseconds, sorted.
   */
  double[] measure(List<Sample> queued) throws IOException, InterruptedException {
    Map<Long, BatchStandIn.Task> tasks = tasks();
    List<Long> jobs = queued.stream().map(Sample::job).filter(tasks::containsKey).toList();
    Map<String, Long> runners = new HashMap<>();
    try (IdleRunners idle = new IdleRunners(mayfly.batch(), mayfly.github().webUrl())) {
      idle.start();
      Progress.until(
          "the runners are online",
          A_WHILE,
          () -> mayfly.github().runners().size() >= tasks.size());
    }
    mayfly.github().runners().forEach(runner -> runners.put(runner.name(), runner.id()));
    Samples unused = tell(jobs, job -> told(tasks, runners, job, webhooks::inProgress));
    Map<Long, Long> gone = new HashMap<>();
    Thread look = new Thread(() -> watch(jobs, gone), "look-for-ends");
    look.setDaemon(true);
    look.start();
    Samples told =
        tell(
            jobs,
            job -> {
              leave(tasks.get(job));
              return told(tasks, runners, job, webhooks::completed);
            });
    look.join(A_WHILE.toMillis());
    synchronized (gone) {
      return told.all().stream()
          .filter(sample -> gone.containsKey(sample.job()))
          .mapToDouble(sample -> (gone.getOrDefault(sample.job(), 0L) - sample.due()) / 1e6)
          .sorted()
          .toArray();
    }
  }

  private void leave(BatchStandIn.@Nullable Task task) {
    if (task == null || !mayfly.batch().leave(task.job(), task.id())) {
      throw new IllegalStateException("does not run: " + task);
    }
  }

  /** What a webhook of this job and its runner is made of. */
  private interface Making {
    Webhook of(long job, String runner, long runnerId);
  }

  private static Webhook told(
      Map<Long, BatchStandIn.Task> tasks, Map<String, Long> runners, long job, Making making) {
    String name = Objects.requireNonNull(tasks.get(job)).id();
    return making.of(job, name, runners.getOrDefault(name, 0L));
  }

  private Map<Long, BatchStandIn.Task> tasks() {
    return mayfly.batch().tasks().stream()
        .collect(
            Collectors.toMap(
                task -> RunnerName.parse(task.id()).orElseThrow().life().jobId(),
                Function.identity()));
  }

  private Samples tell(List<Long> jobs, Function<Long, Webhook> webhook)
      throws InterruptedException {
    Iterator<Long> next = jobs.iterator();
    Pace pace = Pace.perSecond(perSecond, jobs.size());
    return Load.run(
        mayfly.port(),
        pace,
        () -> {
          synchronized (next) {
            return webhook.apply(next.next());
          }
        });
  }

  private void watch(List<Long> jobs, Map<Long, Long> gone) {
    while (true) {
      synchronized (gone) {
        if (gone.size() == jobs.size()) {
          return;
        }
        Map<Long, BatchStandIn.Task> there = tasks();
        long now = System.nanoTime();
        jobs.stream()
            .filter(job -> !there.containsKey(job))
            .forEach(job -> gone.putIfAbsent(job, now));
      }
      try {
        Thread.sleep(LOOK.toMillis());
      } catch (InterruptedException e) {
        return;
      }
    }
  }
}
