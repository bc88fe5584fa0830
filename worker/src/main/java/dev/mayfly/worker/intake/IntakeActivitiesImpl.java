package dev.mayfly.worker.intake;

import dev.mayfly.service.dispatch.DispatchResult;
import dev.mayfly.service.dispatch.LifeDispatcher;
import dev.mayfly.service.temporal.TemporalConnection;
import dev.mayfly.workflows.intake.IntakeActivities;
import dev.mayfly.workflows.intake.IntakeReport;
import dev.mayfly.workflows.routing.RoutedEvent;
import dev.mayfly.workflows.routing.RoutingDecision;
import io.grpc.Status;
import io.temporal.activity.Activity;
import io.temporal.activity.ActivityExecutionContext;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts and signals the lives of an intake. What Temporal cannot answer now is thrown: again. */
public final class IntakeActivitiesImpl implements IntakeActivities {

  private static final Logger LOG = LoggerFactory.getLogger(IntakeActivitiesImpl.class);

  private final Function<RoutedEvent, DispatchResult> dispatcher;
  private final Predicate<RoutedEvent> again;
  private final Runnable room;

  /**
   * @param dispatcher carries out one event, such as {@link LifeDispatcher#carryOut}.
   * @param again is told of each event before it is carried out perhaps for the second time, since
   *     the worker that had the intake may be dead, and may have begun with the lives itself; says
   *     whether there is such a life. Those of later events have not begun where there is none.
   * @param room returns when this worker has room for another life, within the time that a heart
   *     may stand still, such as {@link TasksInHand#awaitFew}.
   */
  public IntakeActivitiesImpl(
      Function<RoutedEvent, DispatchResult> dispatcher,
      Predicate<RoutedEvent> again,
      Runnable room) {
    this.dispatcher = dispatcher;
    this.again = again;
    this.room = room;
  }

  @Override
  public IntakeReport carryOut(List<RoutedEvent> events) {
    ActivityExecutionContext context = Activity.getExecutionContext();
    IntakeReport report =
        context.getHeartbeatDetails(IntakeReport.class).orElse(IntakeReport.NOTHING_YET);
    boolean repeated = context.getInfo().getAttempt() > 1;
    for (RoutedEvent event : events.subList(report.events(), events.size())) {
      repeated = repeated && again.test(event);
      if (event.decision() instanceof RoutingDecision.Start) {
        room.run();
      }
      report = carryOut(event, report);
      context.heartbeat(report);
    }
    return report;
  }

  private IntakeReport carryOut(RoutedEvent event, IntakeReport report) {
    try {
      DispatchResult done = dispatcher.apply(event);
      return new IntakeReport(
          report.started() + (done instanceof DispatchResult.Started ? 1 : 0),
          report.signalled() + (done instanceof DispatchResult.Signalled ? 1 : 0),
          report.ignored() + (done instanceof DispatchResult.Ignored ? 1 : 0),
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
