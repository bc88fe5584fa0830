package dev.mayfly.service.cost;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.mayfly.service.inquiry.Inquiry;
import dev.mayfly.service.temporal.TemporalConnection;
import dev.mayfly.service.temporal.TemporalHealthCheck;
import dev.mayfly.workflows.cost.By;
import dev.mayfly.workflows.cost.CostReport.Table;
import dev.mayfly.workflows.cost.Costs;
import dev.mayfly.workflows.cost.LifeCost;
import dev.mayfly.workflows.cost.NodeHours;
import dev.mayfly.workflows.cost.Prices;
import dev.mayfly.workflows.cost.RunnerTime;
import dev.mayfly.workflows.explanation.LifeFacts;
import dev.mayfly.workflows.id.LifeId;
import dev.mayfly.workflows.id.PoolId;
import dev.mayfly.workflows.life.RunnerWorkflow;
import dev.mayfly.workflows.temporal.InWords;
import io.grpc.StatusRuntimeException;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowException;
import io.temporal.client.WorkflowExecutionMetadata;
import io.temporal.client.WorkflowNotFoundException;
import io.temporal.client.WorkflowStub;
import io.temporal.client.WorkflowTargetOptions;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The costs of lives that Temporal still has. Each is asked for its facts, which a worker answers
 * by its history; pools are asked for the times of their nodes.
 */
public final class Costing {

  // A worker answers some twenty at a time.
  private static final int AT_ONCE = 8;

  private final TemporalConnection temporal;
  private final Prices prices;
  private final Instant now;
  private final List<String> notes = new ArrayList<>();

  /**
   * @param now by which runners that are still there are reckoned.
   */
  public Costing(TemporalConnection temporal, Prices prices, Instant now) {
    this.temporal = temporal;
    this.prices = prices;
    this.now = now;
  }

  /** The answer to a question for costs. */
  public sealed interface Answer {

    /** They are known, but for what the table notes. */
    record Reckoned(Table table) implements Answer {}

    /** Temporal has no such life. */
    record NoLife(String why) implements Answer {}

    /** Temporal, or every worker, does not answer. */
    record Away(String why) implements Answer {}
  }

  /** Returns the cost of one job. */
  public Answer job(LifeId life) {
    WorkflowStub stub = temporal.client().newUntypedWorkflowStub(life.toString());
    try {
      var unused = stub.describe(); // Tells whether it is there without a worker.
      return Inquiry.query(stub)
          .<Answer>map(facts -> new Answer.Reckoned(LifeCost.table(prices, facts, now)))
          .orElseGet(() -> new Answer.Away("no worker answers for " + life + ": start one"));
    } catch (WorkflowNotFoundException none) {
      return new Answer.NoLife(
          "Temporal has no life of job " + life.jobId() + " any more, or never had");
    } catch (WorkflowException e) {
      return away(e);
    }
  }

  /**
   * Returns the costs of all jobs that ran in a period of full hours; the hour of now may be the
   * last, as far as it has come.
   */
  public Answer all(String installation, By by, Instant from, Instant to) {
    Instant begin = from.truncatedTo(ChronoUnit.HOURS);
    Instant end = to.isBefore(now) ? to.truncatedTo(ChronoUnit.HOURS) : now;
    try {
      noteRetention(begin);
      List<RunnerTime> runners =
          facts(lives(installation, begin)).stream()
              .flatMap(life -> RunnerTime.of(life, now).stream())
              .toList();
      return new Answer.Reckoned(
          Costs.of(prices, runners, nodes(installation), begin, end).by(by).and(notes));
    } catch (StatusRuntimeException | WorkflowException e) {
      return away(e);
    }
  }

  private Answer away(RuntimeException failure) {
    return TemporalConnection.refusal(failure)
        .map(refusal -> new Answer.Away(TemporalHealthCheck.told(temporal, refusal)))
        .orElseThrow(() -> failure);
  }

  private void noteRetention(Instant from) {
    Duration kept = temporal.retention();
    // To the hour, since a period begins with a full one.
    if (kept.plusHours(1).compareTo(Duration.between(from, now)) < 0) {
      notes.add(
          "Temporal keeps lives for "
              + InWords.of(kept)
              + ": those that ended before that are missing; raise the retention of the namespace");
    }
  }

  private List<WorkflowExecution> lives(String installation, Instant from) {
    return temporal
        .client()
        .listExecutions(
            "WorkflowType = '%s' AND (ExecutionStatus = 'Running' OR CloseTime >= '%s')"
                .formatted(RunnerWorkflow.TYPE, from))
        .map(WorkflowExecutionMetadata::getExecution)
        .filter(life -> life.getWorkflowId().startsWith(installation + "-"))
        .toList();
  }

  private List<LifeFacts> facts(List<WorkflowExecution> lives) {
    ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);
    try {
      List<LifeFacts> facts =
          lives.stream()
              .map(life -> CompletableFuture.supplyAsync(() -> facts(life), threads))
              .toList()
              .stream()
              .map(CompletableFuture::join)
              .flatMap(Optional::stream)
              .toList();
      if (facts.size() < lives.size()) {
        notes.add(
            (lives.size() - facts.size())
                + " lives did not answer, and are missing: a worker that runs answers for them");
      }
      return facts;
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    } finally {
      threads.shutdownNow();
    }
  }

  private Optional<LifeFacts> facts(WorkflowExecution life) {
    try {
      return Inquiry.query(
          temporal
              .client()
              .newUntypedWorkflowStub(
                  WorkflowTargetOptions.newBuilder()
                      .setWorkflowId(life.getWorkflowId())
                      .setRunId(life.getRunId())
                      .build()));
    } catch (WorkflowNotFoundException goneMeanwhile) {
      return Optional.empty();
    }
  }

  private Map<String, NodeHours> nodes(String installation) {
    Map<String, NodeHours> found = new HashMap<>();
    WorkflowClient open = TemporalConnection.openOnly(temporal.client());
    prices.nodes().stream()
        .flatMap(of -> of.pools().stream())
        .forEach(
            pool ->
                hours(open, new PoolId(installation, pool)).ifPresent(it -> found.put(pool, it)));
    return found;
  }

  /** Empty for one that Mayfly does not scale, or that is not there. */
  @SuppressWarnings("unchecked") // a class has no type arguments, which stand in the type beside it
  private static Optional<NodeHours> hours(WorkflowClient open, PoolId pool) {
    try {
      Map<Instant, Long> millis =
          open.newUntypedWorkflowStub(pool.toString())
              .query("nodeHours", Map.class, new TypeReference<Map<Instant, Long>>() {}.getType());
      return Optional.of(new NodeHours(millis)).filter(it -> !it.millis().isEmpty());
    } catch (WorkflowException none) {
      return Optional.empty();
    }
  }
}
