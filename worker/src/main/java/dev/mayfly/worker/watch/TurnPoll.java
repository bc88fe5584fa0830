package dev.mayfly.worker.watch;

import static java.util.Objects.requireNonNullElse;

import com.google.common.collect.Lists;
import dev.mayfly.worker.pool.TurnClient;
import dev.mayfly.workflows.id.PoolId;
import dev.mayfly.workflows.id.RunnerName;
import dev.mayfly.workflows.life.WaitResult;
import dev.mayfly.workflows.pool.TurnStatus;
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

/** One round of questions to one pool. A defect of the pool's answer is no answer. */
final class TurnPoll {

  /** After so long without an answer a runner is made all the same. */
  static final Duration PATIENCE = Duration.ofMinutes(15);

  private static final Logger LOG = LoggerFactory.getLogger(TurnPoll.class);
  // Some hundred kilobytes' answer, where gRPC takes four megabytes.
  private static final int IN_ONE_QUESTION = 1000;
  // Newcomers cost a call each: the first of many is not to wait for the last.
  private static final int NEW_AT_ONCE = 50;

  private final TurnClient turns;
  private final PoolId pool;
  private final BiConsumer<Wait, WaitResult> result;
  private final InstantSource clock;
  private final Instant begun;
  private final Set<Wait> unanswered;

  TurnPoll(
      TurnClient turns,
      PoolId pool,
      List<Wait> waits,
      BiConsumer<Wait, WaitResult> result,
      InstantSource clock) {
    this.turns = turns;
    this.pool = pool;
    this.result = result;
    this.clock = clock;
    this.begun = clock.instant();
    this.unanswered = new LinkedHashSet<>(waits);
  }

  void run() {
    List<Wait> known = unanswered.stream().filter(wait -> wait.wanted).toList();
    List<Wait> newcomers = unanswered.stream().filter(wait -> !wait.wanted).toList();
    try {
      Lists.partition(known, IN_ONE_QUESTION).forEach(this::ask);
      for (List<Wait> some : Lists.partition(newcomers, NEW_AT_ONCE)) {
        some.forEach(this::want);
        ask(some);
      }
    } catch (RuntimeException noAnswer) {
      gaveUp(requireNonNullElse(noAnswer.getCause(), noAnswer).toString());
    }
  }

  private void want(Wait wait) {
    turns.want(wait.turn());
    wait.wanted = true;
  }

  private void ask(List<Wait> some) {
    Map<RunnerName, TurnStatus> answer =
        turns.of(pool, some.stream().map(Wait::name).toList()).stream()
            .collect(Collectors.toMap(TurnStatus::runner, Function.identity(), (a, b) -> b));
    for (Wait wait : some) {
      TurnStatus status = answer.get(wait.name());
      if (status == null) {
        throw new IllegalStateException("the pool said nothing of " + wait.name());
      }
      unanswered.remove(wait);
      wait.silentSince = null;
      wait.seen = status.inWords();
      heard(wait, status.state());
    }
  }

  private void heard(Wait wait, TurnStatus.State state) {
    switch (state) {
      case ADMITTED ->
          result.accept(wait, new WaitResult.Admitted(clock.instant(), "its turn", false));
      case LEFT -> result.accept(wait, new WaitResult.Gone(clock.instant(), "the turn", false));
      // The entity is a new one: the next round asks it for a turn.
      case UNKNOWN -> wait.wanted = false;
      case WAITING -> {}
    }
  }

  private void gaveUp(String cause) {
    for (Wait wait : unanswered) {
      wait.seen = "the pool cannot be asked: " + cause;
      wait.silentSince = requireNonNullElse(wait.silentSince, begun);
    }
    List<Wait> tooLong =
        unanswered.stream()
            .filter(
                wait -> !begun.isBefore(requireNonNullElse(wait.silentSince, begun).plus(PATIENCE)))
            .toList();
    if (!tooLong.isEmpty()) {
      LOG.atWarn()
          .addKeyValue("pool", pool)
          .addKeyValue("runners", tooLong.size())
          .addKeyValue("cause", cause)
          .log("a pool could not be asked for {}; runners are made without a turn", PATIENCE);
    }
    String how = "the pool could not be asked for " + PATIENCE + ": " + cause;
    tooLong.forEach(
        wait -> result.accept(wait, new WaitResult.Admitted(clock.instant(), how, true)));
  }
}
