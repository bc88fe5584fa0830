package dev.mayfly.standin.batch;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mayfly.standin.node.Cleanup;
import dev.mayfly.standin.node.Container;
import dev.mayfly.standin.node.Unstartable;
import dev.mayfly.standin.runner.Death;
import dev.mayfly.standin.server.Holds;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** Gives tasks their slots, runs and ends them. Guarded by the account's lock. */
final class Tasks {

  private static final Duration HELD = Duration.ofMillis(50);

  private final Account account;
  private final Containers containers;
  private final Duration bootDelay;
  private final BatchFaults faults;
  private final Holds holds;
  private TaskCounts counts = TaskCounts.NONE;
  private boolean awaitsRelease;
  private boolean closed;

  Tasks(
      Account account,
      Containers containers,
      BatchStandIn.Settings settings,
      BatchFaults faults,
      Holds holds) {
    this.account = account;
    this.containers = containers;
    this.bootDelay = settings.bootDelay();
    this.faults = faults;
    this.holds = holds;
  }

  TaskCounts counts() {
    return counts;
  }

  Containers containers() {
    return containers;
  }

  @Nullable Path directory(TaskEntry task) {
    return task.run().flatMap(TaskRun::directory).orElse(null);
  }

  void add(TaskEntry task) {
    if (!task.job.states.is("active")) {
      throw task.job.refusal();
    }
    if (task.job.tasks().putIfAbsent(task.id, task) != null) {
      throw new BatchError(409, "TaskExists", "The specified task already exists.");
    }
    counts = counts.oneCreated();
    assignSlots();
  }

  /** Gives free slots to waiting tasks, the oldest first. */
  void assignSlots() {
    account
        .jobs()
        .tasks()
        .filter(task -> task.states.is("active") && task.job.states.is("active"))
        .sorted(Comparator.comparing(task -> task.states.created()))
        .forEach(this::place);
  }

  private void place(TaskEntry task) {
    if (holds.holds("START jobs/" + task.job.id + "/tasks/" + task.id)) {
      awaitRelease();
      return;
    }
    Optional<Node> node =
        closed
            ? Optional.empty()
            : account.pools().find(task.job.poolId()).flatMap(PoolEntry::take);
    if (node.isPresent()) {
      TaskRun run = new TaskRun(node.get());
      task.preparing(run);
      account.clock().later(faults.bootDelay(bootDelay), () -> start(task, run));
    }
  }

  private void awaitRelease() {
    if (!awaitsRelease) {
      awaitsRelease = true;
      account
          .clock()
          .later(
              HELD,
              () -> {
                awaitsRelease = false;
                assignSlots();
              });
    }
  }

  private void start(TaskEntry task, TaskRun run) {
    if (closed || !task.has(run) || !task.states.is("preparing")) {
      return;
    }
    Optional<Death> death = faults.deathOf(task.id);
    if (death.equals(Optional.of(Death.UNSTARTED))) {
      counts = counts.oneDied(task.id, Death.UNSTARTED);
      fail(task, run, "CommandLaunchFailed", "The node failed before the container started.");
    } else if (faults.takeFailedStart()) {
      fail(task, run, "CommandLaunchFailed", "The container could not be started.");
    } else if (faults.takeFailedPull()) {
      fail(task, run, Unstartable.image(""));
    } else if (containers.isPlayed(task.image())) {
      task.running();
      limit(task, run);
    } else {
      launch(task, run, death);
    }
  }

  private void launch(TaskEntry task, TaskRun run, Optional<Death> death) {
    Map<String, String> extra =
        death.map(when -> Map.of(Death.VARIABLE, when.name())).orElse(Map.of());
    var unused =
        containers
            .start(task, run, extra)
            .whenComplete((container, failure) -> launched(task, run, container, failure, death));
  }

  private void launched(
      TaskEntry task,
      TaskRun run,
      @Nullable Container container,
      @Nullable Throwable failure,
      Optional<Death> death) {
    synchronized (account) {
      counts = container == null ? counts : counts.oneStarted();
      if (!task.has(run) || !task.states.is("preparing")) {
        return; // What ended it meanwhile waits for the container, and kills it.
      }
      if (container == null) {
        containers.forget(run);
        fail(task, run, unstartable(failure));
      } else {
        task.running();
        limit(task, run);
        var unused = container.ended().thenAccept(code -> ended(task, run, code, death));
      }
    }
  }

