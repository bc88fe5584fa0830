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

/** Whether a round lost anything: each job done once, by one runner, and nothing is left. */
final class ScenarioCheck {

  private static final Duration SOON = Duration.ofSeconds(20);

  private final ProcessStack stack;
  private final LifeQueries lives;
  private final ScenarioDriver stage;
  private final Map<Scenario, Duration> done;
  private final Map<Scenario, Duration> closed;
  private final List<Redelivery> redelivered;

  ScenarioCheck(
      ProcessStack stack,
      LifeQueries lives,
      ScenarioDriver stage,
      Map<Scenario, Duration> done,
      Map<Scenario, Duration> closed,
      List<Redelivery> redelivered) {
    this.stack = stack;
    this.lives = lives;
    this.stage = stage;
    this.done = done;
    this.closed = closed;
    this.redelivered = redelivered;
  }

  List<Result> on(List<Scenario> cells) {
    Map<Long, JobView> jobs = stack.world().jobs();
    String containers = containersLeft();
    List<Result> results = new ArrayList<>();
    for (Scenario cell : cells) {
      List<String> losses = new ArrayList<>();
      if (!containers.isEmpty()) {
        losses.add(containers);
      }
      losses.addAll(losses(cell, Optional.ofNullable(jobs.get(stage.job(cell)))));
      results.add(
          new Result(
              cell,
              outcome(cell).map(Outcome::name).orElse(null),
              done.get(cell),
              closed.get(cell),
              redelivered(cell),
              losses,
              stack.gates().containers(cell)));
    }
    return results;
  }

  /** The last ones may still be dying when their life closes. */
  private String containersLeft() {
    try {
      Eventually.until("no container is left", SOON, () -> stack.containers().isEmpty());
      return "";
    } catch (AssertionError left) {
      return stack.containers().size() + " container process(es) left in this round";
    }
  }

  private List<String> losses(Scenario cell, Optional<JobView> job) {
    return Stream.of(
            ofJob(cell, job), ofLife(cell), ofRunners(cell), ofRegistrations(cell), ofTasks(cell))
        .flatMap(Optional::stream)
        .toList();
  }

  private Optional<String> ofJob(Scenario cell, Optional<JobView> job) {
    int runs = stack.gates().runs(cell);
    boolean well = job.map(JobView::conclusion).filter("success"::equals).isPresent() && runs == 1;
    return well ? Optional.empty() : Optional.of("ran " + runs + " times: " + job);
  }

  private Optional<String> ofLife(Scenario cell) {
    if (!closed.containsKey(cell)) {
      return Optional.of(
          "life still open: " + lives.status(stage.job(cell)).map(LifeStatus::line).orElse("?"));
    }
    Optional<Outcome> outcome = outcome(cell);
    return outcome.filter(Outcome.Completed.class::isInstance).isPresent()
        ? Optional.empty()
        : Optional.of("life ended as " + outcome);
  }

  /** In a fleet a runner may take another's job, and a further one is then made by right. */
  private Optional<String> ofRunners(Scenario cell) {
    if (cell.isFleet()) {
      return Optional.empty();
    }
    int attempts = lives.status(stage.job(cell)).map(life -> life.attempts().size()).orElse(0);
    int containers = stack.gates().containers(cell);
    return attempts == 1 && containers == 1
        ? Optional.empty()
        : Optional.of(attempts + " attempts, " + containers + " containers");
  }

  private Optional<String> ofRegistrations(Scenario cell) {
    String life = LifeQueries.of(stage.job(cell)) + "-";
    return stack.world().runners().stream()
        .filter(runner -> runner.name().startsWith(life))
        .map(runner -> "registration left: " + runner.name())
        .findFirst();
  }

  private Optional<String> ofTasks(Scenario cell) {
    String life = LifeQueries.of(stage.job(cell)) + "-";
    return stack.world().tasks(cell).stream()
        .filter(task -> task.id().startsWith(life))
        .map(task -> "Batch task left: " + task.id())
        .findFirst();
  }

  private Optional<Outcome> outcome(Scenario cell) {
    if (!closed.containsKey(cell)) {
      return Optional.empty();
    }
    try {
      return Optional.of(lives.outcome(stage.job(cell), SOON));
    } catch (TimeoutException | WorkflowException none) {
      return Optional.empty();
    }
  }

  private List<String> redelivered(Scenario cell) {
    return redelivered.stream()
        .filter(again -> again.job() == stage.job(cell))
        .map(Redelivery::action)
        .distinct()
        .toList();
  }
}
