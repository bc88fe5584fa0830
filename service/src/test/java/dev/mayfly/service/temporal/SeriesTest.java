package dev.mayfly.service.temporal;

import static org.assertj.core.api.Assertions.assertThat;

import com.codahale.metrics.MetricRegistry;
import com.uber.m3.tally.Scope;
import com.uber.m3.util.Duration;
import dev.mayfly.service.metrics.Scrape;
import dev.mayfly.workflows.life.End;
import dev.mayfly.workflows.life.LifeMetrics;
import dev.mayfly.workflows.life.LifeStatus;
import dev.mayfly.workflows.life.LifeStatus.AttemptStatus;
import dev.mayfly.workflows.life.LifeStatus.PhaseEntry;
import dev.mayfly.workflows.life.Outcome;
import dev.mayfly.workflows.life.Phase;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The number of series, which each costs Prometheus some kilobytes for as long as it keeps any. */
class SeriesTest {

  private static final Instant BEGUN = Instant.parse("2026-11-02T10:00:00Z");
  private static final int JOBS = 5_000;

  private final MetricRegistry registry = new MetricRegistry();
  private final Scope scope = new TemporalMetrics(registry);

  @Test
  void fiveThousandJobsMakeNoSeriesThatOneDoesNot() {
    live(1);
    Set<String> afterOne = Scrape.of(registry).names();

    for (int job = 2; job <= JOBS; job++) {
      live(job);
    }

    Scrape scrape = Scrape.of(registry);
    assertThat(scrape.names()).isEqualTo(afterOne).hasSizeBetween(100, 200);
    assertThat(scrape.series())
        .contains(
            "mayfly_lives_total{cause=\"RanJob\",outcome=\"Completed\",pool=\"ubuntu\"} 5000.0",
            "mayfly_attempts_total{end=\"Lost\",pool=\"ubuntu\"} 5000.0",
            "mayfly_job_wait_seconds_count{pool=\"ubuntu\"} 5000");
  }

  /** The life of a job like no other, as a worker's workflow code measures it. */
  private void live(int job) {
    Scope own =
        scope.tagged(
            Map.of(
                "task_queue", "queue-" + job,
                "signal_name", "signal " + job,
                "exception", "Exception" + job,
                "workflow_type", "RunnerLife"));
    own.tagged(Map.of("operation", "PollWorkflowTaskQueue"))
        .timer("temporal_request_latency")
        .record(Duration.ofMillis(job));
    LifeMetrics metrics = new LifeMetrics(own, "ubuntu", BEGUN);
    List<AttemptStatus> runners = List.of(runner(job, 1), runner(job, 2));
    List<End> ends = List.of(new End.Lost("node " + job), new End.RanJob(job, "run " + job));
    metrics.changed(
        status("IN_PROGRESS", null, runners), ends.subList(0, 1), BEGUN.plusSeconds(job));
    metrics.changed(status("COMPLETED", Outcome.COMPLETED, runners), ends, BEGUN.plusSeconds(job));
  }

  private static LifeStatus status(
      String job, @Nullable String outcome, List<AttemptStatus> runners) {
    return new LifeStatus(Phase.BUSY, job, BEGUN, "**" + job + "**", runners, outcome);
  }

  private static AttemptStatus runner(int job, int attempt) {
    List<Phase> phases = List.of(Phase.values());
    List<PhaseEntry> entries =
        IntStream.range(2, phases.size())
            .mapToObj(at -> new PhaseEntry(phases.get(at), BEGUN.plusSeconds((long) job * at)))
            .toList();
    return new AttemptStatus(
        "mayfly-github-" + job + "-3fa91c-" + attempt, Phase.BUSY, entries, "ran");
  }
}
