package dev.mayfly.acceptance.crash;

import dev.mayfly.acceptance.crash.KillPoint.Kind;
import dev.mayfly.acceptance.crash.KillPoint.Place;
import dev.mayfly.local.stack.LifeQueries;
import dev.mayfly.standin.forge.RunnerView;
import dev.mayfly.standin.server.Eventually;
import dev.mayfly.standin.server.Holds.When;
import dev.mayfly.workflows.life.LifeStatus;
import dev.mayfly.workflows.life.Phase;
import io.temporal.api.enums.v1.PendingActivityState;
import io.temporal.api.history.v1.HistoryEvent;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Brings every job of a round to its moment, all at the same time, by holding what the step waits
 * for, and knows by looking that it is there: Temporal has the step pending, and the stand-in or
 * the wire holds its call.
 */
final class ScenarioDriver {

  private static final Duration PATIENCE = Duration.ofMinutes(4);
  // From the first call that is held, most often: later tries are ever further apart.
  private static final Duration MOMENT = Duration.ofSeconds(20);

  private final ProcessStack stack;
  private final StandInApi world;
  private final LifeQueries lives;
  private final List<Scenario> cells;
  private final Map<Scenario, Long> jobs = new HashMap<>();
  private final Map<Scenario, StandInApi.Hold> holds = new HashMap<>();
  private long redelivered = System.nanoTime();

  ScenarioDriver(ProcessStack stack, LifeQueries lives, List<Scenario> cells) {
    this.stack = stack;
    this.world = stack.world();
    this.lives = lives;
    this.cells = cells;
  }

  /**
   * Returns with every step in flight; then it is time to kill.
   *
   * @return those that are: all, unless a call timed out while others were awaited.
   */
  List<Scenario> set() {
    cells.forEach(this::place);
    cells.forEach(cell -> until("is at its place", cell, () -> isPlaced(cell)));
    cells.stream().filter(cell -> isInProgress(cell.moment())).forEach(this::holdBeginning);
    cells.stream()
        .filter(cell -> isInProgress(cell.moment()))
        .forEach(cell -> until("is about to begin", cell, () -> isHeld(cell)));
    cells.forEach(this::begin);
    try {
      Eventually.until("every step is in flight", MOMENT, () -> missing().isEmpty());
    } catch (AssertionError late) {
      Eventually.until("a step is in flight", PATIENCE, () -> missing().size() < cells.size());
    }
    List<Scenario> missing = missing();
    return cells.stream().filter(cell -> !missing.contains(cell)).toList();
  }

  private List<Scenario> missing() {
    return cells.stream().filter(cell -> !isInFlight(cell)).toList();
  }

  /** The world goes on, whoever has died. */
  void release(KilledProcess victim) {
    if (victim.has(ProcessKind.GATEWAY) || victim.has(ProcessKind.TEMPORAL)) {
      stack.wire().cut();
    } else {
      stack.wire().open();
    }
    world.releaseAll(victim.has(ProcessKind.WORKER));
    cells.forEach(this::open);
  }

  private void open(Scenario cell) {
    stack.gates().boot(cell);
    stack.gates().go(cell);
    stack.gates().leave(cell);
  }

  long job(Scenario cell) {
    return Optional.ofNullable(jobs.get(cell)).orElseThrow();
  }

  private void place(Scenario cell) {
    Place place = cell.moment().place();
    if (place == Place.CREATED || place == Place.BUSY || place == Place.LEAVING) {
      stack.gates().boot(cell);
    }
    if (place == Place.LEAVING) {
      stack.gates().go(cell);
    } else {
      stack.gates().leave(cell);
    }
    if (place == Place.CREATED) {
      hold(cell, world.batch(), "START jobs/" + cell.batchJob() + "/tasks/.*", When.BEFORE, 0);
    }
    if (place != Place.NOWHERE) {
      queue(cell);
    }
  }

  private boolean isPlaced(Scenario cell) {
    return switch (cell.moment().place()) {
      case NOWHERE -> true;
      case CREATED -> isPending(cell, "awaitStart");
      case STARTED -> isPending(cell, "awaitOnline") && stack.gates().containers(cell) == 1;
      case BUSY ->
          isPending(cell, "awaitCompletion") && phase(cell).equals(Optional.of(Phase.BUSY));
      case LEAVING -> phase(cell).equals(Optional.of(Phase.CLEANING_UP));
    };
  }

  private Optional<Phase> phase(Scenario cell) {
    return lives.status(job(cell)).map(LifeStatus::phase);
  }

  private void begin(Scenario cell) {
    KillPoint moment = cell.moment();
    switch (moment.kind()) {
      case SENT -> stack.wire().hold(TcpProxy.Held.REQUESTS);
      case TAKEN -> stack.wire().hold(TcpProxy.Held.ANSWERS);
      case CALL, FLEET -> holdCall(cell);
      case WAIT -> {}
    }
    switch (moment.place()) {
      case NOWHERE -> {
        open(cell);
        queue(cell);
      }
      case CREATED -> {}
      case STARTED -> {
        if (isInProgress(moment)) {
          world.drop(Optional.ofNullable(holds.get(cell)).orElseThrow());
        }
      }
      case BUSY -> {
        if (moment.kind() != Kind.WAIT) {
          stack.gates().go(cell);
        }
      }
      case LEAVING -> stack.gates().leave(cell);
    }
  }

