package dev.mayfly.workflows.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.workflows.pool.Scaling.Decision;
import dev.mayfly.workflows.pool.Scaling.Demand;
import dev.mayfly.workflows.pool.Scaling.Movement;
import dev.mayfly.workflows.pool.Scaling.Nodes;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

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

  @Test
  void quietDemandIsServedByOneResize() {
    assertThat(unserved(100, new Nodes(0, 0, 0, Movement.STEADY), 9, 5))
        .isEqualTo(new Decision.Resize(25));
  }

  @Test
  void demandThatStillComesIsGathered() {
    assertThat(unserved(3, new Nodes(0, 0, 0, Movement.STEADY), 9, 4))
        .isEqualTo(new Decision.Stay());
  }

  @Test
  void demandThatNeverPausesIsGatheredForThreeTimesAsLongAtMost() {
    assertThat(unserved(3, new Nodes(0, 0, 0, Movement.STEADY), 15, 0))
        .isEqualTo(new Decision.Resize(1));
  }

  @Test
  void growthWaitsForTheOneUnderWay() {
    assertThat(unserved(9, new Nodes(1, 0, 0, Movement.GROWING), 60, 60))
        .isEqualTo(new Decision.Stay());
  }

  @Test
  void growthStopsAShrinking() {
    assertThat(unserved(9, new Nodes(1, 1, 0, Movement.SHRINKING), 60, 60))
        .isEqualTo(new Decision.StopShrinking());
  }

  @Test
  void thereAreNeverMoreThanTheMaximum() {
    assertThat(unserved(1000, new Nodes(10, 10, 0, Movement.STEADY), 60, 60))
        .isEqualTo(new Decision.Resize(30));
    assertThat(unserved(1000, new Nodes(30, 30, 0, Movement.STEADY), 60, 60))
        .isEqualTo(new Decision.Stay());
  }

  @Test
  void unneededNodesLingerBeforeTheyGo() {
    Nodes nodes = new Nodes(5, 1, 0, Movement.STEADY);

    assertThat(served(4, nodes, Duration.ofMinutes(9), 0)).isEqualTo(new Decision.Stay());
    assertThat(served(4, nodes, Duration.ofMinutes(10), 0)).isEqualTo(new Decision.Resize(1));
  }

  @Test
  void nodesWithATaskAreNotAskedToGo() {
    assertThat(served(4, new Nodes(5, 3, 0, Movement.STEADY), Duration.ofHours(1), 0))
        .isEqualTo(new Decision.Resize(3));
    assertThat(served(4, new Nodes(3, 3, 0, Movement.STEADY), Duration.ofHours(1), 0))
        .isEqualTo(new Decision.Stay());
  }

  @Test
  void nothingShrinksWhileANodeIsKeptToBeLookedAt() {
    assertThat(served(0, new Nodes(5, 0, 1, Movement.STEADY), Duration.ofHours(1), 0))
        .isEqualTo(new Decision.Stay());
  }

  @Test
  void growthWaitsForAStop() {
    assertThat(unserved(9, new Nodes(1, 1, 0, Movement.STOPPING), 60, 60))
        .isEqualTo(new Decision.Stay());
  }

  @Test
  void nothingShrinksDuringAResize() {
    assertThat(served(0, new Nodes(5, 0, 0, Movement.GROWING), Duration.ofHours(1), 0))
        .isEqualTo(new Decision.Stay());
    assertThat(served(0, new Nodes(5, 0, 0, Movement.SHRINKING), Duration.ofHours(1), 0))
        .isEqualTo(new Decision.Stay());
  }

  @Test
  void theWarmNodesComeAtTheirHourAndStay() {
    assertThat(served(0, new Nodes(0, 0, 0, Movement.STEADY), Duration.ZERO, 2))
        .isEqualTo(new Decision.Resize(2));
    assertThat(served(0, new Nodes(5, 0, 0, Movement.STEADY), Duration.ofHours(1), 2))
        .isEqualTo(new Decision.Resize(2));
    assertThat(served(8, new Nodes(2, 2, 0, Movement.STEADY), Duration.ZERO, 2))
        .isEqualTo(new Decision.Stay());
  }
}
