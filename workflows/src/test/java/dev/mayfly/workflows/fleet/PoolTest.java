package dev.mayfly.workflows.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PoolTest {

  private final Pool pool = pool(null, "self-hosted", "Linux", "x64");

  @Test
  void aRunnerRegistersWithExactlyTheJobsLabelsInThePoolsSpelling() {
    assertThat(pool.match(List.of("LINUX", "Self-Hosted")))
        .contains(List.of("self-hosted", "Linux"));
  }

  @Test
  void aLabelThatThePoolDoesNotOfferIsNoMatch() {
    assertThat(pool.match(List.of("self-hosted", "gpu"))).isEmpty();
  }

  @Test
  void aJobThatDoesNotAskForSelfHostedIsNoMatch() {
    assertThat(pool.match(List.of("linux"))).isEmpty();
  }

  @Test
  void aJobWithoutLabelsIsNoMatch() {
    assertThat(pool.match(List.of())).isEmpty();
  }

  @Test
  void aRepeatedLabelChangesNothing() {
    assertThat(pool.match(List.of("self-hosted", "self-hosted", "SELF-HOSTED")))
        .contains(List.of("self-hosted"));
  }

  @Test
  void aLabelListedTwiceIsOfferedOnce() {
    assertThat(pool(null, "self-hosted", "linux", "Linux").match(List.of("self-hosted", "linux")))
        .contains(List.of("self-hosted", "linux"));
  }

  @Test
  void requireReplacesSelfHosted() {
    Pool special = pool(List.of("gpu"), "gpu", "linux");

    assertThat(special.match(List.of("GPU"))).contains(List.of("gpu"));
    assertThat(special.match(List.of("linux"))).isEmpty();
  }

  @Test
  void whatIsLeftOutHasADefault() {
    assertThat(pool.require()).containsExactly("self-hosted");
    assertThat(pool.registration()).isEqualTo(Pool.Registration.TOKEN);
    assertThat(pool.deadlines()).isEqualTo(Deadlines.DEFAULT);
    assertThat(pool.os()).isEqualTo(Pool.OperatingSystem.LINUX);
    assertThat(pool.elevation()).isEqualTo(Pool.Elevation.ADMIN);
    assertThat(pool.retired()).isFalse();
  }

  private static Pool pool(@Nullable List<String> require, String... labels) {
    return new Pool("p", List.of(labels), require, "b", "i", null, null, null, null, null, false);
  }
}
