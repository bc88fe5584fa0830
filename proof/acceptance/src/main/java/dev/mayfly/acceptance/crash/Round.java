package dev.mayfly.acceptance.crash;

import dev.mayfly.acceptance.crash.StandInApi.Redelivery;
import dev.mayfly.local.stack.LifeQueries;
import dev.mayfly.standin.forge.JobView;
import io.temporal.api.enums.v1.WorkflowExecutionStatus;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One kill: brings all its jobs to their kill points at once, kills, restarts, and follows every
 * job to its end.
 */
final class Round {

  private static final Duration LONGEST = Duration.ofMinutes(8);
  private static final Duration PAUSE = Duration.ofMillis(100);
  private static final Duration SWEEP = Duration.ofSeconds(1);

  private final ProcessStack stack;
  private final Victim killed;
  private final List<Scenario> scenarios;
  private final PrintStream out;
  private final Map<Scenario, Duration> done = new HashMap<>();
  private final Map<Scenario, Duration> closed = new HashMap<>();
  private final List<Redelivery> redelivered = new ArrayList<>();

  Round(ProcessStack stack, List<Scenario> scenarios, PrintStream out) {
    this.stack = stack;
    this.killed = scenarios.get(0).killed();
    this.scenarios = List.copyOf(scenarios);
    this.out = out;
  }

  /**
   * Returns the results of those jobs that were at their kill point when it struck: as a rule all.
   *
   * @throws AssertionError when a job does not get there at all.
   */
  List<Result> run() throws Exception {
    ScenarioDriver driver;
    List<Scenario> hit;
    try (LifeQueries lives = stack.lives()) {
      driver = new ScenarioDriver(stack, lives, scenarios);
      hit = driver.set();
      stack.kill(killed.kinds());
      if (killed == Victim.SUSPENDED) {
        stack.suspendTheWorker();
      }
    }
    long struck = System.nanoTime();
    out.printf(
        "  %s with %d of %d jobs at their step%n", killed.strike(), hit.size(), scenarios.size());
    driver.release(killed);
    stack.start(killed == Victim.SUSPENDED ? List.of(ProcessKind.SECOND_WORKER) : killed.kinds());
    long healthy = System.nanoTime();
    try (LifeQueries lives = stack.lives()) {
      letComeLate(struck);
      follow(driver, lives, healthy);
      List<Result> results =
          new ScenarioCheck(stack, lives, driver, done, closed, redelivered).on(hit);
      results.forEach(result -> out.println("  " + result.line()));
      return results;
    }
  }

  /** Lets what was suspended go on, and what was delayed arrive, when nothing waits for it. */
  private void letComeLate(long struck) throws IOException, InterruptedException {
    if (killed == Victim.SUSPENDED) {
      sleepUntil(struck, Victim.SUSPENSION);
      stack.resumeTheWorker();
      stack.kill(List.of(ProcessKind.SECOND_WORKER));
    } else if (killed == Victim.DELAYED) {
      sleepUntil(struck, Victim.DELAY.plus(PAUSE));
    }
  }

  private static void sleepUntil(long since, Duration time) throws InterruptedException {
    Thread.sleep(Math.max(0, time.toMillis() - (System.nanoTime() - since) / 1_000_000));
  }

  /** Takes what the first look finds for so when the processes were healthy: after no time. */
  private void follow(ScenarioDriver driver, LifeQueries lives, long healthy)
      throws InterruptedException {
    Duration now = Duration.ZERO;
    Duration swept = SWEEP.negated();
    while (now.compareTo(LONGEST) < 0 && Math.min(done.size(), closed.size()) < scenarios.size()) {
      note(driver, lives, now);
      if (now.minus(swept).compareTo(SWEEP) >= 0) {
        redelivered.addAll(stack.standIns().redeliverFailures());
        swept = now;
      }
      Thread.sleep(PAUSE.toMillis());
      now = Duration.ofNanos(System.nanoTime() - healthy);
    }
  }

  private void note(ScenarioDriver driver, LifeQueries lives, Duration now) {
    Map<Long, JobView> jobs = stack.standIns().jobs();
    for (Scenario scenario : scenarios) {
      JobView job = jobs.get(driver.job(scenario));
      if (job != null && job.isOver()) {
        done.putIfAbsent(scenario, now);
      }
      if (!closed.containsKey(scenario) && isClosed(lives, driver.job(scenario))) {
        closed.put(scenario, now);
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
