package dev.mayfly.workflows.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.workflows.id.Scope;
import dev.mayfly.workflows.pool.PoolPause.Kind;
import dev.mayfly.workflows.pool.PoolPause.Probe;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PoolPauseTest {

  private static Kind kind(@Nullable Probe probe) {
    return new PoolPause("by", "cause", Instant.EPOCH, probe).kind();
  }

  @Test
  void itsCauseIsOfAKindByWhatEndsIt() {
    assertThat(kind(null)).isEqualTo(Kind.OPERATOR);
    assertThat(kind(Probe.of("github", Scope.ofOrganization("acme")))).isEqualTo(Kind.REFUSED);
    assertThat(kind(Probe.BY_RUNNER)).isEqualTo(Kind.RUNNER);
    assertThat(kind(Probe.BY_LOOK)).isEqualTo(Kind.BATCH);
    assertThat(Kind.values())
        .allSatisfy(it -> assertThat(it.label()).isEqualTo(it.name().toLowerCase(Locale.ROOT)));
  }
}