  private static Unstartable unstartable(@Nullable Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    return cause instanceof Unstartable known ? known : Unstartable.command(String.valueOf(cause));
  }

  /** Replaces a task's limits, those of a running one at once. */
  void constrain(TaskEntry task, ObjectNode body) {
    task.constrain(body);
    task.run().ifPresent(run -> limit(task, run));
  }

  private void limit(TaskEntry task, TaskRun run) {
    Duration left = task.mayStillRun();
    if (left.compareTo(Duration.ofDays(3650)) < 0) {
      account.clock().later(left, () -> expire(task, run));
    }
  }

  private void fail(TaskEntry task, TaskRun run, Unstartable why) {
    fail(task, run, why.code(), String.valueOf(why.getMessage()));
  }

  private void fail(TaskEntry task, TaskRun run, String code, String message) {
    task.imageMissing(TaskFailures.ofImage(code, message, task.image()), message);
    free(task, run);
  }

  /** Ends a task that is not over yet, as its terminate asks for. */
  void endOnRequest(TaskEntry task) {
    BatchRules.refuseCompleted(task);
    task.states.touch();
    end(task, "Task Was Ended by User Request");
  }

  /** Lets a task that is over run again. */
  void reactivate(TaskEntry task) {
    BatchRules.checkReactivation(task);
    task.reactivated();
    assignSlots();
  }

  /** Ends a running task as if its container had left by itself; false when there is none. */
  boolean leave(String jobId, String taskId) {
    Optional<TaskEntry> task = account.jobs().find(jobId).map(job -> job.tasks().get(taskId));
    Optional<TaskRun> run =
        task.filter(found -> found.states.is("running")).flatMap(TaskEntry::run);
    run.ifPresent(on -> ended(task.get(), on, 0, Optional.empty()));
    return run.isPresent();
  }

  private void ended(TaskEntry task, TaskRun run, int code, Optional<Death> death) {
    synchronized (account) {
      if (code == Death.EXIT_CODE && death.isPresent()) {
        counts = counts.oneDied(task.id, death.get());
      }
      if (!task.has(run) || !task.states.is("running")) {
        return;
      }
      containers.forget(run);
      if (code != 0 && task.mayRetry()) {
        task.retried();
      } else {
        task.completed(code, code == 0 ? null : TaskFailures.ofExit(code));
      }
      free(task, run);
    }
  }

  private void expire(TaskEntry task, TaskRun run) {
    // Its limit may have been moved since it was set; then another look is due at the new one.
    if (task.has(run) && task.states.is("running") && task.mayStillRun().toMillis() <= 0) {
      end(task, "Task Was Ended: it ran longer than its maxWallClockTime.");
    }
  }

  /** Ends a task that has not ended; its slot is free once its processes are gone. */
  void end(TaskEntry task, String why) {
    Optional<TaskRun> run = task.run();
    task.completed(null, TaskFailures.of("TaskEnded", why));
    if (run.isPresent()) {
      var unused = containers.stop(run.get()).thenRun(() -> free(task, run.get()));
    } else {
      account.jobs().settle(task.job);
    }
  }

  void remove(TaskEntry task) {
    boolean ended = task.states.is("completed");
    task.job.tasks().remove(task.id);
    Optional<TaskRun> run = task.run();
    task.removed();
    run.ifPresent(on -> discard(task, on, ended));
    account.jobs().settle(task.job);
  }

  private void discard(TaskEntry task, TaskRun run, boolean slotIsFree) {
    var unused =
        containers
            .stop(run)
            .thenRun(
                () -> {
                  run.directory().map(Cleanup::new).ifPresent(Cleanup::run);
                  if (!slotIsFree) {
                    free(task, run);
                  }
                });
  }

  /**
   * @param onRequest whether somebody asked for it, which counts.
   */
  void putBack(TaskEntry task, boolean onRequest) {
    Optional<TaskRun> run = task.run();
    task.requeued(onRequest);
    run.ifPresent(on -> discard(task, on, false));
  }

  private void free(TaskEntry task, TaskRun run) {
    synchronized (account) {
      run.node().free(task.states.is("completed") && !task.failed());
      account
          .pools()
          .find(task.job.poolId())
          .ifPresent(pool -> account.resizes().freed(pool, run.node()));
      account.jobs().settle(task.job);
      assignSlots();
    }
  }

  /** Starts no further task. */
  void close() {
    closed = true;
  }
}
