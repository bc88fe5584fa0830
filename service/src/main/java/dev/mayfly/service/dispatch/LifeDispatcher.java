package dev.mayfly.service.dispatch;

import com.google.common.base.Ticker;
import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import dev.mayfly.workflows.id.LifeId;
import dev.mayfly.workflows.life.JobEvent;
import dev.mayfly.workflows.routing.RoutedEvent;
import dev.mayfly.workflows.routing.RoutingDecision.Ignore;
import dev.mayfly.workflows.routing.RoutingDecision.Signal;
import dev.mayfly.workflows.routing.RoutingDecision.Start;
import io.grpc.StatusRuntimeException;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowNotFoundException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Carries out what the router decided: starts the life of a job, or tells lives what happened. A
 * life is started by signal-with-start under the id of its job, so repeating is harmless. Every
 * method throws what Temporal's client throws when there is no answer.
 */
public final class LifeDispatcher {

  private final WorkflowClient client;
  private final LifeStarter starter;
  // Jobs whose life was unknown when it was to be told something: were that job queued now, the
  // event would be late, and the new workflow must verify the job first.
  private final Cache<LifeId, Boolean> missed;

  public LifeDispatcher(WorkflowClient client, String taskQueue, Ticker ticker) {
    this.client = client;
    this.starter = new LifeStarter(client, taskQueue);
    this.missed =
        CacheBuilder.newBuilder()
            .maximumSize(10_000)
            .expireAfterWrite(Duration.ofMinutes(10))
            .ticker(ticker)
            .build();
  }

  /** Returns once Temporal has taken it; no worker is needed for that. */
  public DispatchResult carryOut(RoutedEvent event) {
    if (event.decision() instanceof Start start) {
      return start(start, event);
    }
    if (event.decision() instanceof Signal signal) {
      return signal(signal);
    }
    if (event.decision() instanceof Ignore ignore) {
      return new DispatchResult.Ignored(ignore.reason());
    }
    throw new AssertionError(event);
  }

  private DispatchResult start(Start routed, RoutedEvent event) {
    boolean verify = missed.getIfPresent(routed.life()) != null;
    Start start = verify ? LifeStarter.verified(routed) : routed;
    // What is old is a repetition, most likely, and its life is there. Signal-with-start would not
    // say so: the SDK keeps the answer's field `started` to itself, and older servers lack it.
    if (start.request().verifyFirst() && reach(start.life(), "queued", start.queued())) {
      return new DispatchResult.Signalled(List.of(start.life().toString()));
    }
    return starter
        .start(start, event.told())
        .<DispatchResult>map(DispatchResult.Ignored::new)
        .orElseGet(() -> new DispatchResult.Started(start.life().toString()));
  }

  private DispatchResult signal(Signal signal) {
    List<String> reached = new ArrayList<>();
    for (LifeId life : signal.lives()) {
      if (reach(life, signal.signal(), signal.event())) {
        reached.add(life.toString());
      } else {
        missed.put(life, true);
      }
    }
    return reached.isEmpty()
        ? new DispatchResult.Ignored("no open life for " + signal.signal() + ": " + signal.lives())
        : new DispatchResult.Signalled(reached);
  }

  private boolean reach(LifeId life, String signal, JobEvent event) {
    try {
      client.newUntypedWorkflowStub(life.toString()).signal(signal, event);
      return true;
    } catch (WorkflowNotFoundException e) {
      if (isAboutTheNamespace(e)) {
        throw e;
      }
      return false;
    }
  }

  // Temporal says "not found" of a namespace, too; that is not a life that has ended. Rule
  // temporal-not-found.
  private static boolean isAboutTheNamespace(WorkflowNotFoundException e) {
    return e.getCause() instanceof StatusRuntimeException status
        && String.valueOf(status.getStatus().getDescription()).startsWith("Namespace");
  }
}
