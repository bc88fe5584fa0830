package dev.mayfly.worker.watch;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.mayfly.workflows.id.RunnerName;
import io.temporal.client.ActivityCompletionClient;
import io.temporal.payload.context.ActivitySerializationContext;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Temporal as the watcher speaks to it: by task token, or by id as {@code life/activity}. */
final class FakeCompletions implements ActivityCompletionClient, Signs {

  /** {@code token: result} of every completion that was taken. */
  final List<String> completed = new CopyOnWriteArrayList<>();

  /** {@code token: details} of every heartbeat that was taken. */
  final List<String> heartbeats = new CopyOnWriteArrayList<>();

  /** {@code token: message} of every wait that was given back. */
  final List<String> handedOver = new CopyOnWriteArrayList<>();

  final List<String> refused = new CopyOnWriteArrayList<>();

  /** The failure that every call throws, if any. */
  volatile @Nullable RuntimeException failure;

  @Override
  public <R> void complete(byte[] taskToken, R result) {
    take(completed, new String(taskToken, UTF_8) + ": " + result);
  }

  @Override
  public <V> void heartbeat(byte[] taskToken, V details) {
    take(heartbeats, new String(taskToken, UTF_8) + ": " + details);
  }

  private void take(List<String> taken, String call) {
    RuntimeException thrown = failure;
    if (thrown != null) {
      refused.add(call);
      throw thrown;
    }
    taken.add(call);
  }

  /** The last signs of life of those that have a wait. */
  final Map<ActivityRef, Instant> lastSigns = new ConcurrentHashMap<>();

  /** The waits whose last sign was asked for. */
  final List<ActivityRef> lastSignRequests = new CopyOnWriteArrayList<>();

  /** The runners of which a webhook has told that they took a job. */
  final Set<RunnerName> heardOf = ConcurrentHashMap.newKeySet();

  /** The runners that it was asked for. */
  final List<RunnerName> heardOfRequests = new CopyOnWriteArrayList<>();

  @Override
  public boolean hasHeardOf(ActivityRef wait, RunnerName runner) {
    heardOfRequests.add(runner);
    return heardOf.contains(runner);
  }

  @Override
  public Optional<Instant> lastSign(ActivityRef wait) {
    lastSignRequests.add(wait);
    RuntimeException thrown = failure;
    if (thrown != null) {
      refused.add("last sign of " + wait.activityId());
      throw thrown;
    }
    return Optional.ofNullable(lastSigns.get(wait));
  }

  List<String> takeHeartbeats() {
    List<String> taken = new ArrayList<>(heartbeats);
    heartbeats.clear();
    return taken;
  }

  private static AssertionError notUsed() {
    return new AssertionError("the watcher completes, sends heartbeats and fails, nothing else");
  }

  @Override
  public <R> void complete(String workflowId, Optional<String> runId, String activityId, R result) {
    take(completed, workflowId + "/" + activityId + ": " + result);
  }

  @Override
  public <R> void completeStandalone(String activityId, Optional<String> runId, R result) {
    throw notUsed();
  }

  @Override
  public void completeExceptionally(byte[] taskToken, Exception result) {
    take(handedOver, new String(taskToken, UTF_8) + ": " + result.getMessage());
  }

  @Override
  public void completeExceptionally(
      String workflowId, Optional<String> runId, String activityId, Exception result) {
    take(handedOver, workflowId + "/" + activityId + ": " + result.getMessage());
  }

  @Override
  public void completeExceptionallyStandalone(
      String activityId, Optional<String> runId, Exception result) {
    throw notUsed();
  }

  @Override
  public <V> void reportCancellation(byte[] taskToken, V details) {
    throw notUsed();
  }

  @Override
  public <V> void reportCancellation(
      String workflowId, Optional<String> runId, String activityId, V details) {
    throw notUsed();
  }

  @Override
  public <V> void reportCancellationStandalone(
      String activityId, Optional<String> runId, V details) {
    throw notUsed();
  }

  @Override
  public <V> void heartbeat(
      String workflowId, Optional<String> runId, String activityId, V details) {
    take(heartbeats, workflowId + "/" + activityId + ": " + details);
  }

  @Override
  public <V> void heartbeatStandalone(String activityId, Optional<String> runId, V details) {
    throw notUsed();
  }

  @Override
  public ActivityCompletionClient withContext(ActivitySerializationContext context) {
    throw notUsed();
  }
}
