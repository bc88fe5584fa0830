package dev.mayfly.workflows.life;

import com.uber.m3.tally.Scope;
import dev.mayfly.workflows.explanation.Explanation;
import dev.mayfly.workflows.temporal.Metrics;
import dev.mayfly.workflows.temporal.SearchAttributes;
import io.temporal.common.SearchAttributeUpdate;
import io.temporal.workflow.Workflow;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * The publication of a life as it changes: the Web UI's details, search attributes, the log and the
 * metrics. Log and metrics are left alone while a life is replayed.
 */
final class StatusPublisher {

  private final Logger log;
  private final Scope metrics = Workflow.getMetricsScope();
  private final Map<String, Integer> counted = new HashMap<>();
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
    count(status, attempts);
    countUpTo(Metrics.MESSAGES_IGNORED, ignored);
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
    metrics.counter(Metrics.END + end.getClass().getSimpleName()).inc(1);
  }

  private void count(LifeStatus status, Attempts attempts) {
    countUpTo(Metrics.UNANSWERED, attempts.count(RunnerState::isUnanswered));
    countUpTo(Metrics.UNASKED, attempts.count(RunnerState::isUnasked));
    if (status.outcome() != null) {
      countUpTo(Metrics.OUTCOME + status.outcome(), 1);
    }
  }

  private void countUpTo(String name, int now) {
    int before = counted.getOrDefault(name, 0);
    if (now > before) {
      metrics.counter(name).inc(now - before);
      counted.put(name, now);
    }
  }
}
