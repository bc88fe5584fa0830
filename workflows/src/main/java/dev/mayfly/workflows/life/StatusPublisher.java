package dev.mayfly.workflows.life;

import dev.mayfly.workflows.explanation.Explanation;
import dev.mayfly.workflows.temporal.Metrics;
import dev.mayfly.workflows.temporal.SearchAttributes;
import io.temporal.common.SearchAttributeUpdate;
import io.temporal.workflow.Workflow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * The publication of a life as it changes: the Web UI's details, search attributes, the log and the
 * metrics. Log and metrics are left alone while a life is replayed.
 */
final class StatusPublisher {

  private final Logger log;
  private final LifeMetrics metrics;
  private final RunnerRequest request;
  private final boolean encrypted;
  private @Nullable Phase published;
  private int publishedEnds;

  /**
   * @param encrypted whether payloads are encrypted; then the repository stands in no search
   *     attribute, as those never are.
   */
  StatusPublisher(Logger log, RunnerRequest request, boolean encrypted) {
    this.log = log;
    this.request = request;
    this.encrypted = encrypted;
    this.metrics = new LifeMetrics(Workflow.getMetricsScope(), request.pool(), now());
  }

  private static Instant now() {
    return Instant.ofEpochMilli(Workflow.currentTimeMillis());
  }

  void publish(LifeStatus status, Explanation explained, Attempts attempts, int ignored) {
    Workflow.setCurrentDetails(explained.markdown() + "\n\n" + status.line());
    if (status.phase() != published) {
      log.atInfo().addKeyValue("job", status.job()).log("life is {}", status.phase());
      upsert(status);
      published = status.phase();
    }
    List<End> ends = attempts.ends();
    ends.subList(publishedEnds, ends.size()).forEach(this::publish);
    publishedEnds = ends.size();
    metrics.changed(status, ends, now());
    metrics.unsure(Metrics.BY_FORGE, attempts.count(RunnerState::isUnanswered));
    metrics.unsure(Metrics.BY_POOL, attempts.count(RunnerState::isUnasked));
    metrics.ignored(ignored);
  }

  private void upsert(LifeStatus status) {
    List<SearchAttributeUpdate<?>> updates = new ArrayList<>();
    updates.add(SearchAttributes.PHASE.valueSet(status.phase().name()));
    // Not at the start: it would cost each a tenth more, and this event comes anyway (ADR 20).
    if (published == null) {
      updates.add(SearchAttributes.POOL.valueSet(request.pool()));
      if (!encrypted) {
        updates.add(SearchAttributes.REPOSITORY.valueSet(request.job().repository()));
      }
    }
    if (status.outcome() != null) {
      updates.add(SearchAttributes.OUTCOME.valueSet(status.outcome()));
    }
    Workflow.upsertTypedSearchAttributes(updates.toArray(SearchAttributeUpdate<?>[]::new));
  }

  private void publish(End end) {
    (end.isFailure() ? log.atWarn() : log.atInfo())
        .addKeyValue("end", LifeRules.sentence(end))
        .log("runner ended");
  }
}
