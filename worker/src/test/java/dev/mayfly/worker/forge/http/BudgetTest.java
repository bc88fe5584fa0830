package dev.mayfly.worker.forge.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.workflows.id.Scope;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BudgetTest {

  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final Instant RESET = NOON.plusSeconds(1800);
  private static final Scope ACME = Scope.ofOrganization("acme");

  private final Budget budget = new Budget(5000, true, NOON);

  @ParameterizedTest
  @CsvSource({
    "1251, SWEEP,",
    "1250, WATCH, SWEEP",
    "501, WATCH, SWEEP",
    "500, REMOVE, WATCH",
    "101, REMOVE, WATCH",
    "100, REGISTER, REMOVE",
    "1, REGISTER, REMOVE",
    "0, , REGISTER"
  })
  void whatMattersLeastStopsFirstWhenLittleIsLeft(int remaining, Priority goes, Priority stops) {
    limitOf(5000, remaining, RESET);

    if (goes != null) {
      assertThat(budget.refusal(request(goes), NOON)).isEmpty();
    }
    if (stops != null) {
      Throttled refusal = budget.refusal(request(stops), NOON).orElseThrow();
      assertThat(refusal.until()).isEqualTo(RESET);
      assertThat(refusal.why()).contains(remaining + " of 5000 requests left");
    }
  }

  @Test
  void aNewWindowIsFullAgain() {
    limitOf(5000, 0, RESET);

    assertThat(budget.refusal(request(Priority.REGISTER), RESET)).isEmpty();
    assertThat(budget.isBlocked(RESET.minusSeconds(1))).isTrue();
    assertThat(budget.isBlocked(RESET)).isFalse();
  }

  @Test
  void answersThatOvertookEachOtherDoNotBringRequestsBack() {
    limitOf(5000, 90, RESET);
    limitOf(5000, 120, RESET.minusSeconds(1));

    assertThat(budget.remaining(NOON)).isEqualTo(90);
  }

  @Test
  void anAnswerOfTheWindowBeforeSaysNothingOfThisOne() {
    limitOf(5000, 4990, RESET);
    limitOf(5000, 3, NOON.plusSeconds(5));

    assertThat(budget.remaining(NOON)).isEqualTo(4990);
  }

  @Test
  void whatIsUnderWayIsNotThereForOthers() {
    limitOf(5000, 2, RESET);
    ApiRequest first = request(Priority.REGISTER);
    budget.begun(first, NOON);
    budget.begun(request(Priority.REGISTER), NOON);

    assertThat(budget.refusal(request(Priority.REGISTER), NOON)).isPresent();
    budget.ended(first, false);
    assertThat(budget.refusal(request(Priority.REGISTER), NOON)).isEmpty();
  }

  @Test
  void aResetFarAwayIsNotBelieved() {
    limitOf(5000, 0, NOON.plus(Duration.ofDays(20_000)));

    assertThat(budget.untilReset(NOON)).isEqualTo(Duration.ofMinutes(61));
  }

  @Test
  void whereTheForgeNamesNoLimitNothingButTheSharesIsBounded() {
    for (Priority priority : Priority.values()) {
      assertThat(budget.refusal(request(priority), NOON)).isEmpty();
    }
    assertThat(budget.limit()).isZero();
    assertThat(budget.perHour()).isEqualTo(5000);
  }

  @Test
  void registrationsHaveALimitOfTheirOwnWhereTheForgeSaysSo() {
    ApiRequest minting = minting(ACME);
    budget.heard(
        minting,
        new RateLimit(10_000, 9_000, RESET, Optional.of("actions_runner_registration")),
        NOON);
    limitOf(5000, 0, RESET);

    assertThat(budget.refusal(minting, NOON)).isEmpty();
    assertThat(budget.refusal(request(Priority.REGISTER), NOON)).isPresent();
  }

  @Test
  void registrationsStopBeforeGitHubsLimitOfFiveMinutesIsReached() {
    for (int i = 0; i < 1400; i++) {
      assertThat(budget.refusal(minting(ACME), NOON.plusMillis(i))).isEmpty();
      budget.begun(minting(ACME), NOON.plusMillis(i));
    }

    Throttled refusal = budget.refusal(minting(ACME), NOON.plusSeconds(10)).orElseThrow();

    assertThat(refusal.until()).isEqualTo(NOON.plusSeconds(300));
    assertThat(budget.refusal(minting(Scope.ofOrganization("other")), NOON.plusSeconds(10)))
        .isEmpty();
    assertThat(budget.refusal(request(Priority.REGISTER), NOON.plusSeconds(10))).isEmpty();
    assertThat(budget.registrations(NOON.plusSeconds(10))).isEqualTo(1400);
    assertThat(budget.ofAnother(NOON).refusal(minting(ACME), NOON.plusSeconds(10)))
        .as("the forge counts by scope, for all credentials together")
        .isPresent();
    assertThat(budget.refusal(minting(ACME), NOON.plusSeconds(300))).isEmpty();
    assertThat(budget.registrations(NOON.plusSeconds(302))).isZero();
  }

  @Test
  void aForgeWithoutThatLimitTakesAnyNumber() {
    Budget gitea = new Budget(5000, false, NOON);
    for (int i = 0; i < 2000; i++) {
      gitea.begun(minting(ACME), NOON);
    }

    assertThat(gitea.refusal(minting(ACME), NOON)).isEmpty();
  }

  @Test
  void theSweepGetsAFifthOfTheHourWhateverIsLeft() {
    int sent = 0;
    for (int second = 0; second < 3600; second++) {
      Instant now = NOON.plusSeconds(second);
      while (budget.refusal(request(Priority.SWEEP), now).isEmpty()) {
        budget.begun(request(Priority.SWEEP), now);
        budget.ended(request(Priority.SWEEP), false);
        sent++;
      }
    }

    // And what it has at first, so that a first round need not wait.
    assertThat(sent).isBetween(1330, 1334);
    assertThat(budget.refusal(request(Priority.WATCH), NOON.plusSeconds(3600))).isEmpty();
  }

  @Test
  void theSweepHasEnoughAtFirstForAPassThroughAHundredRepositories() {
    assertThat(budget.sweepHas(NOON)).isEqualTo(333);
  }

  @Test
  void whatTheSweepHasAtFirstIsPartOfTheLimitThatTheForgeNamesLater() {
    budget.sweepHas(NOON);
    limitOf(1000, 1000, RESET);

    assertThat(budget.sweepHas(NOON)).isEqualTo(66);
  }

  @Test
  void theSweepMaySaveOneHoursAllowanceForABurst() {
    budget.sweepHas(NOON);

    assertThat(budget.sweepHas(NOON.plus(Duration.ofHours(9)))).isEqualTo(1000);
  }

  @Test
  void whatCostNothingIsGivenBackToTheSweep() {
    ApiRequest asked = request(Priority.SWEEP);
    int before = budget.sweepHas(NOON);
    budget.begun(asked, NOON);
    budget.ended(asked, true);

    assertThat(budget.sweepHas(NOON)).isEqualTo(before);
  }

  @Test
  void theSharesFollowALimitThatIsLowerThanAssumed() {
    limitOf(1000, 1000, RESET);

    assertThat(budget.perHour()).isEqualTo(1000);
    limitOf(15_000, 15_000, RESET.plusSeconds(3600));
    assertThat(budget.perHour()).isEqualTo(5000);
  }

  @Test
  void nothingIsSentUntilTheForgesPauseIsOver() {
    Instant until = budget.reached(Duration.ofSeconds(17), true, NOON);

    assertThat(until).isEqualTo(NOON.plusSeconds(17));
    for (Priority priority : Priority.values()) {
      assertThat(budget.refusal(request(priority), NOON.plusSeconds(16)))
          .map(Throttled::until)
          .contains(until);
      assertThat(budget.refusal(request(priority), until)).isEmpty();
    }
  }

  @Test
  void pausesThatTheForgeDoesNotNameGrowUntilItAnswersAgain() {
    Duration minute = Duration.ofSeconds(60);

    Instant first = budget.reached(minute, false, NOON);
    assertThat(budget.reached(minute, false, NOON.plusMillis(5)))
        .as("two that were under way together")
        .isEqualTo(first.plusMillis(5));
    Instant later = NOON.plusSeconds(100);
    assertThat(budget.reached(minute, false, later)).isEqualTo(later.plusSeconds(120));
    Instant muchLater = NOON.plusSeconds(10_000);
    budget.notReached();
    assertThat(budget.reached(minute, false, muchLater)).isEqualTo(muchLater.plusSeconds(60));
  }

  private void limitOf(int limit, int remaining, Instant reset) {
    budget.heard(
        request(Priority.WATCH), new RateLimit(limit, remaining, reset, Optional.of("core")), NOON);
  }

  private static ApiRequest request(Priority priority) {
    return new ApiRequest(priority, ACME, false, "get-x", "GET /x");
  }

  private static ApiRequest minting(Scope scope) {
    return new ApiRequest(Priority.REGISTER, scope, true, "post-x", "POST /x");
  }
}
