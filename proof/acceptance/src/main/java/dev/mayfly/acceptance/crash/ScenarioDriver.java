package dev.mayfly.acceptance.crash;

import dev.mayfly.acceptance.crash.KillPoint.Kind;
import dev.mayfly.acceptance.crash.KillPoint.RunnerPhase;
import dev.mayfly.local.stack.LifeQueries;
import dev.mayfly.standin.forge.RunnerView;
import dev.mayfly.standin.server.Eventually;
import dev.mayfly.standin.server.Holds.When;
import dev.mayfly.workflows.life.LifeStatus;
import dev.mayfly.workflows.life.Phase;
import io.temporal.api.enums.v1.PendingActivityState;
import io.temporal.api.enums.v1.PendingWorkflowTaskState;
import io.temporal.api.history.v1.HistoryEvent;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Brings every job of a round to its kill point, all at the same time, by holding what the step
 * waits for, and knows by looking that it is there: Temporal has the step pending, or the life's
 * task that it is tried in, and the stand-in or the proxy holds its call.
 */
final class ScenarioDriver {

  private static final Duration PATIENCE = Duration.ofMinutes(4);
  // From the first call that is held, most often: later tries are ever further apart.
  private static final Duration IN_FLIGHT = Duration.ofSeconds(20);

  private final ProcessStack stack;
  private final StandInApi standIns;
  private final LifeQueries lives;
  private final List<Scenario> scenarios;
  private final Map<Scenario, Long> jobs = new HashMap<>();
  private final Map<Scenario, StandInApi.Hold> holds = new HashMap<>();
  private long redelivered = System.nanoTime();

  ScenarioDriver(ProcessStack stack, LifeQueries lives, List<Scenario> scenarios) {
    this.stack = stack;
    this.standIns = stack.standIns();
    this.lives = lives;
    this.scenarios = scenarios;
  }

  /**
   * Brings every step in flight; when it returns, it is time to kill.
   *
   * @return those that are: all, unless a call timed out while others were awaited.
   */
  List<Scenario> set() {
    scenarios.forEach(this::prepare);
    scenarios.forEach(scenario -> until("is prepared", scenario, () -> isPrepared(scenario)));
    scenarios.stream()
        .filter(scenario -> isInProgress(scenario.killPoint()))
        .forEach(this::holdBeginning);
    scenarios.stream()
        .filter(scenario -> isInProgress(scenario.killPoint()))
        .forEach(scenario -> until("is about to begin", scenario, () -> isHeld(scenario)));
    scenarios.forEach(this::begin);
    try {
      Eventually.until("every step is in flight", IN_FLIGHT, () -> missing().isEmpty());
    } catch (AssertionError late) {
      Eventually.until("a step is in flight", PATIENCE, () -> missing().size() < scenarios.size());
    }
    List<Scenario> missing = missing();
    return scenarios.stream().filter(scenario -> !missing.contains(scenario)).toList();
  }

  private List<Scenario> missing() {
    return scenarios.stream().filter(scenario -> !isInFlight(scenario)).toList();
  }

  /** Lets the stand-ins and what survived the kill go on. */
  void release(Victim killed) {
    if (killed.has(ProcessKind.GATEWAY) || killed.has(ProcessKind.TEMPORAL)) {
      stack.proxy().cut();
    } else {
      stack.proxy().open();
    }
    standIns.releaseAll(killed.has(ProcessKind.WORKER), killed.delay());
    scenarios.forEach(this::open);
  }

  private void open(Scenario scenario) {
    stack.gates().boot(scenario);
    stack.gates().go(scenario);
    stack.gates().leave(scenario);
  }

  long job(Scenario scenario) {
    return Optional.ofNullable(jobs.get(scenario)).orElseThrow();
  }

