package dev.mayfly.acceptance.crash;

import dev.mayfly.acceptance.crash.StandInApi.Redelivery;
import dev.mayfly.local.stack.LifeQueries;
import dev.mayfly.standin.forge.JobView;
import dev.mayfly.standin.server.Eventually;
import dev.mayfly.workflows.life.LifeStatus;
import dev.mayfly.workflows.life.Outcome;
import io.temporal.client.WorkflowException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/** Checks that a round lost nothing: each job done once, by one runner, and nothing is left. */
record ScenarioCheck(
    ProcessStack stack,
    LifeQueries lives,
    ScenarioDriver driver,
    Map<Scenario, Duration> done,
    Map<Scenario, Duration> closed,
    List<Redelivery> redelivered) {

  private static final Duration SOON = Duration.ofSeconds(20);

  List<Result> on(List<Scenario> scenarios) {
    Map<Long, JobView> jobs = stack.standIns().jobs();
    String containers = containersLeft();
    List<Result> results = new ArrayList<>();
    for (Scenario scenario : scenarios) {
      List<String> losses = new ArrayList<>();
      if (!containers.isEmpty()) {
        losses.add(containers);
      }
      losses.addAll(losses(scenario, Optional.ofNullable(jobs.get(driver.job(scenario)))));
      results.add(
          new Result(
              scenario,
              outcome(scenario).map(Outcome::name).orElse(null),
              done.get(scenario),
              closed.get(scenario),
              redelivered(scenario),
              losses,
              stack.gates().containers(scenario)));
    }
    return results;
  }

  /** Returns what is left; the last ones may still be dying when their life closes. */
  private String containersLeft() {
    try {
      Eventually.until("no container is left", SOON, () -> stack.containers().isEmpty());
      return "";
    } catch (AssertionError left) {
      return stack.containers().size() + " container process(es) left in this round";
    }
  }

  private List<String> losses(Scenario scenario, Optional<JobView> job) {
    return Stream.of(
            ofJob(scenario, job),
            ofLife(scenario),
            ofRunners(scenario),
            ofRegistrations(scenario),
            ofTasks(scenario))
        .flatMap(Optional::stream)
        .toList();
  }

  private Optional<String> ofJob(Scenario scenario, Optional<JobView> job) {
    int runs = stack.gates().runs(scenario);
    boolean well = job.map(JobView::conclusion).filter("success"::equals).isPresent() && runs == 1;
    return well ? Optional.empty() : Optional.of("ran " + runs + " times: " + job);
  }

  private Optional<String> ofLife(Scenario scenario) {
    if (!closed.containsKey(scenario)) {
      return Optional.of(
          "life still open: "
              + lives.status(driver.job(scenario)).map(LifeStatus::line).orElse("?"));
    }
    Optional<Outcome> outcome = outcome(scenario);
    return outcome.filter(Outcome.Completed.class::isInstance).isPresent()
        ? Optional.empty()
        : Optional.of("life ended as " + outcome);
  }

  /**
   * Passes over a fleet: a runner may take another's job there, and a further one is made. A {@code
   * queued} delivered again after the life's end begins another, which has nothing to make.
   */
  private Optional<String> ofRunners(Scenario scenario) {
    if (scenario.isFleet()) {
      return Optional.empty();
    }
    int attempts = lives.status(driver.job(scenario)).map(life -> life.attempts().size()).orElse(0);
    int containers = stack.gates().containers(scenario);
    boolean isAnotherLife = attempts == 0 && redelivered(scenario).contains("queued");
    return containers == 1 && (attempts == 1 || isAnotherLife)
        ? Optional.empty()
        : Optional.of(attempts + " attempts, " + containers + " containers");
  }

  private Optional<String> ofRegistrations(Scenario scenario) {
    String life = LifeQueries.of(driver.job(scenario)) + "-";
    return stack.standIns().runners().stream()
        .filter(runner -> runner.name().startsWith(life))
        .map(runner -> "registration left: " + runner.name())
        .findFirst();
  }

  private Optional<String> ofTasks(Scenario scenario) {
    String life = LifeQueries.of(driver.job(scenario)) + "-";
    return stack.standIns().tasks(scenario).stream()
        .filter(task -> task.id().startsWith(life))
        .map(task -> "Batch task left: " + task.id())
        .findFirst();
  }

  private Optional<Outcome> outcome(Scenario scenario) {
    if (!closed.containsKey(scenario)) {
      return Optional.empty();
    }
    try {
      return Optional.of(lives.outcome(driver.job(scenario), SOON));
    } catch (TimeoutException | WorkflowException none) {
      return Optional.empty();
    }
  }

  private List<String> redelivered(Scenario scenario) {
    return redelivered.stream()
        .filter(again -> again.job() == driver.job(scenario))
        .map(Redelivery::action)
        .distinct()
        .toList();
  }
}
