package dev.mayfly.workflows.life;

import dev.mayfly.workflows.explanation.Explanation;
import dev.mayfly.workflows.explanation.LifeFacts;
import dev.mayfly.workflows.id.LifeId;
import dev.mayfly.workflows.temporal.OperatorRequest;
import io.temporal.workflow.QueryMethod;
import io.temporal.workflow.SignalMethod;
import io.temporal.workflow.UpdateMethod;
import io.temporal.workflow.UpdateValidatorMethod;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import java.time.Duration;

/**
 * A life: responsible for one job until it runs somewhere or is gone, and for every runner it made
 * until that runner is gone. Started by signal-with-start on {@code queued}; its workflow id is the
 * {@link LifeId}.
 */
@WorkflowInterface
public interface RunnerWorkflow {

  /** The one task queue of all lives and steps, unless configured otherwise. */
  String TASK_QUEUE = "mayfly";

  String TYPE = "RunnerLife";

  String WAITS_LONG = "waits_long";

  /**
   * A task of a killed worker is given to another one after this. One takes milliseconds, and a
   * second where a long history is replayed. Rule temporal-task-timeout.
   */
  Duration TASK_TIMEOUT = Duration.ofSeconds(5);

  @WorkflowMethod(name = TYPE)
  Outcome run(RunnerRequest request);

  @SignalMethod(name = "queued")
  void queued(JobEvent event);

  @SignalMethod(name = "waiting")
  void waiting(JobEvent event);

  @SignalMethod(name = "in_progress")
  void inProgress(JobEvent event);

  @SignalMethod(name = "completed")
  void completed(JobEvent event);

  /** Tells the life that its job waits longer than is configured: it says so at the forge, once. */
  @SignalMethod(name = WAITS_LONG)
  void waitsLong();

  /**
   * Ends the life: nothing more is provided, idle runners go, a busy one only with {@code force}.
   */
  @SignalMethod(name = "cancel")
  void cancel(OperatorRequest request);

  /**
   * Provides another runner at once, whatever became of those before; refused once the job is
   * settled.
   */
  @SignalMethod(name = "reprovision")
  void reprovision(OperatorRequest request);

  /**
   * Moves every deadline that is still to come by the given duration, the Batch task's included.
   */
  @SignalMethod(name = "extend")
  void extend(OperatorRequest request);

  /**
   * Keeps what there is of a runner, once it is over, for the given duration (4 hours if none): its
   * task stays and its node takes no other one. A job that runs is not touched.
   */
  @SignalMethod(name = "quarantine")
  void quarantine(OperatorRequest request);

  /** Ends a quarantine. */
  @SignalMethod(name = "release")
  void release(OperatorRequest request);

  /** Like the signal; returns what will happen. */
  @UpdateMethod(name = "extend")
  String extendNow(OperatorRequest request);

  @UpdateValidatorMethod(updateName = "extend")
  void validateExtend(OperatorRequest request);

  /** Like the signal; returns what will happen. */
  @UpdateMethod(name = "quarantine")
  String quarantineNow(OperatorRequest request);

  @UpdateValidatorMethod(updateName = "quarantine")
  void validateQuarantine(OperatorRequest request);

  /** Like the signal; returns what will happen. */
  @UpdateMethod(name = "release")
  String releaseNow(OperatorRequest request);

  @UpdateValidatorMethod(updateName = "release")
  void validateRelease(OperatorRequest request);

  /** Like the signal; returns what will happen. */
  @UpdateMethod(name = "cancel")
  String cancelNow(OperatorRequest request);

  @UpdateValidatorMethod(updateName = "cancel")
  void validateCancel(OperatorRequest request);

  /** Like the signal; returns what will happen. */
  @UpdateMethod(name = "reprovision")
  String reprovisionNow(OperatorRequest request);

  @UpdateValidatorMethod(updateName = "reprovision")
  void validateReprovision(OperatorRequest request);

  /** Says what happened, why, since when, what is awaited and what to do, as the life knows it. */
  @QueryMethod(name = "explanation")
  Explanation explanation();

  /** Tells what the life knows of its job, for programs that know more and explain it all. */
  @QueryMethod(name = "facts")
  LifeFacts facts();

  @QueryMethod(name = "status")
  LifeStatus status();
}
