package dev.mayfly.worker.watch;

import static org.assertj.core.api.Assertions.assertThat;

import com.codahale.metrics.MetricRegistry;
import dev.mayfly.worker.batch.TaskSnapshot;
import dev.mayfly.worker.batch.TaskSnapshot.State;
import dev.mayfly.workflows.id.BatchJobId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class TaskGaugesTest {

  private static final BatchJobId JOB = new BatchJobId("mayfly", "ubuntu", 1);

  private final MetricRegistry metrics = new MetricRegistry();
  private Instant now = Instant.parse("2026-11-02T10:00:00Z");
  private final TaskGauges gauges = new TaskGauges(metrics, () -> now);

  @Test
  void tasksAreCountedByStateAsTheyWereListedLast() {
    gauges.saw(JOB, List.of(task(State.ACTIVE), task(State.ACTIVE)));
    gauges.saw(JOB, List.of(task(State.ACTIVE), task(State.RUNNING)));

    assertThat(value("active")).isEqualTo(1L);
    assertThat(value("running")).isEqualTo(1L);
    assertThat(value("completed")).isEqualTo(0L);
  }

  @Test
  void tasksThatAreNoLongerListedAreShownNoLonger() {
    gauges.saw(JOB, List.of(task(State.RUNNING)));

    now = now.plus(Duration.ofMinutes(3));

    assertThat(value("running")).isEqualTo(0L);
  }

  private Object value(String state) {
    return metrics.gauge("pools.ubuntu.tasks." + state).getValue();
  }

  private static TaskSnapshot task(State state) {
    return new TaskSnapshot("t", state, null, null, null, null, null, false, 0, null);
  }
}
