package dev.mayfly.worker.forge.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CircuitBreakerTest {

  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

  private final CircuitBreaker gate = new CircuitBreaker("away");

  @Test
  void oneOddFailureStopsNobody() {
    gate.failed(gate.pass(at(0)), at(0));

    assertThat(gate.refusal(at(0.1))).isEmpty();
  }

  @Test
  void theSecondFailureInARowCloses() {
    close(0);

    assertThat(gate.isClosed()).isTrue();
    assertThat(gate.refusal(at(1))).contains(new Throttled("away", at(5)));
  }

  @Test
  void failuresThatLieFarApartOrHaveASuccessBetweenThemAreOdd() {
    gate.failed(gate.pass(at(0)), at(0));
    gate.failed(gate.pass(at(11)), at(11));
    gate.succeeded(gate.pass(at(12)));
    gate.failed(gate.pass(at(13)), at(13));

    assertThat(gate.isClosed()).isFalse();
  }

  @Test
  void oneEveryFiveSecondsIsTheProbeAndNobodyElse() {
    close(0);
    List<Double> probes = new ArrayList<>();

    for (int tenth = 1; tenth <= 300; tenth++) {
      double now = tenth / 10.0;
      if (gate.refusal(at(now)).isEmpty()) {
        probes.add(now);
        gate.failed(gate.pass(at(now)), at(now));
      }
    }

    assertThat(probes).containsExactly(5.0, 10.0, 15.0, 20.0, 25.0, 30.0);
  }

  @Test
  void theFirstSuccessOpens() {
    close(0);

    assertThat(gate.succeeded(gate.pass(at(5)))).isTrue();

    assertThat(gate.refusal(at(5.1))).isEmpty();
  }

  @Test
  void whoComesWhileTheProbeIsUnderWayWaitsForItsAnswerOnly() {
    close(0);
    gate.pass(at(5));

    assertThat(gate.refusal(at(5.2))).contains(new Throttled("away", at(6.2)));
    assertThat(gate.refusal(at(6.5))).contains(new Throttled("away", at(10)));
  }

  @Test
  void aProbeThatHangsDoesNotKeepTheNextOneFromGoing() {
    close(0);
    gate.pass(at(5));

    assertThat(gate.refusal(at(10))).isEmpty();
  }

  @Test
  void whatHungWhenTheOutageEndedDoesNotCloseItAgain() {
    long first = gate.pass(at(0));
    long second = gate.pass(at(0));
    close(1);
    gate.succeeded(gate.pass(at(6)));

    gate.failed(first, at(7));
    gate.failed(second, at(7));

    assertThat(gate.isClosed()).isFalse();
  }

  @Test
  void anAnswerThatWasUnderWayWhenItClosedDoesNotOpenIt() {
    long early = gate.pass(at(0));
    close(1);

    assertThat(gate.succeeded(early)).isFalse();

    assertThat(gate.isClosed()).isTrue();
  }

  @Test
  void stayingClosedUntilATimeMeansNoProbeBefore() {
    gate.closeUntil(at(60), at(0));

    assertThat(gate.refusal(at(59))).contains(new Throttled("away", at(60)));
    assertThat(gate.refusal(at(60))).isEmpty();
  }

  private void close(double seconds) {
    gate.failed(gate.pass(at(seconds)), at(seconds));
    assertThat(gate.failed(gate.pass(at(seconds)), at(seconds))).isTrue();
  }

  private static Instant at(double seconds) {
    return NOON.plusMillis(Math.round(seconds * 1000));
  }
}
