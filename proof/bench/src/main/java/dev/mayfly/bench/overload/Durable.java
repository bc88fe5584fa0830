package dev.mayfly.bench.overload;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.mayfly.bench.stack.BenchProgress;
import dev.mayfly.bench.stack.MeasuredTemporal;
import dev.mayfly.service.temporal.TemporalConnection;
import dev.mayfly.workflows.id.LifeId;
import dev.mayfly.workflows.intake.EventIntake;
import io.temporal.api.common.v1.Payload;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.history.v1.HistoryEvent;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The jobs that Temporal has: their lives, or the intakes that carry them. */
final class Durable {

  private static final Duration LISTED = Duration.ofMinutes(1);
  private static final Pattern JOB = Pattern.compile("\\b[0-9]{11}\\b");

  private final MeasuredTemporal server;

  Durable(MeasuredTemporal server) {
    this.server = server;
  }

  /**
   * Returns how many of these it does not have; its lists are a moment behind, which is waited for.
   */
  long missing(Set<Long> jobs) throws IOException, InterruptedException {
    TemporalConnection temporal = server.connect();
    Set<Long> missing = new HashSet<>(jobs);
    try {
      BenchProgress.until(
          "each is listed",
          LISTED,
          () -> {
            missing.removeAll(lives(temporal));
            if (!missing.isEmpty()) {
              missing.removeAll(carried(temporal));
            }
            return missing.isEmpty();
          });
    } catch (IllegalStateException inVain) {
      // The count says so.
    } finally {
      temporal.stop();
    }
    return missing.size();
  }

  private static Set<Long> lives(TemporalConnection temporal) {
    Set<Long> lives = new HashSet<>();
    temporal
        .client()
        .listExecutions("WorkflowType = 'RunnerLife'")
        .map(life -> LifeId.parse(life.getExecution().getWorkflowId()))
        .flatMap(Optional::stream)
        .forEach(life -> lives.add(life.jobId()));
    return lives;
  }

  private static Set<Long> carried(TemporalConnection temporal) {
    Set<Long> jobs = new HashSet<>();
    temporal
        .client()
        .listExecutions("WorkflowType = '" + EventIntake.TYPE + "'")
        .flatMap(intake -> taken(temporal, intake.getExecution()))
        .forEach(
            payload ->
                JOB.matcher(payload.getData().toString(ISO_8859_1))
                    .results()
                    .forEach(found -> jobs.add(Long.valueOf(found.group()))));
    return jobs;
  }

  private static Stream<Payload> taken(TemporalConnection temporal, WorkflowExecution intake) {
    return temporal
        .client()
        .fetchHistory(intake.getWorkflowId(), intake.getRunId())
        .getEvents()
        .stream()
        .filter(HistoryEvent::hasWorkflowExecutionSignaledEventAttributes)
        .map(event -> event.getWorkflowExecutionSignaledEventAttributes().getInput())
        .flatMap(input -> input.getPayloadsList().stream());
  }
}
