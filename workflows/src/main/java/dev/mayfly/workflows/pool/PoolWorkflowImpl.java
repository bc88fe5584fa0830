package dev.mayfly.workflows.pool;

import static dev.mayfly.workflows.temporal.OperatorRequest.refuseIf;
import static io.temporal.workflow.Workflow.DEFAULT_VERSION;
import static java.util.Objects.requireNonNullElse;

import dev.mayfly.workflows.id.PoolId;
import dev.mayfly.workflows.id.RunnerName;
import dev.mayfly.workflows.temporal.FailureType;
import dev.mayfly.workflows.temporal.IgnoredMessages;
import dev.mayfly.workflows.temporal.Markdown;
import dev.mayfly.workflows.temporal.MessageGuard;
import dev.mayfly.workflows.temporal.Metrics;
import dev.mayfly.workflows.temporal.OperatorRequest;
import dev.mayfly.workflows.temporal.SearchAttributes;
import dev.mayfly.workflows.temporal.UntrustedInput;
import io.temporal.failure.ActivityFailure;
import io.temporal.failure.ApplicationFailure;
import io.temporal.workflow.Async;
import io.temporal.workflow.Promise;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInit;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * The workflow around an {@link AdmissionQueue}: it hands messages on, and looks while a runner
 * waits. It outlives every release, so under Worker Versioning it moves on to the newest.
 */
