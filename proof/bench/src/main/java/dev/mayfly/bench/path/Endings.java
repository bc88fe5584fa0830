package dev.mayfly.bench.path;

import dev.mayfly.bench.load.LatencySamples;
import dev.mayfly.bench.load.Redelivery;
import dev.mayfly.bench.load.Sample;
import dev.mayfly.bench.load.Webhook;
import dev.mayfly.bench.load.WebhookGenerator;
import dev.mayfly.bench.stack.BenchProgress;
import dev.mayfly.bench.stack.IdleRunners;
import dev.mayfly.bench.stack.Installation;
import dev.mayfly.bench.stack.OpenLives;
import dev.mayfly.standin.batch.BatchStandIn;
import dev.mayfly.workflows.id.RunnerName;
import java.io.IOException;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Measures how long it takes from the word that a job is over until its task is deleted, where the
 * container leaves at the same time, as a runner's does.
 */
public record Endings(Installation mayfly, WebhookGenerator webhooks, int perSecond) {

  private static final Duration LOOK = Duration.ofMillis(5);
  private static final Duration A_WHILE = Duration.ofMinutes(5);
  // A second, for as many as are told together.
  private static final int AT_ONCE = 1000;

  /**
   * Lets the jobs of these begin, and then end, so many a second.
   *
   * @return milliseconds, sorted.
   */
  public double[] measure(List<Sample> queued) throws IOException, InterruptedException {
    Set<Long> served = tasks().keySet();
    Begun begun = begin(queued.stream().map(Sample::job).filter(served::contains).toList());
    Map<Long, Long> gone = new HashMap<>();
    Thread watcher = new Thread(() -> watch(begun.jobs(), gone), "look-for-ends");
    watcher.setDaemon(true);
    watcher.start();
    LatencySamples told = end(begun);
    watcher.join(A_WHILE.toMillis());
    synchronized (gone) {
      return told.all().stream()
          .filter(sample -> gone.containsKey(sample.job()))
          .mapToDouble(sample -> (gone.getOrDefault(sample.job(), 0L) - sample.due()) / 1e6)
          .sorted()
          .toArray();
    }
  }

  /**
   * The same, some at a time: the next ones when the tasks of those before are deleted. A container
   * leaves when its word has been taken, as a runner does when the forge knows.
   */
  public void letEnd(List<Long> jobs, int atOnce) throws IOException, InterruptedException {
    Begun begun = begin(jobs);
    awaitBusy(jobs.size());
    for (int next = 0; next < jobs.size(); next += atOnce) {
      List<Long> some = jobs.subList(next, Math.min(next + atOnce, jobs.size()));
      LatencySamples unused =
          Redelivery.send(
              mayfly.port(), AT_ONCE, some, job -> told(begun, job, webhooks::completed));
      some.forEach(job -> leave(begun.tasks().get(job)));
      BenchProgress.until(
          "their tasks are deleted", A_WHILE, () -> Collections.disjoint(tasks().keySet(), some));
    }
  }

  /** An event that is taken in is durable, and may still be on its way to its life. */
  private void awaitBusy(int runners) throws IOException, InterruptedException {
    try (OpenLives lives = new OpenLives(mayfly.temporal())) {
      BenchProgress.until(
          "each life knows that its job runs",
          A_WHILE,
          () -> lives.count("MayflyPhase = 'RUNNING'") >= runners);
    }
  }

  /** Jobs that run, with their tasks, and their runners' registrations by name. */
  private record Begun(
      List<Long> jobs, Map<Long, BatchStandIn.Task> tasks, Map<String, Long> runners) {}

  private Begun begin(List<Long> jobs) throws IOException, InterruptedException {
    Map<Long, BatchStandIn.Task> tasks = tasks();
    Map<String, Long> runners = new HashMap<>();
    try (IdleRunners idle = new IdleRunners(mayfly.batch(), mayfly.github().webUrl())) {
      idle.start();
      BenchProgress.until(
          "the runners are online",
          A_WHILE,
          () -> mayfly.github().runners().size() >= tasks.size());
    }
    mayfly.github().runners().forEach(runner -> runners.put(runner.name(), runner.id()));
    Begun begun = new Begun(jobs, tasks, runners);
    LatencySamples unused = tell(jobs, job -> told(begun, job, webhooks::inProgress));
    return begun;
  }

  private LatencySamples end(Begun begun) throws InterruptedException {
    Set<Long> left = ConcurrentHashMap.newKeySet();
    return tell(
        begun.jobs(),
        job -> {
          if (left.add(job)) {
            leave(begun.tasks().get(job));
          }
          return told(begun, job, webhooks::completed);
        });
  }

  private void leave(BatchStandIn.@Nullable Task task) {
    if (task == null || !mayfly.batch().leave(task.job(), task.id())) {
      throw new IllegalStateException("does not run: " + task);
    }
  }

  /** A kind of webhook, made of a job and its runner. */
  private interface Making {
    Webhook of(long job, String runner, long runnerId);
  }

  private static Webhook told(Begun begun, long job, Making making) {
    String name = Objects.requireNonNull(begun.tasks().get(job)).id();
    return making.of(job, name, begun.runners().getOrDefault(name, 0L));
  }

  private Map<Long, BatchStandIn.Task> tasks() {
    return mayfly.batch().tasks().stream()
        .collect(
            Collectors.toMap(
                task -> RunnerName.parse(task.id()).orElseThrow().life().jobId(),
                Function.identity()));
  }

  private LatencySamples tell(List<Long> jobs, LongFunction<Webhook> webhook)
      throws InterruptedException {
    return Redelivery.send(mayfly.port(), perSecond, jobs, webhook);
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
