package dev.mayfly.worker.forge.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CircuitBreakerTest {

  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

  private final CircuitBreaker breaker = new CircuitBreaker("away");

  @Test
  void oneOddFailureStopsNoRequest() {
    breaker.failed(breaker.pass(at(0)), at(0));

    assertThat(breaker.refusal(at(0.1))).isEmpty();
  }

  @Test
  void theSecondFailureInARowOpensIt() {
    open(0);

    assertThat(breaker.isOpen()).isTrue();
    assertThat(breaker.refusal(at(1))).contains(new Throttled("away", at(5)));
  }

  @Test
  void failuresThatLieFarApartOrHaveASuccessBetweenThemAreOdd() {
    breaker.failed(breaker.pass(at(0)), at(0));
    breaker.failed(breaker.pass(at(11)), at(11));
    breaker.succeeded(breaker.pass(at(12)));
    breaker.failed(breaker.pass(at(13)), at(13));

    assertThat(breaker.isOpen()).isFalse();
  }

  @Test
  void onlyOneEveryFiveSecondsIsTheProbe() {
    open(0);
    List<Double> probes = new ArrayList<>();

    for (int tenth = 1; tenth <= 300; tenth++) {
      double now = tenth / 10.0;
      if (breaker.refusal(at(now)).isEmpty()) {
        probes.add(now);
        breaker.failed(breaker.pass(at(now)), at(now));
      }
    }

    assertThat(probes).containsExactly(5.0, 10.0, 15.0, 20.0, 25.0, 30.0);
  }

  @Test
  void theFirstSuccessClosesIt() {
    open(0);

    assertThat(breaker.succeeded(breaker.pass(at(5)))).isTrue();

    assertThat(breaker.refusal(at(5.1))).isEmpty();
  }

  @Test
  void whoComesWhileTheProbeIsUnderWayWaitsForItsAnswerOnly() {
    open(0);
    breaker.pass(at(5));

    assertThat(breaker.refusal(at(5.2))).contains(new Throttled("away", at(6.2)));
    assertThat(breaker.refusal(at(6.5))).contains(new Throttled("away", at(10)));
  }

  @Test
  void aProbeThatHangsDoesNotKeepTheNextOneFromGoing() {
    open(0);
    breaker.pass(at(5));

    assertThat(breaker.refusal(at(10))).isEmpty();
  }

  @Test
  void aCallThatHungWhenTheOutageEndedDoesNotOpenItAgain() {
    long first = breaker.pass(at(0));
    long second = breaker.pass(at(0));
    open(1);
    breaker.succeeded(breaker.pass(at(6)));

    breaker.failed(first, at(7));
    breaker.failed(second, at(7));

    assertThat(breaker.isOpen()).isFalse();
  }

  @Test
  void anAnswerThatWasUnderWayWhenItOpenedDoesNotCloseIt() {
    long early = breaker.pass(at(0));
    open(1);

    assertThat(breaker.succeeded(early)).isFalse();

    assertThat(breaker.isOpen()).isTrue();
  }

  @Test
  void stayingOpenUntilATimeMeansNoProbeBefore() {
    breaker.openUntil(at(60), at(0));

    assertThat(breaker.refusal(at(59))).contains(new Throttled("away", at(60)));
    assertThat(breaker.refusal(at(60))).isEmpty();
  }

  private void open(double seconds) {
    breaker.failed(breaker.pass(at(seconds)), at(seconds));
    assertThat(breaker.failed(breaker.pass(at(seconds)), at(seconds))).isTrue();
  }

  private static Instant at(double seconds) {
    return NOON.plusMillis(Math.round(seconds * 1000));
  }
}
