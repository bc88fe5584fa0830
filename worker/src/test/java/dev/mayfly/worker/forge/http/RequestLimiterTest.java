package dev.mayfly.worker.forge.http;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.codahale.metrics.Gauge;
import com.codahale.metrics.MetricRegistry;
import dev.mayfly.worker.forge.ForgeClient;
import dev.mayfly.worker.forge.auth.TokenAuth;
import dev.mayfly.workflows.fleet.Forge;
import dev.mayfly.workflows.id.Scope;
import dev.mayfly.workflows.temporal.FailureType;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import okhttp3.OkHttpClient;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A real client before a scripted server; only the clock and the chance are the test's. */
@Tag("server")
class RequestLimiterTest {

  private static final Scope ACME = Scope.ofOrganization("acme");
  private static final Instant NOON = ForgeScript.NOW;
  private static final String RUNNER = ForgeScript.runner(23, "r-23", "online", false);

  @AutoClose private final ForgeScript script = new ForgeScript();
  private final MetricRegistry metrics = new MetricRegistry();
  private volatile Instant now = NOON;
  private final ForgeClient client =
      new ForgeClient(
          new OkHttpClient(),
          new Forge(URI.create(script.url("/api/v3")), null, List.of(ACME)),
          new TokenAuth(ForgeScript.PAT),
          new RequestLimiter("github", new Budget(5000, true, NOON), metrics, () -> now, () -> 0.5)
              .shown(),
          () -> now);

  @Test
  void anOutageCostsOneRequestEveryFiveSecondsForAllPriorities() {
    answers(100, 502);
    failing(ACME);
    failing(ACME);

    for (int tenth = 1; tenth <= 600; tenth++) {
      at(tenth / 10.0);
      failing(ACME);
      failing(() -> client.job("ACME/app", 5));
      failing(() -> client.delete(ACME, 23));
      failing(() -> client.registrationToken(ACME));
    }

    assertThat(script.requests()).isEqualTo(2 + 12);
    assertThat(gauge("circuitBreakerOpen")).isEqualTo(1);
  }

  @Test
  void otherScopesAreAskedForThemselves() {
    answers(2, 500);
    failing(ACME);
    failing(ACME);
    script.answers(200, RUNNER);

    assertThat(client.runner(Scope.ofOrganization("other"), 23)).isPresent();
  }

  @Test
  void oneOddFailureMakesNoRequestWait() {
    script.answers(502, "").answers(200, RUNNER);

    assertThat(failing(ACME).retryAfter()).isNull();

    assertThat(client.runner(ACME, 23)).isPresent();
  }

  @Test
  void theFirstAnswerClosesTheBreakerForAll() {
    answers(2, 500);
    failing(ACME);
    failing(ACME);
    at(5);
    script.answers(200, RUNNER).answers(200, RUNNER);

    client.runner(ACME, 23);

    assertThat(client.runner(ACME, 23)).isPresent();
    assertThat(gauge("circuitBreakerOpen")).isZero();
  }

  @Test
  void aRefusalIsRetriedShortlyAfterTheNextProbeIsDue() {
    answers(2, 500);
    failing(ACME);
    failing(ACME);
    at(2);

    ForgeException e = failing(ACME);

    assertThat(e.wasSent()).isFalse();
    assertThat(e.toFailure().getType()).isEqualTo(FailureType.UNAVAILABLE);
    assertThat(e.toFailure().isNonRetryable()).isFalse();
    assertThat(e.toFailure().getNextRetryDelay()).isEqualTo(Duration.ofMillis(3000 + 270));
    assertThat(e.isByLimit()).isFalse();
    assertThat(e)
        .hasMessage(
            "GET /orgs/acme/actions/runners/23 not sent, priority watch: the forge does not answer,"
                + " and is asked every five seconds; until 2026-03-01T12:00:05Z");
  }

  @Test
  void theOneThatProbedInVainComesBackWithTheOthers() {
    answers(3, 500);
    failing(ACME);
    failing(ACME);
    at(5);

    ForgeException e = failing(ACME);

    assertThat(e.status()).isEqualTo(500);
    assertThat(e.retryAfter()).isEqualTo(Duration.ofMillis(5270));
  }

