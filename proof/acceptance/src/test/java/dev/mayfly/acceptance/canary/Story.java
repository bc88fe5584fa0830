package dev.mayfly.acceptance.canary;

import static dev.mayfly.acceptance.canary.World.SOON;

import dev.mayfly.acceptance.stack.Jobs;
import dev.mayfly.acceptance.stack.Rounds;
import dev.mayfly.local.stack.LifeQueries;
import dev.mayfly.local.stack.LifeQueries.LifeRun;
import dev.mayfly.standin.batch.BatchStandIn;
import dev.mayfly.standin.forge.GitHubStandIn;
import dev.mayfly.standin.server.Eventually;
import dev.mayfly.workflows.life.LifeStatus;
import dev.mayfly.workflows.life.LifeStatus.AttemptStatus;
import dev.mayfly.workflows.pool.PoolStatus;
import dev.mayfly.workflows.temporal.OperatorRequest;
import io.temporal.client.WorkflowException;
import io.temporal.client.WorkflowNotFoundException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeoutException;

/** A forge's jobs and their lives, as a story needs them. */
final class Story {

  private final GitHubStandIn forge;
  private final LifeQueries lives;
  private final BatchStandIn batch;
  private final List<Long> told = new ArrayList<>();
  private final List<String> answers = new ArrayList<>();

  Story(GitHubStandIn forge, LifeQueries lives, BatchStandIn batch) {
    this.forge = forge;
    this.lives = lives;
    this.batch = batch;
  }

  /** A job that has a life. */
  long begin(String label, String command) {
    return begun(queue(label, command));
  }

  /** The same, in a repository of the organization. */
  long beginIn(String repository, String label, String command) {
    long job = new Jobs(forge).queue(label, command, repository);
    told.add(job);
    return begun(job);
  }

  private long begun(long job) {
    Eventually.until("its life has begun", SOON, () -> lives.newestRun(job).isPresent());
    return job;
  }

  /** A job, whatever becomes of it. */
  long queue(String label, String command) {
    long job = new Jobs(forge).queue(label, command);
    told.add(job);
    return job;
  }

  /** A job whose runner's task is there. */
  long provided(String label, String command) {
    long job = begin(label, command);
    awaitTask(job);
    return job;
  }

  void awaitTask(long job) {
    Eventually.until("the task of job " + job, SOON, () -> isProvided(job));
  }

  private boolean isProvided(long job) {
    return task(job).isPresent();
  }

  Optional<BatchStandIn.Task> task(long job) {
    String life = lives.life(job) + "-";
    return batch.tasks().stream().filter(task -> task.id().startsWith(life)).findFirst();
  }

  /** Takes the node from under the job's runner. */
  void preempt(long job) {
    BatchStandIn.Task task = task(job).orElseThrow();
    if (!batch.preempt(task.job(), task.id())) {
      throw new IllegalStateException(task + " does not run");
    }
  }

  /** A job that runs until the file is there. */
  long running(String label, Path until) {
    long job = begin(label, Jobs.until(until));
    awaitRunning(job);
    return job;
  }

  void awaitRunning(long job) {
    new Jobs(forge).awaitRunning(job, SOON);
  }

  void cancelRun(long job) {
    new Jobs(forge).cancel(job);
  }

  /** An operator's wish; a life that is over meanwhile has none. */
  void signal(long job, String wish) {
    try {
      lives.stub(job).signal(wish, new OperatorRequest("ada", "for the canary", true, null));
    } catch (WorkflowNotFoundException over) {
      answers.add(over.toString());
    }
  }

  /** As an operator's wish that is answered; a refusal is an answer too. */
  void update(long job, String wish, Duration time) {
    OperatorRequest request = new OperatorRequest("ada", "for the canary", false, time);
    try {
      answers.add(lives.stub(job).update(wish, String.class, request));
    } catch (WorkflowException refused) {
      answers.add(refused + " " + refused.getCause());
    }
  }

  /** Returns the answers to operators. */
  Place answers() {
    return Place.texts(Map.of("an operator's answers", String.join("\n", answers)));
  }

  /** Waits until no life is in the way of what is to go wrong next. */
  void awaitAllOver() {
    Eventually.until("no life of " + forge.webUrl() + " is open", SOON, this::areAllOver);
  }

  private boolean areAllOver() {
    return told.stream().noneMatch(job -> lives.newestRun(job).filter(LifeRun::open).isPresent());
  }

  void awaitOutcome(long job) throws TimeoutException {
    Object unused = lives.outcome(job, SOON);
  }

  /** Waits until one of the job's runners has ended so. */
  void awaitEnd(long job, String kind) {
    awaitEnds(job, kind, 1);
  }

  void awaitEnds(long job, String kind, int count) {
    Eventually.until(
        count + " times " + kind + " of job " + job,
        SOON,
        () -> ends(job).stream().filter(end -> end.startsWith(kind)).count() >= count);
  }

  List<String> ends(long job) {
    return lives.status(job).map(LifeStatus::attempts).orElse(List.of()).stream()
        .map(AttemptStatus::end)
        .flatMap(end -> Optional.ofNullable(end).stream())
        .toList();
  }

  /** Waits until a pool is paused by its fault. */
  void awaitPause(String pool) {
    Eventually.until("the pause of " + pool, SOON, () -> isPaused(pool));
  }

  private boolean isPaused(String pool) {
    try {
      return lives.pool(pool).query("status", PoolStatus.class).pause() != null;
    } catch (WorkflowException noAnswer) {
      return false;
    }
  }

  void resume(String pool) {
    lives.pool(pool).signal("resume", OperatorRequest.of("ada", "for the canary"));
  }

  void sweep() {
    Object unused = new Rounds(lives, "mayfly").next();
  }

  LifeQueries lives() {
    return lives;
  }

  GitHubStandIn forge() {
    return forge;
  }

  /** Every job so far. */
  List<Long> told() {
    return told;
  }
}
