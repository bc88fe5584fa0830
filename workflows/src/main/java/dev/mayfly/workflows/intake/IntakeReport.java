package dev.mayfly.workflows.intake;

import java.util.List;

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
}
