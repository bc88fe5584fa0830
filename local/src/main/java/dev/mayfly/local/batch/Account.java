package dev.mayfly.local.batch;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mayfly.local.hold.Holds;
import dev.mayfly.local.runner.Death;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the account holds, and the service that moves its tasks on. Its monitor guards it all. */
final class Account {

  private static final Duration GRACE = Duration.ofSeconds(3);
  private static final Duration HELD = Duration.ofMillis(50);

  final String name;
  private final BatchStandIn.Settings settings;
  private final Map<String, List<String>> images;
  private final Faults faults;
  private final Holds holds;
  private final Path files;
  private final Map<String, JobEntry> jobs = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
  private final Map<String, PoolEntry> pools = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
  private final Resizes resizes;
  private final Autoscaler autoscaler;
  private final Map<Run, TaskProcess> processes = new LinkedHashMap<>();
  private final ServiceClock clock = new ServiceClock(this);
  private TaskCounts counts = TaskCounts.NONE;
  private boolean awaitsRelease;
  private boolean closed;

  Account(
      String name,
      Map<String, List<String>> images,
      BatchStandIn.Settings settings,
      Faults faults,
      Holds holds) {
    this.name = name;
    this.images = Map.copyOf(images);
    this.settings = settings;
    this.faults = faults;
    this.holds = holds;
    try {
      this.files = Files.createTempDirectory("mayfly-batch-");
    } catch (IOException e) {
      throw new UncheckedIOException("cannot make a directory for the tasks' files", e);
    }
    this.resizes = new Resizes(this, settings, faults);
    this.autoscaler = new Autoscaler(this, resizes);
    settings.pools().forEach(this::addPool);
  }

  ServiceClock clock() {
    return clock;
  }

  Resizes resizes() {
    return resizes;
  }

  Autoscaler autoscaler() {
    return autoscaler;
  }

  synchronized Optional<PoolEntry> pool(String id) {
    if (!pools.containsKey(id) && settings.pools().isEmpty()) {
      addPool(id);
    }
    return Optional.ofNullable(pools.get(id));
  }

  private void addPool(String id) {
    pools.put(id, new PoolEntry(id, clock, settings.nodes(), settings.slotsPerNode()));
  }

  /** The nodes, of whichever pool, that take no further tasks. */
  synchronized List<String> closedNodes() {
    return pools.values().stream()
        .flatMap(pool -> pool.nodes().stream())
        .filter(node -> !node.isSchedulable())
        .map(Node::id)
        .toList();
  }

  synchronized Collection<JobEntry> jobs() {
    return List.copyOf(jobs.values());
  }

  synchronized Optional<JobEntry> job(String id) {
    return Optional.ofNullable(jobs.get(id));
  }

  synchronized Stream<TaskEntry> tasks() {
    return jobs().stream().flatMap(job -> job.entries().stream());
  }

  synchronized void add(JobEntry job) {
    if (jobs.putIfAbsent(job.id, job) != null) {
      throw new BatchError(409, "JobExists", "The specified job already exists.");
    }
  }

  synchronized void add(TaskEntry task) {
    if (!task.job.states.is("active")) {
      throw task.job.refusal();
    }
    if (task.job.tasks().putIfAbsent(task.id, task) != null) {
      throw new BatchError(409, "TaskExists", "The specified task already exists.");
    }
    counts = counts.oneCreated();
    look();
  }

  /** Gives free slots to waiting tasks, the oldest first. */
  synchronized void look() {
    tasks()
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
        closed ? Optional.empty() : pool(task.job.poolId()).flatMap(PoolEntry::take);
    if (node.isPresent()) {
      Run run = new Run(node.get());
      task.preparing(run);
      later(faults.bootDelay(settings.bootDelay()), () -> start(task, run));
    }
  }

  private void awaitRelease() {
    if (!awaitsRelease) {
      awaitsRelease = true;
      later(HELD, this::lookAgain);
    }
  }

  private synchronized void lookAgain() {
    awaitsRelease = false;
    look();
  }

  private synchronized void start(TaskEntry task, Run run) {
    if (closed || !task.has(run) || !task.states.is("preparing")) {
      return;
    }
    List<String> command = images.get(task.image());
    Optional<Death> death = faults.deathOf(task.id);
    if (death.equals(Optional.of(Death.UNSTARTED))) {
      counts = counts.oneDied(task.id, Death.UNSTARTED);
      fail(task, run, "CommandLaunchFailed", "The node failed before the container started.");
    } else if (faults.takeFailedStart()) {
      fail(task, run, "CommandLaunchFailed", "The container could not be started.");
    } else if (faults.takeFailedPull() || command == null) {
      fail(
          task, run, "ContainerInvalidImage", "One or more container images specified are invalid");
    } else {
      launch(task, run, command, death);
    }
  }

