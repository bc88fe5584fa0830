package dev.mayfly.bench.cost;

import static java.util.Objects.requireNonNull;

import dev.mayfly.bench.stack.BenchProgress;
import dev.mayfly.bench.stack.Installation;
import dev.mayfly.bench.stack.RunnerSession;
import dev.mayfly.standin.batch.BatchStandIn;
import dev.mayfly.workflows.id.RunnerName;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Jobs of the stand-in forge's own, of which its own webhooks tell, and whose runners it sees take
 * and end them. One at a time, as in a healthy life each runner runs the job that it was made for.
 */
final class PlayedJobs {

  private static final String LABELS = "self-hosted,linux";
  private static final String WORKFLOW =
      """
      on: push
      jobs:
        build:
          runs-on: [self-hosted, linux]
          steps:
            - run: make
      """;
  private static final Duration A_WHILE = Duration.ofMinutes(2);

  private final Installation mayfly;
  private final Map<Long, BatchStandIn.Task> tasks = new TreeMap<>();
  private final Map<Long, RunnerSession> sessions = new TreeMap<>();

  /** From now on the forge tells the gateway. */
  PlayedJobs(Installation mayfly) {
    this.mayfly = mayfly;
    mayfly.github().alsoTell(URI.create("http://127.0.0.1:" + mayfly.port() + "/webhooks/github"));
  }

  /** Queues so many; returns their ids once each has its task. */
  List<Long> queue(int count) throws IOException, InterruptedException {
    for (int number = 0; number < count; number++) {
      long run = mayfly.github().queue(WORKFLOW, mayfly.github().defaultRepository());
      long job =
          mayfly.github().jobs().stream()
              .filter(it -> it.runId() == run)
              .findFirst()
              .orElseThrow()
              .id();
      BenchProgress.until("job " + job + " has its task", A_WHILE, () -> task(job).isPresent());
      tasks.put(job, task(job).orElseThrow());
    }
    return List.copyOf(tasks.keySet());
  }

  private Optional<BatchStandIn.Task> task(long job) {
    return mayfly.batch().tasks().stream()
        .filter(task -> RunnerName.parse(task.id()).orElseThrow().life().jobId() == job)
        .findFirst();
  }

  /** Lets each job begin: its runner registers, takes it, and starts. */
  void begin() throws IOException, InterruptedException {
    for (Map.Entry<Long, BatchStandIn.Task> made : tasks.entrySet()) {
      BenchProgress.until(
          "the task of job " + made.getKey() + " runs",
          A_WHILE,
          () -> task(made.getKey()).filter(task -> task.state().equals("running")).isPresent());
      RunnerSession session =
          RunnerSession.register(mayfly.github().webUrl(), made.getValue().environment(), LABELS);
      long taken = session.takeJob();
      if (taken != made.getKey()) {
        throw new IllegalStateException("took job " + taken + " in place of " + made.getKey());
      }
      sessions.put(taken, session);
    }
  }

  /** Lets each job end, and its container leave, as it does once the forge knows. */
  void end() throws IOException, InterruptedException {
    for (Map.Entry<Long, RunnerSession> begun : sessions.entrySet()) {
      begun.getValue().complete();
      BatchStandIn.Task task = requireNonNull(tasks.get(begun.getKey()));
      if (!mayfly.batch().leave(task.job(), task.id())) {
        throw new IllegalStateException("does not run: " + task.id());
      }
    }
  }
}
