package dev.mayfly.worker.watch;

import io.temporal.client.ActivityCompletionClient;
import java.util.Optional;

/** The address of a wait at Temporal: the attempt that this worker was given, or its id. */
sealed interface CompletionHandle {

  void complete(ActivityCompletionClient temporal, Object result);

  void heartbeat(ActivityCompletionClient temporal, Object details);

  void fail(ActivityCompletionClient temporal, Exception why);

  /** By task token: it reaches the attempt that this worker was given, and never a later one. */
  final class Token implements CompletionHandle {

    private final byte[] token;

    Token(byte[] token) {
      this.token = token.clone();
    }

    @Override
    public void complete(ActivityCompletionClient temporal, Object result) {
      temporal.complete(token, result);
    }

    @Override
    public void heartbeat(ActivityCompletionClient temporal, Object details) {
      temporal.heartbeat(token, details);
    }

    @Override
    public void fail(ActivityCompletionClient temporal, Exception why) {
      temporal.completeExceptionally(token, why);
    }
  }

  /**
   * By id: it reaches whichever attempt is under way, so a worker must know that no other one
   * watches the wait before it sends a heartbeat or fails it. A result is the same from any worker.
   */
  record Id(ActivityRef activity) implements CompletionHandle {

    @Override
    public void complete(ActivityCompletionClient temporal, Object result) {
      temporal.complete(activity.workflowId(), run(), activity.activityId(), result);
    }

    @Override
    public void heartbeat(ActivityCompletionClient temporal, Object details) {
      temporal.heartbeat(activity.workflowId(), run(), activity.activityId(), details);
    }

    @Override
    public void fail(ActivityCompletionClient temporal, Exception why) {
      temporal.completeExceptionally(activity.workflowId(), run(), activity.activityId(), why);
    }

    private Optional<String> run() {
      return Optional.of(activity.runId());
    }
  }
}