  private void prepare(Scenario scenario) {
    RunnerPhase runner = scenario.killPoint().runner;
    if (runner == RunnerPhase.CREATED
        || runner == RunnerPhase.BUSY
        || runner == RunnerPhase.LEAVING) {
      stack.gates().boot(scenario);
    }
    if (runner == RunnerPhase.LEAVING) {
      stack.gates().go(scenario);
    } else {
      stack.gates().leave(scenario);
    }
    if (runner == RunnerPhase.CREATED) {
      hold(
          scenario,
          standIns.batch(),
          "START jobs/" + scenario.batchJob() + "/tasks/.*",
          When.BEFORE,
          0);
    }
    if (runner != RunnerPhase.NOWHERE) {
      queue(scenario);
    }
  }

  private boolean isPrepared(Scenario scenario) {
    return switch (scenario.killPoint().runner) {
      case NOWHERE -> true;
      case CREATED -> isPending(scenario, "awaitStart");
      case STARTED -> isPending(scenario, "awaitOnline") && stack.gates().containers(scenario) == 1;
      case BUSY ->
          isPending(scenario, "awaitCompletion") && phase(scenario).equals(Optional.of(Phase.BUSY));
      case LEAVING -> phase(scenario).equals(Optional.of(Phase.CLEANING_UP));
    };
  }

  private Optional<Phase> phase(Scenario scenario) {
    return lives.status(job(scenario)).map(LifeStatus::phase);
  }

  private void begin(Scenario scenario) {
    KillPoint killPoint = scenario.killPoint();
    switch (killPoint.kind) {
      case SENT -> stack.proxy().hold(TcpProxy.Held.REQUESTS);
      case TAKEN -> stack.proxy().hold(TcpProxy.Held.ANSWERS);
      case CALL, FLEET -> holdCall(scenario);
      case WAIT -> {}
    }
    switch (killPoint.runner) {
      case NOWHERE -> {
        open(scenario);
        queue(scenario);
      }
      case CREATED -> {}
      case STARTED -> {
        if (isInProgress(killPoint)) {
          standIns.drop(Optional.ofNullable(holds.get(scenario)).orElseThrow());
        }
      }
      case BUSY -> {
        if (killPoint.kind != Kind.WAIT) {
          stack.gates().go(scenario);
        }
      }
      case LEAVING -> stack.gates().leave(scenario);
    }
  }

  private void holdCall(Scenario scenario) {
    String forge =
        "api/v3/" + (scenario.hasOwnScope() ? "repos/" + scenario.repository() : "orgs/acme");
    String runners = forge + "/actions/runners";
    String job = "jobs/" + scenario.batchJob();
    switch (scenario.killPoint()) {
      case MINT -> hold(scenario, standIns.github(), "POST " + runners + "/.*", When.BEFORE, 0);
      case MINT_DONE -> hold(scenario, standIns.github(), "POST " + runners + "/.*", When.AFTER, 0);
      case ENSURE -> hold(scenario, standIns.batch(), "GET " + job, When.BEFORE, 0);
      // It looks, creates, and looks again.
      case ENSURE_DONE -> hold(scenario, standIns.batch(), "GET " + job, When.BEFORE, 1);
      case CREATE -> hold(scenario, standIns.batch(), "POST " + job + "/tasks", When.BEFORE, 0);
      case CREATE_DONE -> hold(scenario, standIns.batch(), "POST " + job + "/tasks", When.AFTER, 0);
      case REMOVE -> hold(scenario, standIns.github(), removal(scenario, runners), When.BEFORE, 0);
      case REMOVE_DONE ->
          hold(scenario, standIns.github(), removal(scenario, runners), When.AFTER, 0);
      // It looks whether the task is over, then deletes it.
      case DELETE -> hold(scenario, standIns.batch(), "DELETE " + job + "/.*", When.BEFORE, 0);
      case DELETE_DONE -> hold(scenario, standIns.batch(), "DELETE " + job + "/.*", When.AFTER, 0);
      case FLEET -> {
        if (scenario.number() == 1) {
          holdFleet(scenario, job);
        }
      }
      default -> {}
    }
  }

