package dev.mayfly.workflows.intake;

import dev.mayfly.workflows.temporal.FailureType;
import io.temporal.failure.ApplicationFailure;
import java.util.List;
import java.util.stream.Stream;

/**
 * The report of an intake on its events.
 *
 * @param started lives begun, or told again that their job is queued.
 * @param signalled events that reached a life.
 * @param ignored events that needed nothing any more.
 * @param failed events that Temporal will never take, with the cause; the sweep finds their jobs.
 */
public record IntakeReport(int started, int signalled, int ignored, List<String> failed) {

  public static final IntakeReport NOTHING_YET = new IntakeReport(0, 0, 0, List.of());

  public IntakeReport {
    failed = List.copyOf(failed);
  }

  public int events() {
    return started + signalled + ignored + failed.size();
  }

  IntakeReport and(IntakeReport next) {
    return new IntakeReport(
        started + next.started,
        signalled + next.signalled,
        ignored + next.ignored,
        Stream.concat(failed.stream(), next.failed.stream()).toList());
  }

  /** Returns this, or has the workflow fail with it where something failed. */
  IntakeReport unlessRefused() {
    if (failed.isEmpty()) {
      return this;
    }
    throw ApplicationFailure.newNonRetryableFailure(
        failed.size()
            + " of "
            + events()
            + " events could not be carried out; the sweep looks for their jobs",
        FailureType.EVENTS_REFUSED,
        this);
  }
}
