package dev.mayfly.workflows.simulator;

import static java.util.Objects.requireNonNull;

import dev.mayfly.workflows.explanation.Explanation;
import dev.mayfly.workflows.explanation.Facts;
import dev.mayfly.workflows.explanation.PoolFacts;
import dev.mayfly.workflows.explanation.Situation;
import dev.mayfly.workflows.explanation.State;
import dev.mayfly.workflows.explanation.StepFacts;
import dev.mayfly.workflows.life.LifeStatus;
import dev.mayfly.workflows.life.Outcome;
import dev.mayfly.workflows.life.Phase;
import dev.mayfly.workflows.life.RunnerLife;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Judges how a life explains itself whenever it publishes a change (I6): in exactly one situation
 * of those there are, in twelve lines, in words that agree with its status; at some changes also
 * with what a pool or Temporal could say beside it. {@code -Dexplained=1000000} judges the whole of
 * lives that go on for long.
 */
final class Explained implements Runnable {

  private static final int MOST_LINES = 12;
  private static final int LONGEST_LINE = 200;
  // Beyond it a mutant goes round in circles, and each change would cost more than the one before.
  private static final int MOST_CHANGES = Integer.getInteger("explained", 500);
  private static final int SELDOM = 16;
  private static final Set<String> SITUATIONS =
      situations(Situation.class).collect(Collectors.toUnmodifiableSet());
  private static final Instant LONG_AGO = Instant.EPOCH;
  private static final List<UnaryOperator<Facts>> BESIDE =
      List.of(
          facts -> facts.with(pool(new PoolFacts.Pause("ada", "maintenance", LONG_AGO, false))),
          facts -> facts.with(pool(null)),
          facts ->
              facts.with(
                  pool(null)
                      .with(new PoolFacts.Nodes(0, 9, false, List.of("AccountCoreQuotaReached")))),
          facts ->
              facts.with(PoolFacts.of("ubuntu").with(new PoolFacts.Nodes(0, 9, true, List.of()))),
          facts -> facts.with(new StepFacts("429", true, Instant.EPOCH, false, true)));
  // Of all searches of this process: how many states were in which situation.
  private static final Map<String, LongAdder> SEEN = new ConcurrentHashMap<>();

  private final List<String> wrongs;
  private final int mostChanges;
  private @Nullable RunnerLife life;
  private int changes;

  Explained(List<String> wrongs, boolean isAsked) {
    this.wrongs = wrongs;
    this.mostChanges = isAsked ? MOST_CHANGES : 0;
  }

  /** Watches this life from now on. */
  RunnerLife of(RunnerLife watched) {
    life = watched;
    return watched;
  }

  @Override
  public void run() {
    if (++changes <= mostChanges) {
      judge();
    }
  }

  private void judge() {
    LifeStatus status = requireNonNull(life).status();
    Facts facts = Facts.of(life.facts());
    Explanation explained = Explanation.of(facts);
    SEEN.computeIfAbsent(explained.situation(), any -> new LongAdder()).increment();
    if (!isReadable(explained) || !isTrue(explained, status)) {
      wrongs.add("I6: a life that is %s is explained so: %s".formatted(status, explained));
    }
    if (changes % SELDOM == 0) {
      BESIDE.stream()
          .map(more -> Explanation.of(more.apply(facts)))
          .filter(it -> !isReadable(it))
          .forEach(it -> wrongs.add("I6: with more facts it is explained so: " + it));
    }
  }

  private static boolean isReadable(Explanation it) {
    List<String> text = it.text(LONG_AGO);
    return SITUATIONS.contains(it.situation())
        && it.since() != null
        && text.size() <= MOST_LINES
        && text.stream().allMatch(line -> line.length() <= LONGEST_LINE && !line.contains("null"));
  }

  private static PoolFacts pool(PoolFacts.@Nullable Pause pause) {
    return new PoolFacts("ubuntu", pause, 10, 10, 3, 7, Duration.ofMinutes(1), null);
  }

  private static Stream<String> situations(Class<?> type) {
    return type.isRecord()
        ? Stream.of(type.getSimpleName())
        : Stream.of(type.getPermittedSubclasses()).flatMap(Explained::situations);
  }

  /** Says how many states were explained, and in which situations they were. */
  static String figures() {
    return SEEN.values().stream().mapToLong(LongAdder::sum).sum()
        + " states explained, none in two situations or in none: "
        + new TreeMap<>(SEEN);
  }

  private static boolean isTrue(Explanation explained, LifeStatus status) {
    if (status.outcome() != null) {
      return explained.state() == stateAfter(status.outcome());
    }
    return (status.phase() == Phase.HELD) == (explained.state() == State.HELD)
        || status.job().equals("CANCELLED")
        || status.attempts().stream().anyMatch(it -> it.end() == null);
  }

  private static State stateAfter(String outcome) {
    return switch (outcome) {
      case Outcome.COMPLETED -> State.DONE;
      case Outcome.NOT_NEEDED -> State.NOT_NEEDED;
      case Outcome.CANCELLED -> State.CANCELLED;
      case Outcome.ATTEMPTS_SPENT -> State.GIVEN_UP;
      default -> throw new IllegalArgumentException("no outcome: " + outcome);
    };
  }
}
