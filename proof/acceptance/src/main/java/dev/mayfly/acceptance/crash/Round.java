package dev.mayfly.acceptance.crash;

import dev.mayfly.acceptance.crash.StandInApi.Redelivery;
import dev.mayfly.local.stack.LifeQueries;
import dev.mayfly.standin.forge.JobView;
import io.temporal.api.enums.v1.WorkflowExecutionStatus;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One kill: brings all its jobs to their moments at once, kills, restarts, and follows every job to
 * its end.
 */
final class Round {

  private static final Duration LONGEST = Duration.ofMinutes(8);
  private static final Duration PAUSE = Duration.ofMillis(100);
  private static final Duration SWEEP = Duration.ofSeconds(1);

  private final ProcessStack stack;
  private final KilledProcess victim;
  private final List<Scenario> cells;
  private final PrintStream out;
  private final Map<Scenario, Duration> done = new HashMap<>();
  private final Map<Scenario, Duration> closed = new HashMap<>();
  private final List<Redelivery> redelivered = new ArrayList<>();

  Round(ProcessStack stack, List<Scenario> cells, PrintStream out) {
    this.stack = stack;
    this.victim = cells.get(0).victim();
    this.cells = List.copyOf(cells);
    this.out = out;
  }

  /**
   * The results of those jobs that were at their moment when it struck: as a rule all.
   *
   * @throws AssertionError when a job does not get there at all.
   */
  List<Result> run() throws Exception {
    ScenarioDriver stage;
    List<Scenario> hit;
    try (LifeQueries lives = stack.lives()) {
      stage = new ScenarioDriver(stack, lives, cells);
      hit = stage.set();
      stack.kill(victim.parts());
    }
    out.printf(
        "  SIGKILL to %s with %d of %d jobs at their step%n",
        victim.title(), hit.size(), cells.size());
    stage.release(victim);
    stack.start(victim.parts());
    long healthy = System.nanoTime();
    try (LifeQueries lives = stack.lives()) {
      follow(stage, lives, healthy);
      List<Result> results =
          new ScenarioCheck(stack, lives, stage, done, closed, redelivered).on(hit);
      results.forEach(result -> out.println("  " + result.line()));
      return results;
    }
  }

  /** What the first look finds was so when the processes were healthy: after no time at all. */
  private void follow(ScenarioDriver stage, LifeQueries lives, long healthy)
      throws InterruptedException {
    Duration now = Duration.ZERO;
    Duration swept = SWEEP.negated();
    while (now.compareTo(LONGEST) < 0 && Math.min(done.size(), closed.size()) < cells.size()) {
      look(stage, lives, now);
      if (now.minus(swept).compareTo(SWEEP) >= 0) {
        redelivered.addAll(stack.world().redeliverFailures());
        swept = now;
      }
      Thread.sleep(PAUSE.toMillis());
      now = Duration.ofNanos(System.nanoTime() - healthy);
    }
  }

  private void look(ScenarioDriver stage, LifeQueries lives, Duration now) {
    Map<Long, JobView> jobs = stack.world().jobs();
    for (Scenario cell : cells) {
      JobView job = jobs.get(stage.job(cell));
      if (job != null && job.isOver()) {
        done.putIfAbsent(cell, now);
      }
      if (!closed.containsKey(cell) && isClosed(lives, stage.job(cell))) {
        closed.put(cell, now);
      }
    }
  }

  private static boolean isClosed(LifeQueries lives, long job) {
    return lives
        .description(job)
        .map(life -> life.getWorkflowExecutionInfo().getStatus())
        .filter(status -> status != WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_RUNNING)
        .isPresent();
  }
}