  @Test
  void ofManyAtOnceExactlyOneIsTheProbe() throws Exception {
    answers(3, 503);
    failing(ACME);
    failing(ACME);
    at(5);
    ExecutorService threads = Executors.newFixedThreadPool(16);
    CountDownLatch ready = new CountDownLatch(16);
    List<Future<Boolean>> sent = new ArrayList<>();
    try {
      for (int i = 0; i < 16; i++) {
        sent.add(
            threads.submit(
                () -> {
                  ready.countDown();
                  ready.await();
                  return failing(ACME).wasSent();
                }));
      }

      int probes = 0;
      for (Future<Boolean> one : sent) {
        probes += one.get() ? 1 : 0;
      }

      assertThat(probes).isEqualTo(1);
      assertThat(script.requests()).isEqualTo(3);
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void aServerThatIsGoneIsAskedNoMoreOftenThanOneThatFails() {
    script.close();
    List<Boolean> sent = new ArrayList<>();

    for (int second = 0; second < 12; second++) {
      at(second);
      sent.add(failing(ACME).wasSent());
    }

    assertThat(sent)
        .containsExactly(
            true, true, false, false, false, false, true, false, false, false, false, true);
  }

  @ParameterizedTest
  @CsvSource({"400", "401", "403", "404", "422"})
  void whatTheForgeRefusesIsAnAnswer(int status) {
    script.answers(500, "").answers(status, "{}", "X-RateLimit-Remaining: 7").answers(500, "");
    script.answers(200, RUNNER);
    failing(ACME);
    failing(() -> client.registrationToken(ACME));
    failing(ACME);

    assertThat(client.runner(ACME, 23)).isPresent();
  }

  @Test
  void aLimitThatIsReachedStopsAllScopesUntilItsResetAndThenOneAsks() {
    for (int i = 0; i < 5; i++) {
      script.answers(
          403,
          "{}",
          "X-RateLimit-Remaining: 0",
          "X-RateLimit-Reset: " + (NOON.getEpochSecond() + 1));
    }
    assertThat(failing(ACME).retryAfter()).isEqualTo(Duration.ofSeconds(2));

    List<Double> asked = new ArrayList<>();
    for (int tenth = 1; tenth <= 200; tenth++) {
      at(tenth / 10.0);
      boolean sent = failing(ACME).wasSent();
      sent |= failing(Scope.ofOrganization("other")).wasSent();
      if (sent) {
        asked.add(tenth / 10.0);
      }
    }

    assertThat(asked).containsExactly(2.0, 7.0, 12.0, 17.0);
    assertThat(gauge("blocked")).isEqualTo(1);
  }

  @Test
  void whoIsToldToComeBackLaterIsNotSentEarlier() {
    script.answers(429, "{}", "Retry-After: 17").answers(200, RUNNER).answers(200, RUNNER);
    failing(ACME);
    at(16);

    ForgeException e = failing(ACME);

    assertThat(e.wasSent()).isFalse();
    assertThat(e.retryAfter()).isEqualTo(Duration.ofMillis(1270));
    at(17);
    assertThat(client.runner(ACME, 23)).isPresent();
    assertThat(client.runner(ACME, 23)).isPresent();
    assertThat(gauge("blocked")).isZero();
  }

  @Test
  void aProxysLimitCostsAMinuteEachTimeAndNotEverMore() {
    script.answers(429, "{}").answers(429, "{}").answers(429, "{}").answers(200, RUNNER);
    failing(ACME);
    at(60);
    failing(ACME);
    at(120);
    failing(ACME);
    at(180);

    assertThat(client.runner(ACME, 23)).isPresent();
  }

  @Test
  void everyAnswerFeedsTheBudget() {
    script.answers(
        200,
        RUNNER,
        "X-RateLimit-Limit: 5000",
        "X-RateLimit-Remaining: 600",
        "X-RateLimit-Reset: " + NOON.plusSeconds(90).getEpochSecond(),
        "X-RateLimit-Resource: core");
    client.runner(ACME, 23);

    ForgeException e = failing(() -> client.forSweep().runner(ACME, 23));

    assertThat(e.wasSent()).isFalse();
    assertThat(e)
        .hasMessage(
            "GET /orgs/acme/actions/runners/23 not sent, priority sweep: the budget has 600 of 5000"
                + " requests left, too few for this; until 2026-03-01T12:01:30Z");
    assertThat(e.toFailure().getDetails().get(String.class)).isEqualTo(FailureType.LIMIT_REACHED);
    assertThat(gauge("limit")).isEqualTo(5000);
    assertThat(gauge("remaining")).isEqualTo(600);
    assertThat(gauge("resetInSeconds")).isEqualTo(90);
    assertThat(metrics.counter("forges.github.refused.sweep").getCount()).isEqualTo(1);
  }

  @Test
  void countsWhatIsAskedWithoutNamesAndNumbers() {
    script
        .answers(201, "{\"token\":\"AABF3\"}")
        .page(1, 1, 1, "ETag: a")
        .answers(304, "")
        .answers(404, "{}")
        .answers(200, "{\"status\":\"queued\"}");

    client.registrationToken(ACME);
    client.runners(ACME);
    client.runners(ACME);
    client.runner(ACME, 23);
    client.job("acme/app", 5);

    assertThat(metrics.getCounters().keySet())
        .containsExactlyInAnyOrder(
            "forges.github.calls.post-actions-runners-registration-token.2xx",
            "forges.github.calls.get-actions-runners.2xx",
            "forges.github.calls.get-actions-runners.3xx",
            "forges.github.calls.get-actions-runners-id.4xx",
            "forges.github.calls.get-actions-jobs-id.2xx",
            "forges.github.free");
    assertThat(gauge("registrations")).isEqualTo(1);
  }

  private void answers(int times, int status) {
    for (int i = 0; i < times; i++) {
      script.answers(status, "{\"message\":\"no\"}");
    }
  }

  private ForgeException failing(Scope scope) {
    return failing(() -> client.runner(scope, 23));
  }

  private static ForgeException failing(ThrowingCallable call) {
    return catchThrowableOfType(ForgeException.class, call);
  }

  private void at(double seconds) {
    now = NOON.plusMillis(Math.round(seconds * 1000));
  }

  private int gauge(String what) {
    Gauge<?> gauge = requireNonNull(metrics.getGauges().get("forges.github." + what), what);
    return (int) gauge.getValue();
  }
}
