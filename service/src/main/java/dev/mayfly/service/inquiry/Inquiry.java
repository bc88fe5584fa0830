package dev.mayfly.service.inquiry;

import static java.util.Objects.requireNonNullElseGet;

import dev.mayfly.service.temporal.TemporalConnection;
import dev.mayfly.service.temporal.TemporalHealthCheck;
import dev.mayfly.workflows.explanation.Facts;
import dev.mayfly.workflows.explanation.LifeFacts;
import dev.mayfly.workflows.explanation.PoolFacts;
import dev.mayfly.workflows.explanation.ProcessFacts;
import dev.mayfly.workflows.id.LifeId;
import dev.mayfly.workflows.id.PoolId;
import dev.mayfly.workflows.id.RunnerName;
import dev.mayfly.workflows.inquiry.InquiryWorkflow;
import dev.mayfly.workflows.inquiry.JobAnswer;
import dev.mayfly.workflows.inquiry.JobQuestion;
import dev.mayfly.workflows.pool.PoolStatus;
import io.grpc.StatusRuntimeException;
import io.temporal.api.enums.v1.WorkflowExecutionStatus;
import io.temporal.api.enums.v1.WorkflowIdConflictPolicy;
import io.temporal.api.errordetails.v1.NamespaceNotFoundFailure;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowException;
import io.temporal.client.WorkflowExecutionDescription;
import io.temporal.client.WorkflowFailedException;
import io.temporal.client.WorkflowNotFoundException;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.common.converter.DataConverter;
import io.temporal.common.converter.DataConverterException;
import io.temporal.serviceclient.StatusUtils;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** The question to Temporal about a job: to its life, and to its pool where it waits. */
public final class Inquiry {

  private static final Duration PATIENCE = Duration.ofSeconds(15);
  private static final Duration BRIEFLY = Duration.ofSeconds(5);
  private static final Duration LONGEST = Duration.ofSeconds(30);

  private final TemporalConnection temporal;

  public Inquiry(TemporalConnection temporal) {
    this.temporal = temporal;
  }

  /** Returns what there is to know; that nothing can be asked is a fact as well. */
  public Facts facts(Reference asked) {
    WorkflowStub life = temporal.client().newUntypedWorkflowStub(asked.life().toString());
    Facts named = Facts.of(asked.inWords());
    try {
      Facts told = told(asked.life(), life, named);
      return told.life() == null ? told : withPool(told, told.life());
    } catch (WorkflowNotFoundException e) {
      Optional<StatusRuntimeException> namespace =
          TemporalConnection.refusal(e).filter(Inquiry::isNoSuchNamespace);
      return namespace.isPresent() ? named.with(away(namespace.get())) : withoutLife(asked, named);
    } catch (WorkflowException e) {
      return TemporalConnection.refusal(e).map(this::away).map(named::with).orElseThrow(() -> e);
    }
  }

  /** Has a worker ask the forge, where the job's address says which repository it is of. */
  private Facts withoutLife(Reference asked, Facts named) {
    if (asked.repository() == null) {
      return named;
    }
    LifeId id = asked.life();
    return answer(
        ask(id, new JobQuestion(id.forge(), asked.repository(), id.jobId(), null)), named);
  }

  private WorkflowStub ask(LifeId id, JobQuestion question) {
    InquiryWorkflow inquiry =
        temporal
            .client()
            .newWorkflowStub(
                InquiryWorkflow.class,
                WorkflowOptions.newBuilder()
                    .setWorkflowId(id.installation() + "-inquiry-" + id.forge() + "-" + id.jobId())
                    .setWorkflowIdConflictPolicy(
                        WorkflowIdConflictPolicy.WORKFLOW_ID_CONFLICT_POLICY_USE_EXISTING)
                    .setTaskQueue(temporal.taskQueue())
                    .setWorkflowExecutionTimeout(LONGEST)
                    .build());
    var unused = WorkflowClient.start(inquiry::run, question);
    return WorkflowStub.fromTyped(inquiry);
  }

  private Facts answer(WorkflowStub inquiry, Facts named) {
    try {
      JobAnswer answer = inquiry.getResult(PATIENCE.toSeconds(), TimeUnit.SECONDS, JobAnswer.class);
      Facts told = answer.forge() == null ? named : named.with(answer.forge());
      return answer.routing() == null ? told : told.with(answer.routing());
    } catch (TimeoutException noWorker) {
      return named.with(ProcessFacts.unserved(temporal.address(), temporal.taskQueue()));
    } catch (WorkflowFailedException notAnswered) {
      return named;
    }
  }

