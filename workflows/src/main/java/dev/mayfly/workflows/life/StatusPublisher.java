package dev.mayfly.workflows.life;

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

  private static final String THREE = "three search attribute phases";

  private final Logger log;
  private final LifeMetrics metrics;
  private final RunnerRequest request;
  private final boolean encrypted;
  private final LifeRelease release;
  private @Nullable Phase published;
  private @Nullable LifePhase told;
  private boolean setsThree;
  private int publishedEnds;

  /**
   * @param encrypted whether payloads are encrypted; then the repository stands in no search
   *     attribute, as those never are.
   */
  StatusPublisher(Logger log, RunnerRequest request, boolean encrypted, LifeRelease release) {
    this.log = log;
    this.release = release;
    this.request = request;
    this.encrypted = encrypted;
    this.metrics = new LifeMetrics(Workflow.getMetricsScope(), request.pool(), now());
  }

  Instant now() {
    return Instant.ofEpochMilli(Workflow.currentTimeMillis());
  }

  /**
   * @param explained Markdown.
   */
  void publish(LifeStatus status, String explained, Attempts attempts, int ignored) {
    Workflow.setCurrentDetails(explained + "\n\n" + status.line());
    boolean isNews = status.phase() != published;
    if (isNews) {
      log.atInfo().addKeyValue("job", status.job()).log("life is {}", status.phase());
    }
    letFind(status, isNews);
    published = status.phase();
    List<End> ends = attempts.ends();
    ends.subList(publishedEnds, ends.size()).forEach(this::publish);
    publishedEnds = ends.size();
    metrics.changed(status, ends, now());
    metrics.unsure(Metrics.BY_FORGE, attempts.count(RunnerState::isUnanswered));
    metrics.unsure(Metrics.BY_POOL, attempts.count(RunnerState::isUnasked));
    metrics.ignored(ignored);
  }

  /** Lets the life be found by its phase; before, each of the finer ones was an event. */
  private void letFind(LifeStatus status, boolean isNews) {
    if (published == null) {
      setsThree = release.isLight() || Workflow.getVersion(THREE, Workflow.DEFAULT_VERSION, 1) == 1;
    }
    LifePhase now = LifePhase.of(status);
    if (setsThree && (told == null || told.compareTo(now) < 0)) {
      upsert(status, now.name());
      told = now;
    } else if (!setsThree && isNews) {
      upsert(status, status.phase().name());
    }
  }

  private void upsert(LifeStatus status, String phase) {
    List<SearchAttributeUpdate<?>> updates = new ArrayList<>();
    updates.add(SearchAttributes.PHASE.valueSet(phase));
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
