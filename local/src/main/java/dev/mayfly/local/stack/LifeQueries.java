package dev.mayfly.local.stack;

import dev.mayfly.service.secret.Secret;
import dev.mayfly.service.temporal.TemporalConnection;
import dev.mayfly.service.temporal.TemporalSettings;
import dev.mayfly.workflows.id.LifeId;
import dev.mayfly.workflows.id.PoolId;
import dev.mayfly.workflows.id.SweepId;
import dev.mayfly.workflows.life.LifeStatus;
import dev.mayfly.workflows.life.Outcome;
import dev.mayfly.workflows.sweep.SweepState;
import io.temporal.api.enums.v1.WorkflowExecutionStatus;
import io.temporal.api.history.v1.History;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionResponse;
import io.temporal.api.workflowservice.v1.ResetWorkflowExecutionRequest;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowException;
import io.temporal.client.WorkflowExecutionDescription;
import io.temporal.client.WorkflowNotFoundException;
import io.temporal.client.WorkflowStub;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Looks at lives as an operator does: by query, by result, by history. */
public final class LifeQueries implements AutoCloseable {

  private final TemporalConnection temporal;

  /** The name of the local forge, unless it is an Azure DevOps. */
  static final String GITHUB = "github";

  private static final String INSTALLATION = "mayfly";

  private final String installation;
  private final String forge;

  public LifeQueries(String address) {
    this(address, GITHUB);
  }

  /**
   * @param forge what the local forge is called.
   */
  public LifeQueries(String address, String forge) {
    this(address, forge, Map.of());
  }

  /**
   * @param encryptionKeys what payloads are encrypted with, by key id.
   */
  public LifeQueries(String address, String forge, Map<String, Secret> encryptionKeys) {
    this(address, INSTALLATION, forge, encryptionKeys);
  }

  /**
   * @param installation whose lives these are.
   */
  public LifeQueries(
      String address, String installation, String forge, Map<String, Secret> encryptionKeys) {
    this.installation = installation;
    this.forge = forge;
    this.temporal =
        new TemporalConnection(
            new TemporalSettings(address, null, null, null, null, encryptionKeys),
            System.getenv(),
            Duration.ofSeconds(10));
  }

  /** Temporal's own client, for what is no life. */
  public WorkflowClient client() {
    return temporal.client();
  }

  /** The life of a job of the local forge. */
  public static LifeId of(long job) {
    return new LifeId("mayfly", GITHUB, job);
  }

  /** The life of a job of this forge. */
  public LifeId life(long job) {
    return new LifeId(installation, forge, job);
  }

  /**
   * Returns what the life answers to {@code status}; empty while there is none, or no worker
   * answers for it.
   */
  public Optional<LifeStatus> status(long job) {
    try {
      return Optional.of(stub(job).query("status", LifeStatus.class));
    } catch (WorkflowNotFoundException none) {
      return Optional.empty();
    } catch (WorkflowException noWorker) {
      return Optional.empty();
    }
  }

  /**
   * Waits for a life's outcome.
   *
   * @throws TimeoutException when it takes longer.
   */
  public Outcome outcome(long job, Duration atMost) throws TimeoutException {
    return stub(job).getResult(atMost.toMillis(), TimeUnit.MILLISECONDS, Outcome.class);
  }

  /**
   * A run of a life.
   *
   * @param open whether it has not ended yet.
   */
  public record LifeRun(String runId, boolean open) {}

  /** The newest run of a job's life; empty while there is none. Needs no worker. */
  public Optional<LifeRun> newestRun(long job) {
    try {
      WorkflowExecutionDescription life = stub(job).describe();
      return Optional.of(
          new LifeRun(
              life.getExecution().getRunId(),
              life.getStatus() == WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_RUNNING));
    } catch (WorkflowNotFoundException none) {
      return Optional.empty();
    }
  }

  /** Returns what Temporal says of a life now; empty when there never was one. */
  public Optional<DescribeWorkflowExecutionResponse> description(long job) {
    try {
      return Optional.of(stub(job).describe().getRawDescription());
    } catch (WorkflowNotFoundException none) {
      return Optional.empty();
    }
  }

  /** Resets a life to its first workflow task, as the Web UI does: it begins anew. */
  public void reset(long job) {
    HistoryEvent first =
        history(job).getEventsList().stream()
            .filter(HistoryEvent::hasWorkflowTaskCompletedEventAttributes)
            .findFirst()
            .orElseThrow();
    var unused =
        temporal
            .client()
            .getWorkflowServiceStubs()
            .blockingStub()
            .resetWorkflowExecution(
                ResetWorkflowExecutionRequest.newBuilder()
                    .setNamespace(temporal.client().getOptions().getNamespace())
                    .setWorkflowExecution(stub(job).describe().getExecution())
                    .setReason("by hand")
                    .setRequestId(UUID.randomUUID().toString())
                    .setWorkflowTaskFinishEventId(first.getEventId())
                    .build());
  }

  /** Everything that Temporal keeps of a life. */
  public History history(long job) {
    return temporal.client().fetchHistory(life(job).toString()).getHistory();
  }

  /** Everything that Temporal keeps of the present run of the local forge's sweep. */
  public History sweepHistory() {
    return temporal.client().fetchHistory(new SweepId("mayfly", "github").toString()).getHistory();
  }

  public WorkflowStub stub(long job) {
    return temporal.client().newUntypedWorkflowStub(life(job).toString());
  }

  /** Returns the state of the local forge's sweep; empty while no worker answers for it. */
  public Optional<SweepState> sweep() {
    return sweep("mayfly");
  }

  /** Returns the state of an installation's sweep. */
  public Optional<SweepState> sweep(String installation) {
    try {
      return Optional.of(sweeper(installation).query("status", SweepState.class));
    } catch (WorkflowException none) {
      return Optional.empty();
    }
  }

  /** Has an installation's sweep begin a round now, or another one after the one that runs. */
  public void sweepNow(String installation) {
    sweeper(installation).signal("sweep");
  }

  private WorkflowStub sweeper(String installation) {
    return temporal.client().newUntypedWorkflowStub(new SweepId(installation, forge).toString());
  }

  /** A pool's entity, if anybody has asked it anything. */
  public WorkflowStub pool(String name) {
    return temporal.client().newUntypedWorkflowStub(new PoolId("mayfly", name).toString());
  }

  @Override
  public void close() {
    temporal.stop();
  }
}
