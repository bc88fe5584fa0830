package dev.mayfly.workflows.pool;

import static java.util.Objects.requireNonNull;

import dev.mayfly.workflows.id.PoolId;
import dev.mayfly.workflows.id.RunnerName;
import dev.mayfly.workflows.pool.TurnStatus.State;
import io.temporal.failure.ActivityFailure;
import io.temporal.workflow.Workflow;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * Finds out by itself when a pool's own fault is mended, with one question a minute however many
 * lives wait, or with one runner where only a runner can tell. What an operator paused is left
 * alone.
 */
final class FaultProbe {

  private static final Duration ONCE_A_MINUTE = Duration.ofMinutes(1);
  // Each costs a node for a while. GitHub takes a deprecation back within hours (actions/runner
  // #3381, #4613). Rule gh-version-taken-back.
  private static final Duration BETWEEN_RUNNERS = Duration.ofMinutes(30);
  // One that comes back so soon is not mended, whatever was answered; asked ever less often then.
  private static final Duration SOON = Duration.ofMinutes(10);
  private static final int MOST_DOUBLINGS = 5;
  private static final Duration BETWEEN_WARNINGS = Duration.ofHours(1);

  private final Logger log = Workflow.getLogger(FaultProbe.class);
  private final PoolId id;
  private final AdmissionQueue admission;
  private final Supplier<Optional<RunnerName>> admitOne;
  private final Runnable onMended;
  private int again;
  private @Nullable Instant mendedAt;
  private @Nullable Instant warnedAt;
  private @Nullable RunnerName tried;

  /**
   * @param admitOne admits a runner that waits though the pool is paused, if there is room.
   * @param onMended resumes the pool.
   */
  FaultProbe(
      PoolId id,
      ProbeState known,
      AdmissionQueue admission,
      Supplier<Optional<RunnerName>> admitOne,
      Runnable onMended) {
    this.id = id;
    this.again = known.again();
    this.mendedAt = known.mendedAt();
    this.warnedAt = known.warnedAt();
    this.admission = admission;
    this.admitOne = admitOne;
    this.onMended = onMended;
  }

  ProbeState state() {
    return new ProbeState(again, mendedAt, warnedAt);
  }

  /** Notes a fault that pauses the pool. */
  void paused(PoolPause fault) {
    again = mendedAt != null && now().isBefore(mendedAt.plus(SOON)) ? again + 1 : 0;
    if (!warn(fault)) {
      log.atInfo().addKeyValue("pool", id).log("the pool is paused again: {}", fault.cause());
    }
  }

  /** Warns an operator, unless that was done within the hour. */
  private boolean warn(PoolPause fault) {
    boolean isDue = warnedAt == null || !now().isBefore(warnedAt.plus(BETWEEN_WARNINGS));
    if (isDue) {
      warnedAt = now();
      log.atWarn()
          .addKeyValue("pool", id)
          .addKeyValue("by", fault.by())
          .log("POOL PAUSED by its own fault: {}", fault.cause());
    }
    return isDue;
  }

  /** Notes a fault while the pool is paused: the runner that was admitted to try it met it too. */
  void metBy(String runner) {
    if (tried != null && tried.toString().equals(runner)) {
      tried = null;
    }
  }

  void runUntil(BooleanSupplier over) {
    while (!over.getAsBoolean()) {
      Workflow.await(() -> over.getAsBoolean() || admission.fault().isPresent());
      admission.fault().ifPresent(fault -> probe(fault, over));
    }
  }

  private void probe(PoolPause fault, BooleanSupplier over) {
    BooleanSupplier done =
        () -> over.getAsBoolean() || !admission.fault().equals(Optional.of(fault));
    if (Workflow.getVersion("probe " + fault.at(), Workflow.DEFAULT_VERSION, 1) < 1) {
      Workflow.await(done::getAsBoolean); // It was paused when an operator still had to resume it.
      return;
    }
    boolean byRunner = requireNonNull(fault.probe()).byRunner();
    if (Workflow.await(byRunner ? BETWEEN_RUNNERS : betweenQuestions(), done::getAsBoolean)) {
      return;
    }
    boolean isMended = byRunner ? isMendedByRunner(done) : isMendedBySaying(fault);
    if (done.getAsBoolean()) {
      return;
    }
    if (isMended) {
      mendedAt = now();
      onMended.run();
    } else {
      warn(fault);
    }
  }

  private Duration betweenQuestions() {
    Duration pause = ONCE_A_MINUTE.multipliedBy(1L << Math.min(again, MOST_DOUBLINGS));
    return pause.compareTo(BETWEEN_RUNNERS) < 0 ? pause : BETWEEN_RUNNERS;
  }

  private boolean isMendedBySaying(PoolPause fault) {
    try {
      return PoolActivityOptions.look("whether it is mended: " + fault.cause())
              .probePool(id, fault)
              .refusal()
          == null;
    } catch (ActivityFailure unanswered) {
      return false;
    }
  }

  /** Admits one runner; returns whether it was not refused, until it left or for long enough. */
  private boolean isMendedByRunner(BooleanSupplier done) {
    Workflow.await(() -> done.getAsBoolean() || admission.isAnyWaiting());
    RunnerName runner = done.getAsBoolean() ? null : admitOne.get().orElse(null);
    tried = runner;
    if (runner == null) {
      return false;
    }
    Workflow.await(
        BETWEEN_RUNNERS,
        () -> done.getAsBoolean() || tried == null || admission.stateOf(runner) == State.LEFT);
    return tried != null;
  }

  private static Instant now() {
    return Instant.ofEpochMilli(Workflow.currentTimeMillis());
  }
}
