package dev.mayfly.workflows.life;

import static io.temporal.workflow.Workflow.DEFAULT_VERSION;

import dev.mayfly.workflows.cost.LifeCost;
import dev.mayfly.workflows.cost.Prices;
import dev.mayfly.workflows.explanation.Explanation;
import dev.mayfly.workflows.explanation.Facts;
import dev.mayfly.workflows.explanation.LifeFacts;
import dev.mayfly.workflows.life.OperatorWishes.Wish;
import dev.mayfly.workflows.temporal.MessageGuard;
import dev.mayfly.workflows.temporal.OperatorRequest;
import dev.mayfly.workflows.temporal.TemporalRuntime;
import dev.mayfly.workflows.temporal.UntrustedInput;
import io.temporal.workflow.CancellationScope;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInit;
import java.util.Optional;

/**
 * The workflow around a {@link RunnerLife}: handlers that hand messages on, and {@code run}. The
 * story itself is in {@link RunnerLife} and {@link Attempt}.
 */
public final class RunnerWorkflowImpl implements RunnerWorkflow, MessageGuard.Recipient {

  private final LifeRelease release;
  private final StatusPublisher publisher;
  private final RunnerLife life;
  private final OperatorWishes wishes;
  private final Optional<Prices> prices;

  /** A life whose payloads are not encrypted, and whose cost is not known. */
  @WorkflowInit
  public RunnerWorkflowImpl(RunnerRequest request) {
    this(request, false, Optional.empty());
  }

  /**
   * @param encrypted whether the worker encrypts payloads; the repository then stands in no search
   *     attribute.
   * @param prices what its runners cost; they stand in its details. Both may differ from one worker
   *     to the next.
   */
  public RunnerWorkflowImpl(RunnerRequest request, boolean encrypted, Optional<Prices> prices) {
    UntrustedInput.demandStart(request, RunnerRequest.class);
    this.prices = prices;
    TemporalRuntime runtime = new TemporalRuntime();
    release = new LifeRelease(runtime);
    publisher =
        new StatusPublisher(
            Workflow.getLogger(RunnerWorkflowImpl.class), request, encrypted, release);
    // The original run's id, since a Reset must find the tasks and registrations under their old
    // names.
    String runId = Workflow.getInfo().getOriginalExecutionRunId();
    life = new RunnerLife(request, runId, new TemporalLifeSteps(release), runtime, this::publish);
    wishes = new OperatorWishes(life, RunnerWorkflowImpl::hasBounds);
  }

  /**
   * Runs the whole life detached: the Web UI's Request Cancellation is a wish to it, never an
   * interruption.
   */
  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // the request itself is all there is to know
  public Outcome run(RunnerRequest request) {
    boolean unused = release.isLight(); // now, where each history of before is replayed
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
    wishes.heed(Wish.CANCEL, request);
  }

  @Override
  public String cancelNow(OperatorRequest request) {
    return wishes.grant(Wish.CANCEL, request);
  }

  @Override
  public void validateCancel(OperatorRequest request) {
    wishes.validate(Wish.CANCEL, request);
  }

  @Override
  public void reprovision(OperatorRequest request) {
    wishes.heed(Wish.REPROVISION, request);
  }

  @Override
  public String reprovisionNow(OperatorRequest request) {
    return wishes.grant(Wish.REPROVISION, request);
  }

  @Override
  public void validateReprovision(OperatorRequest request) {
    wishes.validate(Wish.REPROVISION, request);
  }

  @Override
  public void extend(OperatorRequest request) {
    wishes.heed(Wish.EXTEND, request);
  }

  @Override
  public String extendNow(OperatorRequest request) {
    return wishes.grant(Wish.EXTEND, request);
  }

  @Override
  public void validateExtend(OperatorRequest request) {
    wishes.validate(Wish.EXTEND, request);
  }

  @Override
  public void quarantine(OperatorRequest request) {
    wishes.heed(Wish.QUARANTINE, request);
  }

  @Override
  public String quarantineNow(OperatorRequest request) {
    return wishes.grant(Wish.QUARANTINE, request);
  }

  @Override
  public void validateQuarantine(OperatorRequest request) {
    wishes.validate(Wish.QUARANTINE, request);
  }

  @Override
  public void release(OperatorRequest request) {
    wishes.heed(Wish.RELEASE, request);
  }

  @Override
  public String releaseNow(OperatorRequest request) {
    return wishes.grant(Wish.RELEASE, request);
  }

  @Override
  public void validateRelease(OperatorRequest request) {
    wishes.validate(Wish.RELEASE, request);
  }

  @Override
  public void waitsLong() {
    life.waitsLong();
  }

  @Override
  public void ignored(String why) {
    life.messages().ignored(why);
  }

  @Override
  public Explanation explanation() {
    return life.explanation();
  }

  @Override
  public LifeFacts facts() {
    return life.facts();
  }

  @Override
  public LifeStatus status() {
    return life.status();
  }

  private void publish() {
    LifeFacts facts = facts();
    String cost = prices.map(its -> LifeCost.line(its, facts, publisher.now())).orElse("");
    publisher.publish(
        life.status(),
        Explanation.of(Facts.of(facts)).markdown() + cost,
        life.attempts(),
        life.messages().ignored().count());
  }

  // Signals had none before: what one did to a life that is still open, it does again.
  private static boolean hasBounds() {
    return Workflow.getVersion("bounds of signals", DEFAULT_VERSION, 1) == 1;
  }
}