  private void launch(TaskEntry task, Run run, List<String> command, Optional<Death> death) {
    try {
      if (command.isEmpty()) {
        task.running();
      } else {
        begin(task, run, command, death);
      }
    } catch (IOException e) {
      fail(task, run, "CommandProgramNotFound", "The image's command could not be started.");
      return;
    }
    limit(task, run);
  }

  /** Replaces a task's limits, those of a running one at once. */
  synchronized void constrain(TaskEntry task, ObjectNode body) {
    task.constrain(body);
    task.run().ifPresent(run -> limit(task, run));
  }

  private void limit(TaskEntry task, Run run) {
    Duration left = task.mayStillRun();
    if (left.compareTo(Duration.ofDays(3650)) < 0) {
      later(left, () -> expire(task, run));
    }
  }

  private void begin(TaskEntry task, Run run, List<String> command, Optional<Death> death)
      throws IOException {
    Path directory = files.resolve(task.job.id + "-" + task.id + "-" + run.containerId());
    Map<String, String> environment = environment(task, run);
    death.ifPresent(when -> environment.put(Death.VARIABLE, when.name()));
    TaskProcess process = TaskProcess.start(command, environment, directory);
    counts = counts.oneStarted();
    run.started(process);
    processes.put(run, process);
    task.running();
    var unused = process.ended().thenAccept(code -> ended(task, run, code, death));
  }

  private Map<String, String> environment(TaskEntry task, Run run) {
    Map<String, String> environment = new LinkedHashMap<>(task.environment());
    environment.put("AZ_BATCH_ACCOUNT_NAME", name);
    environment.put("AZ_BATCH_POOL_ID", task.job.poolId());
    environment.put("AZ_BATCH_NODE_ID", run.node().id());
    environment.put("AZ_BATCH_JOB_ID", task.job.id);
    environment.put("AZ_BATCH_TASK_ID", task.id);
    return environment;
  }

  private void fail(TaskEntry task, Run run, String code, String message) {
    task.imageMissing(TaskFailures.ofImage(code, message, task.image()), message);
    free(task, run);
  }

  private synchronized void ended(TaskEntry task, Run run, int code, Optional<Death> death) {
    if (code == Death.EXIT_CODE && death.isPresent()) {
      counts = counts.oneDied(task.id, death.get());
    }
    if (!task.has(run) || !task.states.is("running")) {
      return;
    }
    task.completed(code, code == 0 ? null : TaskFailures.ofExit(code));
    processes.remove(run);
    free(task, run);
  }

  private synchronized void expire(TaskEntry task, Run run) {
    // Its limit may have been moved since it was set; then another look is due at the new one.
    if (task.has(run) && task.states.is("running") && task.mayStillRun().toMillis() <= 0) {
      end(task, "Task Was Ended: it ran longer than its maxWallClockTime.");
    }
  }

  /** Ends a task that has not ended; its slot is free once its processes are gone. */
  synchronized void end(TaskEntry task, String why) {
    Optional<Run> run = task.run();
    task.completed(null, TaskFailures.of("TaskEnded", why));
    if (run.isPresent()) {
      var unused = stop(run.get()).thenRun(() -> free(task, run.get()));
    } else {
      settle(task.job);
    }
  }

  synchronized void remove(TaskEntry task) {
    boolean ended = task.states.is("completed");
    task.job.tasks().remove(task.id);
    Optional<Run> run = task.run();
    task.removed();
    run.ifPresent(on -> discard(task, on, ended));
    settle(task.job);
  }

  private void discard(TaskEntry task, Run run, boolean slotIsFree) {
    var unused =
        stop(run)
            .thenRun(
                () -> {
                  run.process().ifPresent(TaskProcess::removeFiles);
                  if (!slotIsFree) {
                    free(task, run);
                  }
                });
  }

  /**
   * Takes the node from under a running task: it goes back in the queue and will run again with the
   * same environment, whatever its retry count, and no requeue is counted.
   */
  synchronized boolean preempt(String jobId, String taskId) {
    Optional<TaskEntry> task = job(jobId).map(job -> job.tasks().get(taskId));
    Optional<Run> run = task.filter(found -> found.states.is("running")).flatMap(TaskEntry::run);
    run.ifPresent(
        on -> {
          pool(task.get().job.poolId()).ifPresent(pool -> resizes.preempt(pool, on.node()));
          putBack(task.get(), false);
        });
    return run.isPresent();
  }

