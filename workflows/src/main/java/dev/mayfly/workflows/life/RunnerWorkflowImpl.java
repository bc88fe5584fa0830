package dev.mayfly.workflows.life;

import static dev.mayfly.workflows.temporal.OperatorRequest.refuseIf;
import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;

import dev.mayfly.workflows.temporal.InWords;
import dev.mayfly.workflows.temporal.OperatorRequest;
import dev.mayfly.workflows.temporal.TemporalRuntime;
import io.temporal.workflow.CancellationScope;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInit;
import java.time.Duration;

/**
 * The workflow around a {@link RunnerLife}: handlers that hand messages on, and {@code run}. The
 * story itself is in {@link RunnerLife} and {@link Attempt}.
 */
public final class RunnerWorkflowImpl implements RunnerWorkflow {

  private static final Duration QUARANTINE = Duration.ofHours(4);
  private static final Duration LONGEST_QUARANTINE = Duration.ofDays(7);

  private final StatusPublisher publisher;
  private final RunnerLife life;

  /** A life whose payloads are not encrypted. */
  @WorkflowInit
  public RunnerWorkflowImpl(RunnerRequest request) {
    this(request, false);
  }

  /**
   * @param encrypted whether the worker encrypts payloads; the repository then stands in no search
   *     attribute. It may differ from one worker to the next.
   */
  public RunnerWorkflowImpl(RunnerRequest request, boolean encrypted) {
    publisher =
        new StatusPublisher(Workflow.getLogger(RunnerWorkflowImpl.class), request, encrypted);
    // The original run's id, since a Reset must find the tasks and registrations under their old
    // names.
    String runId = Workflow.getInfo().getOriginalExecutionRunId();
    life =
        new RunnerLife(
            request, runId, new TemporalLifeSteps(), new TemporalRuntime(), this::publish);
  }

  /**
   * Runs the whole life detached: the Web UI's Request Cancellation is a wish to it, never an
   * interruption.
   */
  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // the request itself is all there is to know
  public Outcome run(RunnerRequest request) {
    CancellationScope.current()
        .getCancellationRequest()
        .thenApply(
            reason -> {
              life.messages().cancel(OperatorRequest.of("Request Cancellation", reason));
              return reason;
            });
    Outcome[] outcome = new Outcome[1];
    Workflow.newDetachedCancellationScope(() -> outcome[0] = life.run()).run();
    Workflow.await(Workflow::isEveryHandlerFinished);
    return outcome[0];
  }

  @Override
  public void queued(JobEvent event) {
    life.messages().queued();
  }

  @Override
  public void waiting(JobEvent event) {
    life.messages().waiting();
  }

  @Override
  public void inProgress(JobEvent event) {
    life.messages().inProgress(event);
  }

  @Override
  public void completed(JobEvent event) {
    life.messages().completed(event);
  }

  @Override
  public void cancel(OperatorRequest request) {
    if (!life.isOver()) {
      life.messages().cancel(request);
    }
  }

  @Override
  public void reprovision(OperatorRequest request) {
    if (life.isOwed()) {
      life.messages().reprovision();
    }
  }

  @Override
  public String cancelNow(OperatorRequest request) {
    life.messages().cancel(request);
    return request.force()
        ? "cancelled: every runner is ended, with or without a job"
        : "cancelled: nothing more is provided; a runner with a job is watched to its end";
  }

  @Override
  public void validateCancel(OperatorRequest request) {
    refuseIf(life.isOver(), "the life is over: there is nothing to cancel");
  }

  @Override
  public String reprovisionNow(OperatorRequest request) {
    life.messages().reprovision();
    return "another runner is provided; those without a job are let go";
  }

  @Override
  public void validateReprovision(OperatorRequest request) {
    refuseIf(!life.isOwed(), "the job needs no runner any more: it is taken, over or cancelled");
  }

  @Override
  public void extend(OperatorRequest request) {
    if (request.duration() != null && request.duration().toSeconds() > 0) {
      life.messages().extend(request.duration());
    }
  }

  @Override
  public String extendNow(OperatorRequest request) {
    return "every deadline still to come moves by "
        + InWords.of(requireNonNull(request.duration()))
        + "; "
        + life.messages().extend(requireNonNull(request.duration()));
  }

  @Override
  public void validateExtend(OperatorRequest request) {
    refuseIf(life.attempts().areOver(), "the life has no runner whose deadlines could move");
    refuseIf(
        request.duration() == null || request.duration().toSeconds() <= 0,
        "duration must say by how much, as in \"PT2H\"");
  }

  @Override
  public void quarantine(OperatorRequest request) {
    life.messages()
        .quarantine(
            new Quarantine(
                request.by(),
                request.reason(),
                requireNonNullElse(request.duration(), QUARANTINE)));
  }

  @Override
  public String quarantineNow(OperatorRequest request) {
    quarantine(request);
    return "the runner's task and node are kept once it is over; `release` ends that";
  }

  @Override
  public void validateQuarantine(OperatorRequest request) {
    refuseIf(life.attempts().areOver(), "the life has no runner that could be kept");
    refuseIf(
        request.duration() != null
            && (request.duration().toSeconds() <= 0
                || request.duration().compareTo(LONGEST_QUARANTINE) > 0),
        "duration must be between PT1S and " + LONGEST_QUARANTINE);
  }

  @Override
  public void release(OperatorRequest request) {
    life.messages().endQuarantine();
  }

  @Override
  public String releaseNow(OperatorRequest request) {
    release(request);
    return "the runner is cleaned up";
  }

  @Override
  public void validateRelease(OperatorRequest request) {
    refuseIf(!life.attempts().isAnyInQuarantine(), "nothing of this life is in quarantine");
  }

  @Override
  public LifeStatus status() {
    return life.status();
  }

  private void publish() {
    publisher.publish(life.status(), life.attempts());
  }
}
