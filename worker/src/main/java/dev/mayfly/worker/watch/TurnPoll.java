package dev.mayfly.worker.watch;

import static java.util.Objects.requireNonNullElse;

import com.google.common.collect.Lists;
import dev.mayfly.worker.pool.TurnClient;
import dev.mayfly.workflows.id.PoolId;
import dev.mayfly.workflows.id.RunnerName;
import dev.mayfly.workflows.pool.Turn;
import dev.mayfly.workflows.pool.TurnStatus;
import dev.mayfly.workflows.step.WaitResult;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One poll of one pool for its turns. A defect of the pool's answer is no answer. */
final class TurnPoll {

  /** The time without an answer after which a runner is made all the same. */
  static final Duration PATIENCE = Duration.ofMinutes(15);

  private static final Logger LOG = LoggerFactory.getLogger(TurnPoll.class);
  // Some hundred kilobytes, where Temporal takes two megabytes.
  static final int IN_ONE_MESSAGE = 1000;
  private final TurnClient turns;
  private final PoolId pool;
  private final BiConsumer<TurnWait, WaitResult> result;
  private final InstantSource clock;
  private final Instant begun;
  private final Set<TurnWait> unanswered;

  TurnPoll(
      TurnClient turns,
      PoolId pool,
      List<TurnWait> waits,
      BiConsumer<TurnWait, WaitResult> result,
      InstantSource clock) {
    this.turns = turns;
    this.pool = pool;
    this.result = result;
    this.clock = clock;
    this.begun = clock.instant();
    this.unanswered = new LinkedHashSet<>(waits);
  }

  void run() {
    List<TurnWait> requested = unanswered.stream().filter(TurnWait::isRequested).toList();
    List<TurnWait> newcomers = unanswered.stream().filter(wait -> !wait.isRequested()).toList();
    try {
      Lists.partition(requested, IN_ONE_MESSAGE).forEach(this::ask);
      for (List<TurnWait> some : Lists.partition(newcomers, IN_ONE_MESSAGE)) {
        request(some);
        ask(some);
      }
    } catch (RuntimeException noAnswer) {
      giveUp(requireNonNullElse(noAnswer.getCause(), noAnswer).toString());
    }
  }

  private void request(List<TurnWait> some) {
    List<Turn> wanted = some.stream().map(TurnWait::turn).filter(it -> !it.cleansUp()).toList();
    if (!wanted.isEmpty()) {
      turns.want(pool, wanted);
    }
    some.forEach(wait -> wait.requested(true));
  }

  private void ask(List<TurnWait> some) {
    Map<RunnerName, TurnStatus> answer =
        turns.of(pool, some.stream().map(TurnWait::name).toList()).stream()
            .collect(Collectors.toMap(TurnStatus::runner, Function.identity(), (a, b) -> b));
    for (TurnWait wait : some) {
      TurnStatus status = answer.get(wait.name());
      if (status == null) {
        throw new IllegalStateException("the pool said nothing of " + wait.name());
      }
      unanswered.remove(wait);
      wait.answered();
      wait.status(status.inWords());
      if (!wait.turn().cleansUp()) {
        apply(wait, status.state());
      } else if (status.paused() == null || status.state() == TurnStatus.State.LEFT) {
        result.accept(
            wait, new WaitResult.Admitted(clock.instant(), "the pool is not paused", false));
      }
    }
  }

  private void apply(TurnWait wait, TurnStatus.State state) {
    switch (state) {
      case ADMITTED ->
          result.accept(wait, new WaitResult.Admitted(clock.instant(), "its turn", false));
      case LEFT -> result.accept(wait, new WaitResult.Gone(clock.instant(), "the turn", false));
      // The entity is a new one: the next poll asks it for a turn.
      case UNKNOWN -> wait.requested(false);
      case WAITING -> {}
    }
  }

  private void giveUp(String cause) {
    unanswered.forEach(wait -> wait.status("the pool cannot be asked: " + cause));
    List<TurnWait> tooLong =
        unanswered.stream().filter(wait -> wait.unanswered(begun, PATIENCE)).toList();
    if (!tooLong.isEmpty()) {
      LOG.atWarn()
          .addKeyValue("pool", pool)
          .addKeyValue("runners", tooLong.size())
          .addKeyValue("cause", cause)
          .log("the pool has not answered for {}; its runners are made without a turn", PATIENCE);
    }
    String how = "the pool could not be asked for " + PATIENCE + ": " + cause;
    tooLong.forEach(
        wait -> result.accept(wait, new WaitResult.Admitted(clock.instant(), how, true)));
  }
}