  private void holdCall(Scenario cell) {
    String forge = "api/v3/" + (cell.hasOwnScope() ? "repos/" + cell.repository() : "orgs/acme");
    String runners = forge + "/actions/runners";
    String job = "jobs/" + cell.batchJob();
    switch (cell.moment()) {
      case MINT -> hold(cell, world.github(), "POST " + runners + "/.*", When.BEFORE, 0);
      case MINT_DONE -> hold(cell, world.github(), "POST " + runners + "/.*", When.AFTER, 0);
      case ENSURE -> hold(cell, world.batch(), "GET " + job, When.BEFORE, 0);
      // It looks, creates, and looks again.
      case ENSURE_DONE -> hold(cell, world.batch(), "GET " + job, When.BEFORE, 1);
      case CREATE -> hold(cell, world.batch(), "POST " + job + "/tasks", When.BEFORE, 0);
      case CREATE_DONE -> hold(cell, world.batch(), "POST " + job + "/tasks", When.AFTER, 0);
      case REMOVE -> hold(cell, world.github(), removal(cell, runners), When.BEFORE, 0);
      case REMOVE_DONE -> hold(cell, world.github(), removal(cell, runners), When.AFTER, 0);
      // It ends the task, then deletes it.
      case DELETE -> hold(cell, world.batch(), "POST " + job + "/.*/terminate", When.BEFORE, 0);
      case DELETE_DONE -> hold(cell, world.batch(), "DELETE " + job + "/.*", When.AFTER, 0);
      case FLEET -> {
        if (cell.number() == 1) {
          holdFleet(cell, job);
        }
      }
      default -> {}
    }
  }

  private void holdFleet(Scenario cell, String job) {
    int fleet = (int) cells.stream().filter(Scenario::isFleet).count();
    hold(cell, world.batch(), "POST " + job + "/tasks", When.BEFORE, fleet * 2 / 5);
  }

  private String removal(Scenario cell, String runners) {
    return world.runners().stream()
        .filter(runner -> runner.labels().contains(cell.pool()))
        .map(RunnerView::id)
        .map(id -> "DELETE " + runners + "/" + id)
        .findFirst()
        .orElseThrow();
  }

  private static boolean isInProgress(KillPoint moment) {
    return moment == KillPoint.IN_PROGRESS_SENT || moment == KillPoint.IN_PROGRESS_TAKEN;
  }

  /** The runner is there and has the job; that it begins is all that is missing. */
  private void holdBeginning(Scenario cell) {
    hold(cell, world.github(), "POST _runner/[^/]+/start", When.BEFORE, 0);
    stack.gates().boot(cell);
  }

  private boolean isInFlight(Scenario cell) {
    return switch (cell.moment().kind()) {
      case SENT -> isSent(cell) && stack.wire().holdsRequest(LifeQueries.of(job(cell)).toString());
      case TAKEN -> isSent(cell) && isTaken(cell);
      case CALL -> isHeld(cell) && isPending(cell);
      case WAIT -> isPending(cell);
      case FLEET -> cell.number() != 1 || isHeld(cell);
    };
  }

  /** Unless the gateway has given it up meanwhile; then it is sent anew. */
  private boolean isSent(Scenario cell) {
    if (world.isUnderWay(cell.moment().action(), job(cell))) {
      return true;
    }
    if (System.nanoTime() - redelivered > Duration.ofMillis(500).toNanos()) {
      redelivered = System.nanoTime();
      var unused = world.redeliverFailures();
    }
    return false;
  }

  private boolean isTaken(Scenario cell) {
    String action = cell.moment().action();
    return lives.description(job(cell)).isPresent()
        && lives.history(job(cell)).getEventsList().stream()
            .filter(HistoryEvent::hasWorkflowExecutionSignaledEventAttributes)
            .map(event -> event.getWorkflowExecutionSignaledEventAttributes().getSignalName())
            .anyMatch(action::equals);
  }

  private boolean isHeld(Scenario cell) {
    return world.isHeld(Optional.ofNullable(holds.get(cell)).orElseThrow());
  }

  private boolean isPending(Scenario cell) {
    return isPending(cell, cell.moment().activity().orElseThrow());
  }

  private boolean isPending(Scenario cell, String activity) {
    return lives
        .description(job(cell))
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

  private void hold(Scenario cell, URI at, String request, When when, int pass) {
    StandInApi.Hold hold = new StandInApi.Hold(at, request, when, pass);
    world.hold(hold);
    holds.put(cell, hold);
  }

  private void queue(Scenario cell) {
    jobs.put(cell, world.queue(cell.repository(), stack.gates().workflow(cell)));
  }

  private static void until(String what, Scenario cell, BooleanSupplier holds) {
    Eventually.until(cell + " " + what, PATIENCE, holds);
  }
}
