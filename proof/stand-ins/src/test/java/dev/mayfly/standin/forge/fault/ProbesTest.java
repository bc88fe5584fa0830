package dev.mayfly.standin.forge.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

/** The distinction of probes from the other requests in an outage. */
class ProbesTest {

  private static final Instant BEGAN = Instant.parse("2026-03-01T12:00:00Z");

  @Test
  void beginAfterTheSecondFailureInARowAndWhatWasUnderWayWithIt() {
    assertThat(Probes.of(log(Outage.Kind.SERVER_ERRORS, 1, 1.2, 1.9, 6.2, 11.4)))
        .isEqualTo(new Probes(3, 2, Optional.of(Duration.ofSeconds(5))));
  }

  @Test
  void beginAfterTheFirstAnswerThatNamesTheLimit() {
    assertThat(Probes.of(log(Outage.Kind.RATE_LIMITED, 1, 4)))
        .isEqualTo(new Probes(1, 1, Optional.of(Duration.ofSeconds(3))));
  }

  @Test
  void doNotBeginWithOddFailures() {
    assertThat(Probes.of(log(Outage.Kind.DROPPED, 1, 12, 24)))
        .isEqualTo(new Probes(3, 0, Optional.empty()));
  }

  @Test
  void ofARepositoryAndOfItsOrganizationAreOfOneOwner() {
    assertThat(Probes.of(log(Outage.Kind.DROPPED, 1, 1.5, 8, 8.25)).closest())
        .hasValue(Duration.ofMillis(250));
  }

  /** Every second request is about a repository. */
  private static Outage.Log log(Outage.Kind kind, double... seconds) {
    int[] count = {0};
    return new Outage.Log(
        Outage.ofApi(kind, Duration.ofMinutes(1)),
        BEGAN,
        BEGAN.plusSeconds(60),
        DoubleStream.of(seconds)
            .mapToObj(
                at ->
                    new Outage.Request(
                        BEGAN.plusMillis(Math.round(1000 * at)),
                        count[0]++ % 2 == 0 ? "orgs/acme" : "repos/acme/app",
                        "GET"))
            .toList());
  }
}
