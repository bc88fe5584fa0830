package dev.mayfly.workflows.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.workflows.pool.Scaling.Decision;
import dev.mayfly.workflows.pool.Scaling.Demand;
import dev.mayfly.workflows.pool.Scaling.Movement;
import dev.mayfly.workflows.pool.Scaling.Nodes;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScalingTest {

  private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");
  private static final Scaling SCALING =
      new Scaling(4, 30, Duration.ofSeconds(5), Duration.ofMinutes(10));

  private static Decision unserved(int tasks, Nodes nodes, int first, int last) {
    return SCALING.decide(
        NOW, nodes, new Demand(tasks, NOW.minusSeconds(first), NOW.minusSeconds(last), NOW, 0));
  }

  private static Decision served(int tasks, Nodes nodes, Duration unneeded, int warm) {
    return SCALING.decide(NOW, nodes, new Demand(tasks, null, null, NOW.minus(unneeded), warm));
  }

  private static Decision decision(String words) {
    return switch (words) {
      case "stay" -> new Decision.Stay();
      case "stop" -> new Decision.StopShrinking();
      default -> new Decision.Resize(Integer.parseInt(words));
    };
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # tasks | target | busy | moves | seconds since the first and the last | nodes
          quiet demand is served by one resize   |  100 |  0 |  0 | STEADY    |  9 |  5 | 25
          demand that still comes is gathered    |    3 |  0 |  0 | STEADY    |  9 |  4 | stay
          but for three times as long at most    |    3 |  0 |  0 | STEADY    | 15 |  0 | 1
          growth waits for the one under way     |    9 |  1 |  0 | GROWING   | 60 | 60 | stay
          growth stops a shrinking               |    9 |  1 |  1 | SHRINKING | 60 | 60 | stop
          growth waits for a stop                |    9 |  1 |  1 | STOPPING  | 60 | 60 | stay
          there are never more than the maximum  | 1000 | 10 | 10 | STEADY    | 60 | 60 | 30
          at the maximum nothing is asked for    | 1000 | 30 | 30 | STEADY    | 60 | 60 | stay
          """)
  void demandThatHasNoSlotIsServed(
      String rule,
      int tasks,
      int target,
      int busy,
      Movement movement,
      int first,
      int last,
      String words) {
    assertThat(unserved(tasks, new Nodes(target, busy, 0, movement), first, last))
        .as(rule)
        .isEqualTo(decision(words));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # tasks | target | busy | held | moves | how long not needed | warm | nodes
          unneeded nodes linger                  | 4 | 5 | 1 | 0 | STEADY    | PT9M  | 0 | stay
          before they go                         | 4 | 5 | 1 | 0 | STEADY    | PT10M | 0 | 1
          nodes with a task are not asked to go  | 4 | 5 | 3 | 0 | STEADY    | PT1H  | 0 | 3
          nor where all have one                 | 4 | 3 | 3 | 0 | STEADY    | PT1H  | 0 | stay
          nothing shrinks while a node is kept   | 0 | 5 | 0 | 1 | STEADY    | PT1H  | 0 | stay
          nothing shrinks while nodes come       | 0 | 5 | 0 | 0 | GROWING   | PT1H  | 0 | stay
          nothing shrinks further while nodes go | 0 | 5 | 0 | 0 | SHRINKING | PT1H  | 0 | stay
          the warm nodes come at their hour      | 0 | 0 | 0 | 0 | STEADY    | PT0S  | 2 | 2
          the warm nodes stay                    | 0 | 5 | 0 | 0 | STEADY    | PT1H  | 2 | 2
          the warm nodes have tasks like any     | 8 | 2 | 2 | 0 | STEADY    | PT0S  | 2 | stay
          """)
  void nodesThatAreNotNeededGo(
      String rule,
      int tasks,
      int target,
      int busy,
      int held,
      Movement movement,
      Duration unneeded,
      int warm,
      String words) {
    assertThat(served(tasks, new Nodes(target, busy, held, movement), unneeded, warm))
        .as(rule)
        .isEqualTo(decision(words));
  }
}
