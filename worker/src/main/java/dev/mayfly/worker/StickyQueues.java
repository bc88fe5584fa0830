package dev.mayfly.worker;

import dev.mayfly.workflows.id.LifeId;
import dev.mayfly.workflows.routing.RoutedEvent;
import dev.mayfly.workflows.routing.RoutingDecision;
import io.grpc.StatusRuntimeException;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.workflowservice.v1.ResetStickyTaskQueueRequest;
import io.temporal.client.WorkflowClient;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The workers' own queues, in which the tasks of the workflows wait that they have in their caches.
 * Where a worker died, a task waits in its queue for five seconds; one that comes after its
 * workflow has left that queue does not. Rule temporal-sticky-queue.
 */
final class StickyQueues {

  private static final Logger LOG = LoggerFactory.getLogger(StickyQueues.class);
  // Later than that the queue's own time-out is faster.
  private static final int SECONDS = 2;

  private final WorkflowClient client;

  StickyQueues(WorkflowClient client) {
    this.client = client;
  }

  /** Has the workflow's next task go to any worker; says whether it is open. */
  boolean leave(WorkflowExecution workflow) {
    try {
      var unused =
          client
              .getWorkflowServiceStubs()
              .blockingStub()
              .withDeadlineAfter(SECONDS, TimeUnit.SECONDS)
              .resetStickyTaskQueue(
                  ResetStickyTaskQueueRequest.newBuilder()
                      .setNamespace(client.getOptions().getNamespace())
                      .setExecution(workflow)
                      .build());
      return true;
    } catch (StatusRuntimeException notThere) {
      // Or over, or Temporal is away: then the queue's time-out decides.
      LOG.atDebug().addKeyValue("cause", notThere.toString()).log("a queue was not left");
      return false;
    }
  }

  /** Has the next tasks of an event's lives go to any worker; says whether one of them is open. */
  boolean leave(RoutedEvent event) {
    return lives(event.decision()).stream()
            .map(life -> WorkflowExecution.newBuilder().setWorkflowId(life.toString()).build())
            .filter(this::leave)
            .count()
        > 0;
  }

  private static List<LifeId> lives(RoutingDecision decision) {
    if (decision instanceof RoutingDecision.Start start) {
      return List.of(start.life());
    }
    return decision instanceof RoutingDecision.Signal signal ? signal.lives() : List.of();
  }
}
