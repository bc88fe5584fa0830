package dev.mayfly.worker.census;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.codahale.metrics.MetricRegistry;
import dev.mayfly.service.metrics.Meters;
import dev.mayfly.worker.census.Census.Row;
import dev.mayfly.workflows.id.LifeId;
import dev.mayfly.workflows.life.LifeStatus;
import dev.mayfly.workflows.life.Phase;
import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CensusTest {

  private static final Instant NOW = Instant.parse("2026-11-02T10:00:00Z");

  private final MetricRegistry registry = new MetricRegistry();

  private final List<LifeId> asked = new ArrayList<>();
  private final HeldLives held = new HeldLives(this::status);
  private final Map<String, String> pauses = new HashMap<>();

  private Optional<LifeStatus> status(LifeId life) {
    asked.add(life);
    Phase phase = life.jobId() < 10 ? Phase.HELD : Phase.STARTING;
    return Optional.of(new LifeStatus(phase, "QUEUED", NOW, "", List.of(), null));
  }

  @Test
  void theOldestThatWaitsIsTheOldestWithoutARunnerWhoseJobMayRun() throws Exception {
    show(
        life(20, "RUNNING", 3_000),
        life(1, "WAITING", 2_500),
        life(2, "HELD", 2_000),
        life(21, "WAITING", 700),
        life(22, "STARTING", 70),
        new Row("RunnerLife", "mayfly-github-23", "elsewhere", "WAITING", NOW.minusSeconds(9_000)));

    assertThat(page())
        .contains(
            "mayfly_jobs_oldest_waiting_seconds{pool=\"ubuntu\"} 700.0",
            "mayfly_jobs{phase=\"running\",pool=\"ubuntu\"} 1.0",
            "mayfly_jobs{phase=\"held\",pool=\"ubuntu\"} 2.0",
            "mayfly_jobs{phase=\"waiting\",pool=\"ubuntu\"} 2.0",
            "mayfly_pool_paused{cause=\"operator\",pool=\"ubuntu\"} 0.0",
            "mayfly_pool_paused{cause=\"unknown\",pool=\"ubuntu\"} 0.0");
  }

  @Test
  void ofEachPoolTheOldestAreAskedUntilOneOnlyWaits() {
    List<Row> waiting =
        List.of(
            life(21, "WAITING", 800),
            life(1, "WAITING", 900),
            life(22, "WAITING", 700),
            life(3, "WAITING", 20));

    assertThat(held.among(waiting, NOW)).containsExactly("mayfly-github-1");
    assertThat(asked).extracting(LifeId::jobId).containsExactly(1L, 21L);
  }

  @Test
  void oneThatIsHeldIsAskedAgainAfterMinutes() {
    List<Row> waiting = List.of(life(1, "WAITING", 900));
    held.among(waiting, NOW);
    held.among(waiting, NOW.plusSeconds(60));
    assertThat(asked).hasSize(1);

    held.among(waiting, NOW.plusSeconds(400));

    assertThat(asked).hasSize(2);
    assertThat(held.among(List.of(), NOW.plusSeconds(500))).as("and forgotten").isEmpty();
  }

  @Test
  void aThousandHeldLivesAreAskedAFewAtATime() {
    List<Row> waiting =
        LongStream.range(0, 1000)
            .mapToObj(
                i ->
                    new Row(
                        "RunnerLife",
                        "mayfly-f" + i + "-1",
                        "ubuntu",
                        "WAITING",
                        NOW.minusSeconds(900)))
            .toList();

    assertThat(held.among(waiting, NOW)).hasSize(20);
    assertThat(held.among(waiting, NOW.plusSeconds(30))).hasSize(40);
  }

  @Test
  void aPausedPoolIsShownWithItsCauseAndSoIsAnEmptyOne() throws Exception {
    pauses.put("ubuntu", "refused");
    show(new Row("Pool", "mayfly-pool-ubuntu", "ubuntu", "PAUSED", NOW));

    assertThat(page())
        .contains(
            "mayfly_pool_paused{cause=\"refused\",pool=\"ubuntu\"} 1.0",
            "mayfly_pool_paused{cause=\"operator\",pool=\"ubuntu\"} 0.0",
            "mayfly_jobs_oldest_waiting_seconds{pool=\"ubuntu\"} 0.0")
        .doesNotContain("elsewhere");
  }

  private static Row life(long job, String phase, long age) {
    return new Row("RunnerLife", "mayfly-github-" + job, "ubuntu", phase, NOW.minusSeconds(age));
  }

  private void show(Row... rows) {
    List<Row> waiting = Stream.of(rows).filter(Row::waits).toList();
    new Census(List.of(rows), held.among(waiting, NOW), pauses, NOW)
        .show(Meters.of(registry), "ubuntu");
  }

  private String page() throws Exception {
    ByteArrayOutputStream page = new ByteArrayOutputStream();
    Meters.of(registry).writeTo(page);
    return page.toString(UTF_8);
  }
}
