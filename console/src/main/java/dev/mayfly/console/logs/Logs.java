package dev.mayfly.console.logs;

import dev.mayfly.console.jobs.Jobs;
import dev.mayfly.console.jobs.Refusal;
import dev.mayfly.workflows.explanation.AttemptFacts;
import dev.mayfly.workflows.explanation.LifeFacts;
import dev.mayfly.workflows.id.BatchJobId;
import dev.mayfly.workflows.id.RunnerName;
import dev.mayfly.workflows.id.TaskRef;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The logs of runners, part by part. Which task a runner has its life says; the log itself comes
 * from Batch and never passes through Temporal.
 */
public final class Logs {

  // What one person's answer may hold in memory here.
  private static final int MOST = 1 << 20;

  private final Jobs jobs;
  private final Optional<TaskFiles> files;

  /**
   * @param files empty: no Batch account is configured here.
   */
  public Logs(Jobs jobs, Optional<TaskFiles> files) {
    this.jobs = jobs;
    this.files = files;
  }

  /** Returns whether there is an account to read them from. */
  public boolean canBeRead() {
    return files.isPresent();
  }

  /**
   * Reads a part.
   *
   * @throws Refusal when there is none; the message says why.
   */
  public LogPart read(LogQuery asked) {
    TaskFiles batch =
        files.orElseThrow(
            () ->
                new Refusal(
                    Refusal.Kind.NOT_SET_UP,
                    "this console has no Batch account to read logs from: give it the section batch"));
    TaskRef task = asked.batchJob() == null ? taskByLife(asked) : taskByName(asked);
    // Asked first: what a task that is over has written, the file has.
    String state = batch.state(task);
    if (state.equals("active")) {
      throw new Refusal(
          Refusal.Kind.NO_LOG, "task " + task.task() + " waits for a node: it has no log yet");
    }
    return read(batch, task, asked, !state.equals("completed"));
  }

  private static LogPart read(TaskFiles batch, TaskRef task, LogQuery asked, boolean runs) {
    byte[] read = batch.part(task, asked.file(), asked.offset(), MOST);
    return LogPart.of(task, read, asked.offset(), runs, read.length == MOST);
  }

  /** Takes it from a caller who has read a part before, so that no life is asked again. */
  private TaskRef taskByName(LogQuery asked) {
    String installation = jobs.read(asked.job()).life().installation();
    Optional<BatchJobId> batchJob =
        BatchJobId.parse(String.valueOf(asked.batchJob()))
            .filter(it -> it.installation().equals(installation));
    Optional<RunnerName> runner = RunnerName.parse(asked.job());
    if (batchJob.isEmpty() || runner.isEmpty()) {
      throw Refusal.invalid(
          "batchJob",
          "must be the Batch job of the task of a runner that is named in place of a job");
    }
    return new TaskRef(batchJob.get(), runner.get());
  }

  private TaskRef taskByLife(LogQuery asked) {
    LifeFacts life = jobs.find(jobs.read(asked.job())).facts().life();
    if (life == null) {
      throw new Refusal(
          Refusal.Kind.NOT_FOUND,
          "no life of this job has answered, so it is not known which runner it has: explain it");
    }
    Stream<AttemptFacts> candidates =
        life.attempts().stream().filter(it -> isAskedFor(asked, it.runner()));
    List<TaskRef> tasks = candidates.flatMap(it -> TaskRef.parse(it.task()).stream()).toList();
    if (tasks.isEmpty()) {
      throw new Refusal(
          Refusal.Kind.NO_LOG,
          asked.attempt() == null && life.attempts().isEmpty()
              ? "the job has no runner yet, so there is no log"
              : "no such runner of the job has a task yet, so there is no log; it has had "
                  + life.attempts().size()
                  + " of them");
    }
    return tasks.get(tasks.size() - 1);
  }

  private static boolean isAskedFor(LogQuery asked, String runner) {
    Optional<RunnerName> named = RunnerName.parse(asked.job());
    Optional<RunnerName> its = RunnerName.parse(runner);
    Integer attempt = asked.attempt();
    return attempt == null
        ? named.isEmpty() || named.equals(its)
        : its.filter(it -> it.attempt() == attempt).isPresent();
  }
}
