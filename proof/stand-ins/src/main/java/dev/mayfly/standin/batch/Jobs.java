package dev.mayfly.standin.batch;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The account's jobs, and how they pass from state to state. Guarded by its lock. */
final class Jobs {

  private final Account account;
  private final Duration transition;
  private final Duration deletion;
  private final Map<String, JobEntry> all = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

  Jobs(Account account, BatchStandIn.Settings settings) {
    this.account = account;
    this.transition = settings.transition();
    this.deletion = settings.deletion();
  }

  Collection<JobEntry> all() {
    return List.copyOf(all.values());
  }

  Optional<JobEntry> find(String id) {
    return Optional.ofNullable(all.get(id));
  }

  /** Those of all jobs. */
  Stream<TaskEntry> tasks() {
    return all().stream().flatMap(job -> job.entries().stream());
  }

  void add(JobEntry job) {
    if (all.putIfAbsent(job.id, job) != null) {
      throw new BatchError(409, "JobExists", "The specified job already exists.");
    }
    job.autoPool()
        .ifPresent(
            body -> {
              PoolEntry pool = PoolEntry.empty(job.poolId(), account.clock(), body);
              account.pools().add(pool);
              account.resizes().resize(pool, PoolSize.ofNew(body));
            });
  }

  /** Sees to it that it ends when it is too old, by the limit that it has now. */
  void limit(JobEntry job) {
    Duration left = job.mayStillLive();
    if (left.compareTo(Duration.ofDays(3650)) < 0) {
      account.clock().later(left, () -> expire(job));
    }
  }

  private void expire(JobEntry job) {
    boolean over =
        job.states.is("completed") || job.states.is("terminating") || job.states.is("deleting");
    if (!over && job.mayStillLive().toMillis() <= 0) {
      terminate(job, "MaxWallClockTimeExpiry");
    }
  }

  /** Ends a job that is to end when its tasks have; one without tasks counts as such. */
  void settle(JobEntry job) {
    if (job.endsWithItsTasks()) {
      terminate(job, "AllTasksComplete");
    }
  }

  private void dropAutoPool(JobEntry job) {
    job.autoPool()
        .flatMap(body -> account.pools().find(job.poolId()))
        .filter(pool -> !pool.states.is("deleting"))
        .ifPresent(account.resizes()::delete);
  }

  void terminate(JobEntry job, String reason) {
    job.terminating(reason);
    job.entries().stream()
        .filter(TaskEntry::isOnNode)
        .forEach(task -> account.tasks().end(task, "Task Was Ended: its job was terminated."));
    passing(
        job,
        "terminating",
        transition,
        () -> {
          job.completed();
          dropAutoPool(job);
        });
  }

  /**
   * @param fate what becomes of its running tasks: requeue, terminate or wait.
   */
  void disable(JobEntry job, String fate) {
    job.states.touch();
    job.states.move("disabling");
    List<TaskEntry> running = job.entries().stream().filter(TaskEntry::isOnNode).toList();
    if (fate.equalsIgnoreCase("requeue")) {
      running.forEach(task -> account.tasks().putBack(task, true));
    } else if (fate.equalsIgnoreCase("terminate")) {
      running.forEach(task -> account.tasks().end(task, "Task Was Ended: its job was disabled."));
    }
    passing(job, "disabling", transition, () -> job.states.move("disabled"));
  }

  void delete(JobEntry job) {
    job.states.move("deleting");
    passing(
        job,
        "deleting",
        deletion,
        () -> {
          job.entries().forEach(account.tasks()::remove);
          all.remove(job.id, job);
          dropAutoPool(job);
        });
  }

  private void passing(JobEntry job, String state, Duration time, Runnable next) {
    account
        .clock()
        .later(
            time,
            () -> {
              if (job.states.is(state)) {
                next.run();
              }
            });
  }
}