  private void holdFleet(Scenario scenario, String job) {
    int fleet = (int) scenarios.stream().filter(Scenario::isFleet).count();
    hold(scenario, standIns.batch(), "POST " + job + "/tasks", When.BEFORE, fleet * 2 / 5);
  }

  private String removal(Scenario scenario, String runners) {
    return standIns.runners().stream()
        .filter(runner -> runner.labels().contains(scenario.pool()))
        .map(RunnerView::id)
        .map(id -> "DELETE " + runners + "/" + id)
        .findFirst()
        .orElseThrow();
  }

  private static boolean isInProgress(KillPoint killPoint) {
    return killPoint == KillPoint.IN_PROGRESS_SENT || killPoint == KillPoint.IN_PROGRESS_TAKEN;
  }

  /** Holds the beginning of a job whose runner is there and has it. */
  private void holdBeginning(Scenario scenario) {
    hold(scenario, standIns.github(), "POST _runner/[^/]+/start", When.BEFORE, 0);
    stack.gates().boot(scenario);
  }

  private boolean isInFlight(Scenario scenario) {
    return switch (scenario.killPoint().kind) {
      case SENT ->
          isSent(scenario) && stack.proxy().holdsRequest(LifeQueries.of(job(scenario)).toString());
      case TAKEN -> isSent(scenario) && isTaken(scenario);
      case CALL -> isHeld(scenario) && (isPending(scenario) || isInTask(scenario));
      case WAIT -> isPending(scenario);
      case FLEET -> scenario.number() != 1 || isHeld(scenario);
    };
  }

  /** Returns whether it is under way; sends it anew where the gateway has given it up. */
  private boolean isSent(Scenario scenario) {
    if (standIns.isUnderWay(scenario.killPoint().action(), job(scenario))) {
      return true;
    }
    if (System.nanoTime() - redelivered > Duration.ofMillis(500).toNanos()) {
      redelivered = System.nanoTime();
      var unused = standIns.redeliverFailures();
    }
    return false;
  }

  private boolean isTaken(Scenario scenario) {
    String action = scenario.killPoint().action();
    return lives.description(job(scenario)).isPresent()
        && lives.history(job(scenario)).getEventsList().stream()
            .filter(HistoryEvent::hasWorkflowExecutionSignaledEventAttributes)
            .map(event -> event.getWorkflowExecutionSignaledEventAttributes().getSignalName())
            .anyMatch(action::equals);
  }

  private boolean isHeld(Scenario scenario) {
    return standIns.isHeld(Optional.ofNullable(holds.get(scenario)).orElseThrow());
  }

  /** Returns whether the life's own task is under way, in which a short step is tried first. */
  private boolean isInTask(Scenario scenario) {
    return lives
        .description(job(scenario))
        .map(life -> life.getPendingWorkflowTask().getState())
        .filter(PendingWorkflowTaskState.PENDING_WORKFLOW_TASK_STATE_STARTED::equals)
        .isPresent();
  }

  private boolean isPending(Scenario scenario) {
    return isPending(scenario, scenario.killPoint().activity().orElseThrow());
  }

  private boolean isPending(Scenario scenario, String activity) {
    return lives
        .description(job(scenario))
        .map(
            life ->
                life.getPendingActivitiesList().stream()
                    .filter(
                        pending ->
                            pending.getState()
                                == PendingActivityState.PENDING_ACTIVITY_STATE_STARTED)
                    .anyMatch(pending -> pending.getActivityType().getName().equals(activity)))
        .orElse(false);
  }

  private void hold(Scenario scenario, URI at, String request, When when, int pass) {
    StandInApi.Hold hold = new StandInApi.Hold(at, request, when, pass);
    standIns.hold(hold);
    holds.put(scenario, hold);
  }

  private void queue(Scenario scenario) {
    jobs.put(scenario, standIns.queue(scenario.repository(), stack.gates().workflow(scenario)));
  }

  private static void until(String what, Scenario scenario, BooleanSupplier holds) {
    Eventually.until(scenario + " " + what, PATIENCE, holds);
  }
}
