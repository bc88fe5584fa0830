package dev.mayfly.workflows.intake;

import dev.mayfly.workflows.temporal.IgnoredMessages;
import dev.mayfly.workflows.temporal.MessageGuard;
import dev.mayfly.workflows.temporal.Metrics;
import io.temporal.failure.ActivityFailure;
import io.temporal.failure.CanceledFailure;
import io.temporal.workflow.Workflow;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** One step after the other, each for all that wait and go by one call. */
public final class EventIntakeImpl implements EventIntake, MessageGuard.Recipient {

  private final Deque<IntakeBatch> waiting = new ArrayDeque<>();
  private final IgnoredMessages ignored = new IgnoredMessages();
  private IntakeReport report = IntakeReport.NOTHING_YET;

  @Override
  public IntakeReport run() {
    while (!waiting.isEmpty()) {
      report = report.and(carriedOut(next()));
    }
    return report.unlessRefused();
  }

  @Override
  public void take(IntakeBatch batch) {
    waiting.add(batch);
  }

  @Override
  public IntakeStatus status() {
    return new IntakeStatus(
        waiting.stream().mapToInt(batch -> batch.events().size()).sum(),
        report,
        ignored.count() == 0 ? null : ignored.line());
  }

  @Override
  public void ignored(String why) {
    ignored.add(why);
    Workflow.getMetricsScope().counter(Metrics.MESSAGES_IGNORED).inc(1);
  }

  private IntakeBatch next() {
    IntakeBatch next = waiting.remove();
    while (!waiting.isEmpty() && next.isJoinedBy(waiting.element())) {
      next = next.and(waiting.remove());
    }
    return next;
  }

  private static IntakeReport carriedOut(IntakeBatch batch) {
    try {
      return IntakeActivityOptions.intake(batch.events().size()).carryOut(batch.events());
    } catch (ActivityFailure given) {
      if (given.getCause() instanceof CanceledFailure) {
        throw given;
      }
      // Those that came after it have a step of their own.
      return new IntakeReport(
          0, 0, 0, List.of(batch.events().size() + " events: " + given.getCause()));
    }
  }
}