  private void putBack(TaskEntry task, boolean onRequest) {
    Optional<Run> run = task.run();
    task.requeued(onRequest);
    run.ifPresent(on -> discard(task, on, false));
  }

  private CompletableFuture<Void> stop(Run run) {
    return run.process()
        .map(process -> process.kill(GRACE))
        .orElseGet(() -> CompletableFuture.completedFuture(null))
        .thenRun(() -> forget(run));
  }

  private synchronized void forget(Run run) {
    processes.remove(run);
  }

  private synchronized void free(TaskEntry task, Run run) {
    run.node().free();
    pool(task.job.poolId()).ifPresent(pool -> resizes.freed(pool, run.node()));
    settle(task.job);
    look();
  }

  /** Ends a job that is to end when its tasks have; one without tasks counts as such. */
  synchronized void settle(JobEntry job) {
    if (job.endsWithItsTasks()) {
      terminate(job, "AllTasksComplete");
    }
  }

  synchronized void terminate(JobEntry job, String reason) {
    job.terminating(reason);
    job.entries().stream()
        .filter(TaskEntry::isOnNode)
        .forEach(task -> end(task, "Task Was Ended: its job was terminated."));
    passing(job, "terminating", job::completed);
  }

  /**
   * @param fate what becomes of its running tasks: requeue, terminate or wait.
   */
  synchronized void disable(JobEntry job, String fate) {
    job.states.touch();
    job.states.move("disabling");
    List<TaskEntry> running = job.entries().stream().filter(TaskEntry::isOnNode).toList();
    if (fate.equalsIgnoreCase("requeue")) {
      running.forEach(task -> putBack(task, true));
    } else if (fate.equalsIgnoreCase("terminate")) {
      running.forEach(task -> end(task, "Task Was Ended: its job was disabled."));
    }
    passing(job, "disabling", () -> job.states.move("disabled"));
  }

  /**
   * Gives a node no further task.
   *
   * @param fate what becomes of those that it runs: requeue, terminate or taskcompletion.
   */
  synchronized void disable(Node node, String fate) {
    node.schedule(false);
    evict(node, fate);
  }

  /**
   * @param fate what becomes of the node's tasks; anything else than requeue or terminate lets them
   *     run.
   */
  void evict(Node node, String fate) {
    List<TaskEntry> running = tasks().filter(task -> runsOn(task, node)).toList();
    if (fate.equalsIgnoreCase("requeue")) {
      running.forEach(task -> putBack(task, true));
    } else if (fate.equalsIgnoreCase("terminate")) {
      running.forEach(task -> end(task, "Task Was Ended: its node takes no tasks."));
    }
  }

  private static boolean runsOn(TaskEntry task, Node node) {
    return task.isOnNode() && task.run().filter(run -> run.node() == node).isPresent();
  }

  synchronized void enable(Node node) {
    node.schedule(true);
    look();
  }

  synchronized void delete(JobEntry job) {
    job.states.move("deleting");
    passing(
        job,
        "deleting",
        () -> {
          job.entries().forEach(this::remove);
          jobs.remove(job.id, job);
        });
  }

  private void passing(JobEntry job, String state, Runnable next) {
    later(
        settings.transition(),
        () -> {
          synchronized (this) {
            if (job.states.is(state)) {
              next.run();
            }
          }
        });
  }

  private void later(Duration delay, Runnable action) {
    clock.later(delay, action);
  }

  synchronized TaskCounts counts() {
    return counts;
  }

  synchronized List<ProcessHandle> runningProcesses() {
    return processes.values().stream().flatMap(process -> process.family().stream()).toList();
  }

  synchronized @Nullable Path directory(TaskEntry task) {
    return task.run().flatMap(Run::process).map(TaskProcess::directory).orElse(null);
  }

  /** For a JVM that is going down itself. */
  synchronized void killNow() {
    closed = true;
    processes.values().forEach(TaskProcess::killNow);
    new Cleanup(files).run();
  }

  void close() {
    CompletableFuture<?>[] ends;
    synchronized (this) {
      closed = true;
      clock.close();
      ends =
          processes.values().stream()
              .map(process -> process.kill(GRACE))
              .toArray(CompletableFuture<?>[]::new);
    }
    CompletableFuture.allOf(ends).join();
    new Cleanup(files).run();
  }
}
