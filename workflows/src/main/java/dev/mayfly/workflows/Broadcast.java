package dev.mayfly.workflows;

import io.temporal.workflow.Workflow;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * Tells a life to whoever looks on, as it changes: the Web UI's line, search attributes and the
 * log, which is left alone while a life is replayed.
 */
final class Broadcast {

  private final Logger log = Workflow.getLogger(RunnerWorkflowImpl.class);
  private @Nullable Phase shown;
  private int toldEnds;

  void tell(LifeStatus status, Attempts attempts) {
    Workflow.setCurrentDetails(status.line());
    if (status.phase() != shown) {
      shown = status.phase();
      log.atInfo().addKeyValue("job", status.job()).log("life is {}", status.phase());
      upsert(status);
    }
    List<End> ends = attempts.ends();
    ends.subList(toldEnds, ends.size()).forEach(this::tell);
    toldEnds = ends.size();
  }

  private static void upsert(LifeStatus status) {
    if (status.outcome() == null) {
      Workflow.upsertTypedSearchAttributes(SearchAttributes.PHASE.valueSet(status.phase().name()));
    } else {
      Workflow.upsertTypedSearchAttributes(
          SearchAttributes.PHASE.valueSet(status.phase().name()),
          SearchAttributes.OUTCOME.valueSet(status.outcome()));
    }
  }

  private void tell(End end) {
    (end.isFailure() ? log.atWarn() : log.atInfo())
        .addKeyValue("end", Rules.sentence(end))
        .log("runner ended");
  }
}
