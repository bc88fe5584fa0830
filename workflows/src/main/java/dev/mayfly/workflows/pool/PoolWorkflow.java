package dev.mayfly.workflows.pool;

import dev.mayfly.workflows.id.PoolId;
import dev.mayfly.workflows.id.RunnerName;
import dev.mayfly.workflows.temporal.OperatorRequest;
import io.temporal.workflow.QueryMethod;
import io.temporal.workflow.SignalMethod;
import io.temporal.workflow.UpdateMethod;
import io.temporal.workflow.UpdateValidatorMethod;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * A pool's entity: whether the pool is paused, who may have a runner next, and how many nodes there
 * are for them. It exists once it was asked for anything, and its workflow id is the {@link
 * PoolId}. It decides from what it is told and from looks at Batch, so every message to it can be
 * lost or repeated.
 */
@WorkflowInterface
public interface PoolWorkflow {

  String TYPE = "Pool";

  @WorkflowMethod(name = TYPE)
  void run(PoolState state);

  /** A runner asks for its turn; one that has asked already keeps its place. */
  @SignalMethod(name = "want")
  void want(TurnRequest want);

  /** Runners ask for their turns, as each does alone: one message, however many they are. */
  @SignalMethod(name = "wants")
  void wants(List<TurnRequest> wants);

  /** A runner is gone, or does not want a turn any more. */
  @SignalMethod(name = "leave")
  void leave(RunnerName runner);

  /** Runners are gone: one message, however many they are. */
  @SignalMethod(name = "leaves")
  void leaves(List<RunnerName> runners);

  /** A runner failed by the pool's fault; all that follow would fail in the same way. */
  @SignalMethod(name = "fault")
  void fault(PoolPause fault);

  /** Admits no runner from now on; those that are there go on. */
  @SignalMethod(name = "pause")
  void pause(OperatorRequest request);

  /** Runners are admitted again. */
  @SignalMethod(name = "resume")
  void resume(OperatorRequest request);

  /** Like the signal; returns what will happen. */
  @UpdateMethod(name = "pause")
  String pauseNow(OperatorRequest request);

  /** Like the signal; returns what will happen. */
  @UpdateMethod(name = "resume")
  String resumeNow(OperatorRequest request);

  @UpdateValidatorMethod(updateName = "resume")
  void validateResume(OperatorRequest request);

  /** A runner of another pool wants a place on the nodes that this entity scales. */
  @SignalMethod(name = "demand")
  void demand(RunnerName runner);

  /** Runners of another pool want a place: one message, however many they are. */
  @SignalMethod(name = "demands")
  void demands(List<RunnerName> runners);

  /** A worker is there by whose configuration this pool's nodes scale with the queue. */
  @SignalMethod(name = "scale")
  void scale();

  /** No worker is left: autoscale has the nodes until the next {@code scale}. */
  @SignalMethod(name = "rest")
  void rest(String by);

  /** The nodes are handed back to Batch's autoscale, until they are taken over. */
  @SignalMethod(name = "handback")
  void handBack(OperatorRequest request);

  /** The nodes scale with the queue again. */
  @SignalMethod(name = "takeover")
  void takeOver(OperatorRequest request);

  /** Like the signal; returns what will happen. */
  @UpdateMethod(name = "handback")
  String handBackNow(OperatorRequest request);

  @UpdateValidatorMethod(updateName = "handback")
  void validateHandBack(OperatorRequest request);

  /** Like the signal; returns what will happen. */
  @UpdateMethod(name = "takeover")
  String takeOverNow(OperatorRequest request);

  @UpdateValidatorMethod(updateName = "takeover")
  void validateTakeOver(OperatorRequest request);

  /** Where these runners stand; the answer has their order. */
  @QueryMethod(name = "turns")
  List<TurnStatus> turns(List<RunnerName> runners);

  /**
   * Returns the milliseconds that its nodes were there, by the hours of the last eight days; none
   * of a pool that Mayfly does not scale.
   */
  @QueryMethod(name = "nodeHours")
  Map<Instant, Long> nodeHours();

  @QueryMethod(name = "status")
  PoolStatus status();
}
