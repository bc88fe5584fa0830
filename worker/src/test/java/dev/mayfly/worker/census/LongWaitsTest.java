package dev.mayfly.worker.census;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.worker.census.Census.Row;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LongWaitsTest {

  private static final Instant NOW = Instant.parse("2026-11-02T10:00:00Z");
  private static final Row LONG = row("RunnerLife", "mayfly-github-1", "STARTING", 601);

  private final List<String> told = new ArrayList<>();
  private boolean arrives = true;
  private final LongWaits waits =
      new LongWaits(
          Map.of("github", Duration.ofMinutes(10)),
          life -> {
            told.add(life);
            return arrives;
          });

  @Test
  void whoWaitsLongIsToldOnceAndOthersAreNot() {
    look(
        LONG,
        row("RunnerLife", "mayfly-github-2", "WAITING_FOR_CAPACITY", 599),
        row("RunnerLife", "mayfly-github-3", "BUSY", 9_000),
        row("RunnerLife", "mayfly-github-4", "HELD", 9_000),
        row("RunnerLife", "mayfly-ghes-5", "STARTING", 9_000),
        row("Pool", "mayfly-github-6", "STARTING", 9_000));
    look(LONG);

    assertThat(told).containsExactly("mayfly-github-1");
  }

  @Test
  void oneThatWaitedBeforeIsForgotten() {
    look(LONG);
    look();
    look(LONG);

    assertThat(told).hasSize(2);
  }

  @Test
  void oneThatCannotBeToldIsTriedAgain() {
    arrives = false;
    look(LONG);
    arrives = true;
    look(LONG);
    look(LONG);

    assertThat(told).hasSize(2);
  }

  private void look(Row... rows) {
    waits.look(new Census(List.of(rows), Set.of(), Map.of(), NOW));
  }

  private static Row row(String type, String id, String phase, long age) {
    return new Row(type, id, "ubuntu", phase, NOW.minusSeconds(age));
  }
}
