package dev.mayfly.gateway.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.workflows.intake.IntakeBatch;
import dev.mayfly.workflows.routing.RoutedEvent;
import dev.mayfly.workflows.routing.RoutingDecision.Ignore;
import java.time.Instant;
import java.util.Collections;
import org.junit.jupiter.api.Test;

class IntakeTurnTest {

  private final IntakeTurn turn = new IntakeTurn("mayfly");

  @Test
  void aWorkflowTakesEventsUntilItsHistoryHasEnough() {
    String first = turn.workflowFor(batch(200, 0));
    for (int i = 2; i <= 5; i++) {
      assertThat(turn.workflowFor(batch(200, 0))).isEqualTo(first).startsWith("mayfly-intake-");
    }

    String second = turn.workflowFor(batch(1, 0));

    assertThat(second).isNotEqualTo(first).startsWith("mayfly-intake-");
    assertThat(turn.workflowFor(batch(200, 0))).isEqualTo(second);
  }

  @Test
  void largeEventsHaveAnotherWorkflowSooner() {
    String first = turn.workflowFor(batch(1, 600_000));
    assertThat(turn.workflowFor(batch(1, 400_000))).isEqualTo(first);

    assertThat(turn.workflowFor(batch(1, 1))).isNotEqualTo(first);
  }

  @Test
  void twoGatewaysHaveEachTheirOwn() {
    assertThat(turn.workflowFor(batch(1, 1)))
        .isNotEqualTo(new IntakeTurn("mayfly").workflowFor(batch(1, 1)));
  }

  private static IntakeBatch batch(int events, int characters) {
    RoutedEvent event = new RoutedEvent(new Ignore("nothing", null), Instant.EPOCH);
    return new IntakeBatch(Collections.nCopies(events, event), characters);
  }
}
