package dev.mayfly.gateway;

import dev.mayfly.workflows.explanation.Explanation;
import dev.mayfly.workflows.explanation.Facts;
import dev.mayfly.workflows.explanation.LifeFacts;
import dev.mayfly.workflows.life.JobEvent;
import dev.mayfly.workflows.life.LifeStatus;
import dev.mayfly.workflows.life.Outcome;
import dev.mayfly.workflows.life.Phase;
import dev.mayfly.workflows.life.RunnerRequest;
import dev.mayfly.workflows.life.RunnerWorkflow;
import dev.mayfly.workflows.temporal.OperatorRequest;
import dev.mayfly.workflows.temporal.SearchAttributes;
import io.temporal.workflow.Workflow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A life that provides nothing: it notes what it is told and ends when told so. */
public final class TestLife implements RunnerWorkflow {

  private final List<String> told = new ArrayList<>();
  private boolean verifyFirst;
  private @Nullable Outcome outcome;

  @Override
  public Outcome run(RunnerRequest request) {
    verifyFirst = request.verifyFirst();
    Workflow.await(() -> outcome != null);
    Outcome ended = Objects.requireNonNull(outcome);
    Workflow.upsertTypedSearchAttributes(SearchAttributes.OUTCOME.valueSet(ended.name()));
    return ended;
  }

  @Override
  public void queued(JobEvent event) {
    told.add("queued " + event.delivery());
  }

  @Override
  public void waiting(JobEvent event) {
    told.add("waiting " + event.delivery());
  }

  @Override
  public void inProgress(JobEvent event) {
    told.add("in_progress " + event.delivery() + " " + event.runner());
  }

  @Override
  public void completed(JobEvent event) {
    told.add("completed " + event.delivery());
    outcome = new Outcome.Completed("r", String.valueOf(event.conclusion()), "test");
  }

  @Override
  public void waitsLong() {}

  @Override
  public void cancel(OperatorRequest request) {
    outcome = new Outcome.Cancelled(request.by(), request.reason());
  }

  @Override
  public void reprovision(OperatorRequest request) {}

  @Override
  public String cancelNow(OperatorRequest request) {
    cancel(request);
    return "";
  }

  @Override
  public void validateCancel(OperatorRequest request) {}

  @Override
  public String reprovisionNow(OperatorRequest request) {
    return "";
  }

  @Override
  public void validateReprovision(OperatorRequest request) {}

  @Override
  public void extend(OperatorRequest request) {}

  @Override
  public String extendNow(OperatorRequest request) {
    return "";
  }

  @Override
  public void validateExtend(OperatorRequest request) {}

  @Override
  public void quarantine(OperatorRequest request) {}

  @Override
  public String quarantineNow(OperatorRequest request) {
    return "";
  }

  @Override
  public void validateQuarantine(OperatorRequest request) {}

  @Override
  public void release(OperatorRequest request) {}

  @Override
  public String releaseNow(OperatorRequest request) {
    return "";
  }

  @Override
  public void validateRelease(OperatorRequest request) {}

  @Override
  public Explanation explanation() {
    return Explanation.of(Facts.of(String.join("; ", told)));
  }

  @Override
  public LifeFacts facts() {
    throw new UnsupportedOperationException("a life that only counts what it is told");
  }

  @Override
  public LifeStatus status() {
    return new LifeStatus(
        Phase.REQUESTED,
        verifyFirst ? "verify" : "provide",
        Instant.EPOCH,
        String.join("; ", told),
        List.of(),
        null);
  }
}
