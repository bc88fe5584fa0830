package dev.mayfly.worker.batch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.workflows.fleet.Pool;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RunOptionsTest {

  @Test
  void thePoolsLimitsAreOptionsOfDockerCreate() {
    assertThat(RunOptions.of(pool(new BigDecimal("1.5"), "4g", 4096, "1g")))
        .isEqualTo("--cpus=1.5 --memory=4g --pids-limit=4096 --shm-size=1g");
  }

  @Test
  void aNumberIsWrittenWithoutAnExponent() {
    assertThat(RunOptions.of(pool(new BigDecimal("1E+1"), null, null, null)))
        .isEqualTo("--cpus=10");
  }

  @Test
  void aPoolWithoutLimitsHasNone() {
    assertThat(RunOptions.of(pool(null, null, null, null))).isEmpty();
  }

  private static Pool pool(
      @Nullable BigDecimal cpus,
      @Nullable String memory,
      @Nullable Integer pidsLimit,
      @Nullable String shmSize) {
    return new Pool(
        "p",
        List.of("self-hosted"),
        null,
        "b",
        "i",
        null,
        null,
        cpus,
        memory,
        pidsLimit,
        shmSize,
        null,
        null,
        null,
        null,
        null,
        false);
  }
}
