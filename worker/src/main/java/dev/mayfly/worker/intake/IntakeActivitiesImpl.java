package dev.mayfly.worker.intake;

import dev.mayfly.service.dispatch.Dispatched;
import dev.mayfly.service.dispatch.LifeDispatcher;
import dev.mayfly.service.temporal.TemporalConnection;
import dev.mayfly.workflows.intake.IntakeActivities;
import dev.mayfly.workflows.intake.IntakeReport;
import dev.mayfly.workflows.routing.Routed;
import io.grpc.Status;
import io.temporal.activity.Activity;
import io.temporal.activity.ActivityExecutionContext;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts and signals the lives of an intake. What Temporal cannot answer now is thrown: again. */
public final class IntakeActivitiesImpl implements IntakeActivities {

  private static final Logger LOG = LoggerFactory.getLogger(IntakeActivitiesImpl.class);

  private final Function<Routed, Dispatched> dispatcher;

  /**
   * @param dispatcher carries out one event, such as {@link LifeDispatcher#carryOut}.
   */
  public IntakeActivitiesImpl(Function<Routed, Dispatched> dispatcher) {
    this.dispatcher = dispatcher;
  }

  @Override
  public IntakeReport carryOut(List<Routed> events) {
    ActivityExecutionContext context = Activity.getExecutionContext();
    IntakeReport report =
        context.getHeartbeatDetails(IntakeReport.class).orElse(IntakeReport.NOTHING_YET);
    for (Routed event : events.subList(report.events(), events.size())) {
      report = carryOut(event, report);
      context.heartbeat(report);
    }
    return report;
  }

  private IntakeReport carryOut(Routed event, IntakeReport report) {
    try {
      Dispatched done = dispatcher.apply(event);
      return new IntakeReport(
          report.started() + (done instanceof Dispatched.Started ? 1 : 0),
          report.signalled() + (done instanceof Dispatched.Signalled ? 1 : 0),
          report.ignored() + (done instanceof Dispatched.Ignored ? 1 : 0),
          report.failed());
    } catch (RuntimeException e) {
      // One event that Temporal will never take must not keep two hundred others.
      if (TemporalConnection.status(e)
          .filter(s -> s.getCode() == Status.Code.INVALID_ARGUMENT)
          .isEmpty()) {
        throw e;
      }
      LOG.atWarn().setCause(e).log("an event of an intake was refused by Temporal");
      List<String> failed = new ArrayList<>(report.failed());
      failed.add(event.decision() + ": " + e.getMessage());
      return new IntakeReport(report.started(), report.signalled(), report.ignored(), failed);
    }
  }
}
