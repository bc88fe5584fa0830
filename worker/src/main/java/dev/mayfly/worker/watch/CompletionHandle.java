package dev.mayfly.worker.watch;

import io.temporal.client.ActivityCompletionClient;
import java.util.Optional;

/** How Temporal is told about a wait: as the attempt that it gave to this worker, or by name. */
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
   * By id: it reaches whichever attempt is under way, so whoever beats or fails it must know that
   * nobody else watches it. A result is what it is, whoever tells it.
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