  private Facts told(LifeId id, WorkflowStub life, Facts named) {
    WorkflowExecutionDescription description = life.describe();
    Facts told = query(life).map(Facts::of).orElse(named);
    String how = ended(description.getStatus());
    if (!how.isEmpty()) {
      return new Facts(id.toString(), told.life(), null, null, null, null, null)
          .with(ProcessFacts.ended(temporal.address(), how, description.getCloseTime()));
    }
    return told.life() == null
        ? named.with(ProcessFacts.unserved(temporal.address(), description.getTaskQueue()))
        : told.with(OpenSteps.of(description.getRawDescription(), converter()));
  }

  private DataConverter converter() {
    return temporal.client().getOptions().getDataConverter();
  }

  /** Returns how Temporal ended it without an outcome; empty: it did not. */
  private static String ended(WorkflowExecutionStatus status) {
    return switch (status) {
      case WORKFLOW_EXECUTION_STATUS_TERMINATED -> "terminated";
      case WORKFLOW_EXECUTION_STATUS_TIMED_OUT -> "timed out";
      case WORKFLOW_EXECUTION_STATUS_FAILED -> "failed";
      default -> "";
    };
  }

  /** Asks the life itself; empty while no worker answers for it. */
  public static Optional<LifeFacts> query(WorkflowStub life) {
    try {
      return Optional.of(life.query("facts", LifeFacts.class));
    } catch (WorkflowNotFoundException gone) {
      throw gone;
    } catch (DataConverterException encrypted) {
      throw new IllegalArgumentException(
          "the life's answer cannot be read: if this installation encrypts payloads, read its Current"
              + " Details in the Web UI",
          encrypted);
    } catch (WorkflowException noWorker) {
      return Optional.empty();
    }
  }

  private Facts withPool(Facts facts, LifeFacts life) {
    Optional<LifeId> id = LifeId.parse(life.id());
    if (life.outcome() != null || life.settled() != null || id.isEmpty()) {
      return facts;
    }
    Facts told = withEntity(facts, id.get().installation(), life);
    return life.waitsForNode() ? withNodes(told, id.get(), life) : told;
  }

  private Facts withEntity(Facts facts, String installation, LifeFacts life) {
    PoolId pool = new PoolId(installation, life.job().pool());
    WorkflowClient open = TemporalConnection.openOnly(temporal.client());
    try {
      PoolStatus status =
          open.newUntypedWorkflowStub(pool.toString()).query("status", PoolStatus.class);
      return facts.with(status.facts(life.job().pool(), waiting(life)));
    } catch (WorkflowException neverAsked) {
      return facts; // It has no cap and was never paused.
    }
  }

  /** Has a worker ask Batch, where the pool's entity does not know its nodes. */
  private Facts withNodes(Facts facts, LifeId id, LifeFacts life) {
    PoolFacts pool = requireNonNullElseGet(facts.pool(), () -> PoolFacts.of(life.job().pool()));
    if (pool.nodes() != null) {
      return facts;
    }
    LifeFacts.Job job = life.job();
    try {
      JobAnswer answer =
          ask(id, new JobQuestion(job.forge(), job.repository(), job.id(), job.pool()))
              .getResult(BRIEFLY.toSeconds(), TimeUnit.SECONDS, JobAnswer.class);
      return answer.nodes() == null ? facts : facts.with(pool.with(answer.nodes()));
    } catch (TimeoutException | WorkflowException notAnswered) {
      return facts;
    }
  }

  private static @Nullable RunnerName waiting(LifeFacts life) {
    return life.attempts().stream()
        .reduce((first, second) -> second)
        .flatMap(attempt -> RunnerName.parse(attempt.runner()))
        .orElse(null);
  }

  private static boolean isNoSuchNamespace(StatusRuntimeException e) {
    return StatusUtils.hasFailure(e, NamespaceNotFoundFailure.class);
  }

  private ProcessFacts away(StatusRuntimeException e) {
    return ProcessFacts.away(temporal.address(), TemporalHealthCheck.told(temporal, e));
  }
}
