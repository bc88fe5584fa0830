package dev.mayfly.worker.sweep;

import com.google.common.util.concurrent.ThreadFactoryBuilder;
import dev.mayfly.service.temporal.TemporalConnection;
import dev.mayfly.workflows.id.LifeId;
import dev.mayfly.workflows.id.RunnerName;
import dev.mayfly.workflows.life.LifePhase;
import dev.mayfly.workflows.life.LifeStatus;
import dev.mayfly.workflows.life.Phase;
import dev.mayfly.workflows.sweep.SweepRules;
import dev.mayfly.workflows.sweep.SweepRules.Life;
import dev.mayfly.workflows.temporal.SearchAttributes;
import io.temporal.api.enums.v1.WorkflowExecutionStatus;
import io.temporal.api.workflow.v1.PendingActivityInfo;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowException;
import io.temporal.client.WorkflowExecutionDescription;
import io.temporal.client.WorkflowNotFoundException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * Lives as Temporal has them, asked for one by one by their ids: a list would lag. A few at a time,
 * so that a long queue takes seconds and Temporal feels no burst.
 */
public final class TemporalLives implements LifeLookup, AutoCloseable {

  private static final int AT_A_TIME = 16;
  private static final Map<String, Phase> AWAITED_IN =
      Map.of(
          "awaitTurn", Phase.WAITING_FOR_CAPACITY,
          "awaitStart", Phase.WAITING_FOR_CAPACITY,
          "awaitOnline", Phase.STARTING,
          "awaitCompletion", Phase.ONLINE);

  private final WorkflowClient client;
  private final WorkflowClient openOnly;
  private final UnbegunLives unbegun = new UnbegunLives();
  private final ExecutorService askers =
      Executors.newFixedThreadPool(
          AT_A_TIME,
          new ThreadFactoryBuilder().setNameFormat("sweep-lives-%d").setDaemon(true).build());

  public TemporalLives(WorkflowClient client) {
    this.client = client;
    this.openOnly = TemporalConnection.openOnly(client);
  }

  @Override
  public Map<LifeId, Life> newest(Collection<LifeId> lives) {
    Map<LifeId, CompletableFuture<Life>> asked = new LinkedHashMap<>();
    lives.forEach(
        life ->
            asked.computeIfAbsent(
                life, it -> CompletableFuture.supplyAsync(() -> newest(it), askers)));
    Map<LifeId, Life> answers = new LinkedHashMap<>();
    try {
      asked.forEach((life, answer) -> answers.put(life, answer.join()));
    } catch (CompletionException e) {
      asked.values().forEach(answer -> answer.cancel(false));
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
    unbegun.seen(answers);
    return answers;
  }

  /** Returns the lives that twice in a row had not begun when they were looked for. */
  public List<LifeId> notBegun() {
    return unbegun.lives();
  }

  private Life newest(LifeId life) {
    try {
      return read(life, client.newUntypedWorkflowStub(life.toString()).describe());
    } catch (WorkflowNotFoundException none) {
      return new Life.None();
    }
  }

  private Life read(LifeId id, WorkflowExecutionDescription life) {
    var attributes = life.getTypedSearchAttributes();
    return life.getStatus() == WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_RUNNING
        ? new Life.Open(
            life.getExecution().getRunId(), phase(id, life, attributes.get(SearchAttributes.PHASE)))
        : new Life.Closed(
            word(life.getStatus()),
            attributes.get(SearchAttributes.OUTCOME),
            Objects.requireNonNullElse(life.getCloseTime(), life.getStartTime()));
  }

  /** Of one that waits, the step under way tells more; where there is none, the life itself. */
  private @Nullable String phase(
      LifeId id, WorkflowExecutionDescription life, @Nullable String said) {
    List<PendingActivityInfo> steps = life.getRawDescription().getPendingActivitiesList();
    if (!LifePhase.WAITING.name().equals(said)) {
      return said;
    }
    return steps.isEmpty()
        ? status(id).map(status -> status.phase().name()).orElse(said)
        : steps.stream()
            .map(step -> AWAITED_IN.get(step.getActivityType().getName()))
            .filter(Objects::nonNull)
            .reduce((first, second) -> second)
            .map(Phase::name)
            .orElse(said);
  }

  private static String word(WorkflowExecutionStatus status) {
    return status
        .name()
        .substring("WORKFLOW_EXECUTION_STATUS_".length())
        .toLowerCase(Locale.ROOT)
        .replace('_', ' ');
  }

  @Override
  public Optional<LifeStatus> status(LifeId life) {
    try {
      return Optional.of(
          openOnly.newUntypedWorkflowStub(life.toString()).query("status", LifeStatus.class));
    } catch (WorkflowException noAnswer) {
      return Optional.empty();
    }
  }

  /**
   * Returns whether no life stands behind a runner, by the sweep's own rule: after a Reset it may
   * belong to the life all the same. Throws when Temporal does not answer.
   */
  public boolean isOver(RunnerName runner) {
    LifeId life = runner.life();
    return SweepRules.whyOrphan(runner, newest(life), () -> status(life)).isPresent();
  }

  @Override
  public void close() {
    askers.shutdownNow();
  }
}
