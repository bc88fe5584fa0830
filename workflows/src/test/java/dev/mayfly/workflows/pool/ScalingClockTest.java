package dev.mayfly.workflows.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.workflows.pool.Scaling.Decision;
import dev.mayfly.workflows.pool.Scaling.Movement;
import dev.mayfly.workflows.pool.Scaling.Nodes;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ScalingClockTest {

  private static final Instant START = Instant.parse("2026-11-24T12:00:00Z");
  private static final Scaling SCALING =
      new Scaling(4, 30, Duration.ofSeconds(5), Duration.ofMinutes(10));

  private final ScalingClock scaler = new ScalingClock();

  @Test
  void looksAtOnceWhenItKnowsNothing() {
    assertThat(scaler.nextLook()).isBefore(START);
  }

  @Test
  void looksSeldomWhenNothingIsExpected() {
    looked(0, 0, 0, Movement.STEADY);

    assertThat(scaler.nextLook()).isEqualTo(at(300));
  }

  @Test
  void looksWhenABurstHasBeenGathered() {
    looked(0, 0, 0, Movement.STEADY);
    scaler.wanted(1, at(60));
    assertThat(scaler.nextLook()).isEqualTo(at(65));

    scaler.wanted(2, at(64));

    assertThat(lookedWhenDue(69, 0, 0, Movement.STEADY)).isEqualTo(new Decision.Resize(1));
  }

  @Test
  void aBurstThatNeverEndsIsGatheredForAWhileOnly() {
    looked(0, 0, 0, Movement.STEADY);
    for (int second = 60; second < 100; second++) {
      scaler.wanted(second, at(second));
    }

    assertThat(scaler.nextLook()).isEqualTo(at(75));
  }

  @Test
  void looksOftenDuringAResizeAndAtOnceAfterItWhenMoreIsWanted() {
    looked(0, 0, 0, Movement.STEADY);
    scaler.wanted(4, at(10));
    looked(15, 0, 0, Movement.STEADY);
    scaler.resized(1, at(15));
    scaler.wanted(9, at(20));
    assertThat(lookedWhenDue(25, 1, 0, Movement.GROWING)).isEqualTo(new Decision.Stay());

    assertThat(lookedWhenDue(35, 1, 1, Movement.STEADY)).isEqualTo(new Decision.Resize(3));
  }

  @Test
  void demandStopsAShrinkingAtOnce() {
    looked(0, 2, 2, Movement.SHRINKING);
    scaler.wanted(20, at(3));

    assertThat(scaler.nextLook()).isEqualTo(at(1));
    assertThat(looked(3, 2, 2, Movement.SHRINKING)).isEqualTo(new Decision.StopShrinking());
    scaler.stopping();
    assertThat(scaler.nextLook()).isEqualTo(at(13));
  }

  @Test
  void nodesThatNobodyNeedsGoWhenTheirTimeIsUp() {
    scaler.wanted(8, START);
    looked(0, 2, 2, Movement.STEADY);
    scaler.wanted(0, at(100));

    looked(300, 2, 2, Movement.STEADY);

    // Needed until 100 s, and for ten minutes not.
    assertThat(lookedWhenDue(600, 2, 2, Movement.STEADY)).isEqualTo(new Decision.Stay());
    assertThat(lookedWhenDue(700, 2, 0, Movement.STEADY)).isEqualTo(new Decision.Resize(0));
  }

  @Test
  void theWarmOnesComeAtTheirHour() {
    looked(0, 0, 0, Movement.STEADY, 0, at(120));

    assertThat(scaler.nextLook()).isEqualTo(at(120));
    assertThat(looked(120, 0, 0, Movement.STEADY, 2, at(5000))).isEqualTo(new Decision.Resize(2));
  }

  @Test
  void whatAResizeDidNotBringIsAskedForAgainAfterAWhile() {
    scaler.wanted(40, START);
    looked(5, 0, 0, Movement.STEADY);
    scaler.resized(10, at(5));

    assertThat(fellShort(60, 10, 3)).isEqualTo(new Decision.Stay());

    assertThat(scaler.nextLook()).isEqualTo(at(305));
    assertThat(fellShort(305, 10, 3)).isEqualTo(new Decision.Resize(10));
  }

  @Test
  void whatIsShortShrinksAllTheSame() {
    scaler.wanted(40, START);
    looked(5, 0, 0, Movement.STEADY);
    scaler.resized(10, at(5));
    fellShort(60, 10, 3);
    scaler.wanted(0, at(61));

    assertThat(fellShort(661, 10, 3)).isEqualTo(new Decision.Resize(0));
  }

  @Test
  void whatAStoppedShrinkingLeftGoesAfterAll() {
    scaler.wanted(0, START);
    looked(0, 3, 0, Movement.STEADY);
    Nodes stopped = new Nodes(0, 0, 0, Movement.STEADY);

    Decision decision =
        scaler.looked(
            new NodesSnapshot(SCALING, stopped, 3, false, List.of(), 0, null, 0, 3), at(700));

    assertThat(decision).isEqualTo(new Decision.Resize(0));
  }

  private Decision lookedWhenDue(int second, int target, int busy, Movement movement) {
    assertThat(scaler.nextLook()).isEqualTo(at(second));
    return looked(second, target, busy, movement);
  }

  private Decision looked(int second, int target, int busy, Movement movement) {
    return looked(second, target, busy, movement, 0, null);
  }

  private Decision looked(
      int second, int target, int busy, Movement movement, int warm, @Nullable Instant warmUntil) {
    Nodes nodes = new Nodes(target, busy, 0, movement);
    return scaler.looked(
        new NodesSnapshot(SCALING, nodes, target, false, List.of(), warm, warmUntil, 0, target),
        at(second));
  }

  private Decision fellShort(int second, int target, int current) {
    Nodes nodes = new Nodes(target, 0, 0, Movement.STEADY);
    List<String> errors = List.of("AccountCoreQuotaReached: no cores");
    return scaler.looked(
        new NodesSnapshot(SCALING, nodes, current, false, errors, 0, null, 0, current), at(second));
  }

  private static Instant at(int second) {
    return START.plusSeconds(second);
  }
}