public sealed class PoolWorkflowImpl implements PoolWorkflow, MessageGuard.Recipient
    permits AutoUpgradedPool {

  private static final Duration BETWEEN_LOOKS = Duration.ofMinutes(1);
  // Where a turn that was never given back costs nodes, though no runner waits for it.
  private static final Duration BETWEEN_HEALINGS = Duration.ofMinutes(5);
  private static final String DOES_NOT_SCALE = "DOES_NOT_SCALE";
  private static final String RUNNING = "RUNNING";
  private static final String PAUSED = "PAUSED";

  private final Logger log = Workflow.getLogger(PoolWorkflowImpl.class);
  private final PoolId id;
  private final AdmissionQueue admission;
  private final PoolNodes nodes;
  private final NodeTimes times;
  private final IgnoredMessages ignored = new IgnoredMessages();
  private final FaultProbe probe;
  private @Nullable String shown;
  private int heard;

  @WorkflowInit
  public PoolWorkflowImpl(PoolState state) {
    id = UntrustedInput.demandStart(state, PoolState.class).id();
    admission = new AdmissionQueue(state);
    times = new NodeTimes(requireNonNullElse(state.nodeHours(), Map.of()));
    nodes =
        new PoolNodes(
            id,
            requireNonNullElse(state.nodes(), NodesState.UNSCALED),
            times,
            admission::demand,
            this::show);
    probe =
        new FaultProbe(
            id,
            requireNonNullElse(state.probing(), ProbeState.NONE),
            admission,
            this::tryOne,
            this::mended);
  }

  @Override
  public void run(PoolState state) {
    show();
    Promise<Void> scaling = Async.procedure(() -> nodes.runUntil(PoolWorkflowImpl::isLong));
    Promise<Void> probing = Async.procedure(() -> probe.runUntil(PoolWorkflowImpl::isLong));
    // A defect there is to be seen, not swallowed with its coroutine.
    BooleanSupplier over = () -> isLong() || scaling.isCompleted() || probing.isCompleted();
    while (!over.getAsBoolean()) {
      boolean heals = awaitReason(over);
      if ((heals || admission.needsLook()) && !look()) {
        Workflow.await(BETWEEN_LOOKS, over::getAsBoolean);
      }
    }
    scaling.get();
    probing.get();
    Workflow.await(Workflow::isEveryHandlerFinished);
    Workflow.continueAsNew(admission.state().with(nodes.state(), probe.state(), times.millis()));
  }

  /** Until a look is needed, or something else; whether it is time to look all the same. */
  private boolean awaitReason(BooleanSupplier over) {
    boolean counted = admission.isCounted();
    Supplier<Boolean> reason =
        () -> admission.needsLook() || over.getAsBoolean() || admission.isCounted() != counted;
    if (counted) {
      return !Workflow.await(BETWEEN_HEALINGS, reason);
    }
    Workflow.await(reason);
    return false;
  }

  private static boolean isLong() {
    return Workflow.getInfo().isContinueAsNewSuggested();
  }

  /**
   * Lists the pool's tasks; returns whether to do so again at once, since the place of one dead
   * life may have gone to the next.
   */
  private boolean look() {
    Instant begun = now();
    List<RunnerName> admitted = admission.admitted();
    try {
      AdmissionSnapshot snapshot =
          PoolActivityOptions.look("who of " + admitted.size() + " is there")
              .lookAtPool(id, admitted);
      boolean again = admission.looked(snapshot, begun);
      admit();
      return again;
    } catch (ActivityFailure unseen) {
      unseen(unseen);
      return false;
    }
  }

  /** Where a look is refused by the pool's own fault, every runner would be. */
  private void unseen(ActivityFailure unseen) {
    if (unseen.getCause() instanceof ApplicationFailure refused
        && refused.getType().equals(FailureType.POOL_FAULT)) {
      fault(
          new PoolPause(
              "a look at its tasks", refused.getOriginalMessage(), now(), PoolPause.Probe.BY_LOOK));
    } else {
      log.atWarn()
          .addKeyValue("pool", id)
          .addKeyValue("cause", String.valueOf(unseen.getCause()))
          .log("nobody could look at the pool's tasks; nothing is concluded, and looked again");
    }
  }

  @Override
  public void want(TurnRequest want) {
    enqueue(List.of(want));
  }

  @Override
  public void wants(List<TurnRequest> wants) {
    if (isHeard("wants")) {
      enqueue(wants);
    }
  }

  private void enqueue(List<TurnRequest> wants) {
    for (TurnRequest want : wants) {
      if (want.turn().pool().equals(id)) {
        admission.want(want);
      } else {
        ignored("signal want: it asks for a turn in pool " + want.turn().pool());
      }
    }
    admit();
  }

  /** Returns false of a message that was sent when this workflow ran by code that has it not. */
  private boolean isHeard(String message) {
    heard++;
    return Workflow.getVersion(message + " " + heard, DEFAULT_VERSION, 1) > DEFAULT_VERSION;
  }

  @Override
  public void leave(RunnerName runner) {
    remove(List.of(runner));
  }

  @Override
  public void leaves(List<RunnerName> runners) {
    if (isHeard("leaves")) {
      remove(runners);
    }
  }

  private void remove(List<RunnerName> runners) {
    runners.forEach(runner -> admission.leave(runner, now()));
    admit();
  }

  @Override
  public void ignored(String why) {
    ignored.add(why);
    Workflow.getMetricsScope().counter(Metrics.MESSAGES_IGNORED).inc(1);
    Workflow.setCurrentDetails(Markdown.escape(line()));
  }

  private void admit() {
    admission.admit(now());
    nodes.demandChanged();
    Workflow.setCurrentDetails(Markdown.escape(line()));
  }

  private String line() {
    String line = admission.line() + nodes.line();
    return ignored.count() == 0 ? line : line + "; " + ignored.line();
  }

  @Override
  public void fault(PoolPause fault) {
    if (admission.fault(fault)) {
      countPause("fault");
      probe.paused(fault);
      nodes.demandChanged();
      show();
    } else {
      probe.metBy(fault.by());
    }
  }

  private void countPause(String by) {
    Workflow.getMetricsScope()
        .tagged(Map.of(Metrics.POOL, id.pool(), Metrics.BY, by))
        .counter(Metrics.PAUSES)
        .inc(1);
  }

  private Optional<RunnerName> tryOne() {
    look();
    Optional<RunnerName> tried = admission.admitOne(now());
    nodes.demandChanged();
    return tried;
  }

  /** The pool resumes by itself: its fault is mended. */
  private void mended() {
    admission.resume(now());
    log.atInfo().addKeyValue("pool", id).log("pool resumed: its fault is mended");
    show();
    admit();
  }

  @Override
  public void pause(OperatorRequest request) {
    if (admission.pause(new PoolPause(request.by(), request.reason(), now()))) {
      countPause("operator");
      log.atInfo().addKeyValue("pool", id).addKeyValue("by", request.by()).log("pool paused");
      nodes.demandChanged();
      show();
    }
  }

  @Override
  public void resume(OperatorRequest request) {
    if (admission.resume(now())) {
      log.atInfo().addKeyValue("pool", id).addKeyValue("by", request.by()).log("pool resumed");
      show();
    }
    admit();
  }

  @Override
  public String pauseNow(OperatorRequest request) {
    pause(request);
    return line();
  }

  @Override
  public String resumeNow(OperatorRequest request) {
    resume(request);
    return line();
  }

  @Override
  public void validateResume(OperatorRequest request) {
    refuseIf(!admission.isPaused(), "the pool is not paused");
  }

  @Override
  public void demand(RunnerName runner) {
    nodes.demandOfOthers(1);
  }

  @Override
  public void demands(List<RunnerName> runners) {
    if (isHeard("demands")) {
      nodes.demandOfOthers(runners.size());
    }
  }

  @Override
  public void scale() {
    admission.count();
    nodes.scale();
  }

  @Override
  public void rest(String by) {
    nodes.rest(by);
  }

  @Override
  public void handBack(OperatorRequest request) {
    nodes.handBack(request);
  }

  @Override
  public void takeOver(OperatorRequest request) {
    nodes.takeOver();
  }

  @Override
  public String handBackNow(OperatorRequest request) {
    handBack(request);
    return line();
  }

  @Override
  public void validateHandBack(OperatorRequest request) {
    refuseUnlessScaled();
  }

  @Override
  public String takeOverNow(OperatorRequest request) {
    takeOver(request);
    return line();
  }

  @Override
  public void validateTakeOver(OperatorRequest request) {
    refuseUnlessScaled();
  }

  private void refuseUnlessScaled() {
    refuseIf(!nodes.areScaled(), "the pool's nodes do not scale with the queue");
  }

  @Override
  public List<TurnStatus> turns(List<RunnerName> runners) {
    return admission.of(runners);
  }

  @Override
  public Map<Instant, Long> nodeHours() {
    return times.millis();
  }

  @Override
  public PoolStatus status() {
    return admission.status().with(line(), nodes.state(), nodes.count());
  }

  private void show() {
    String phase = admission.isPaused() ? PAUSED : nodes.areInTrouble() ? DOES_NOT_SCALE : RUNNING;
    Workflow.setCurrentDetails(Markdown.escape(line()));
    if (!phase.equals(shown)) {
      shown = phase;
      Workflow.upsertTypedSearchAttributes(
          SearchAttributes.PHASE.valueSet(phase), SearchAttributes.POOL.valueSet(id.pool()));
    }
  }

  private static Instant now() {
    return Instant.ofEpochMilli(Workflow.currentTimeMillis());
  }
}
