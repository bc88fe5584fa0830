package dev.mayfly.console.jobs;

import static java.util.Objects.requireNonNullElse;

import com.google.common.util.concurrent.ThreadFactoryBuilder;
import dev.mayfly.service.temporal.TemporalConnection;
import dev.mayfly.workflows.id.LifeId;
import dev.mayfly.workflows.id.PoolId;
import dev.mayfly.workflows.id.SweepId;
import dev.mayfly.workflows.life.OperatorWishes.Wish;
import dev.mayfly.workflows.temporal.OperatorRequest;
import io.temporal.client.WorkflowException;
import io.temporal.client.WorkflowNotFoundException;
import io.temporal.client.WorkflowStub;
import io.temporal.client.WorkflowUpdateException;
import io.temporal.failure.ApplicationFailure;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * An operator's messages to lives, pools and sweeps: updates, which are answered at once, and whose
 * history says who sent them and why.
 */
public final class Messages {

  private static final int PATIENCE_SECONDS = 10;
  // Where a request names it.
  private static final String MESSAGE = "message";

  private final TemporalConnection temporal;
  private final String installation;
  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          new ThreadFactoryBuilder().setNameFormat("message-%d").setDaemon(true).build());

  private enum ToPool {
    PAUSE,
    RESUME
  }

  public Messages(TemporalConnection temporal, String installation) {
    this.temporal = temporal;
    this.installation = installation;
  }

  /**
   * Tells a life what is wished of it.
   *
   * @param wish its name, in any case.
   * @return what will happen.
   * @throws Refusal when it will not; the message says why.
   */
  public String tell(LifeId life, String wish, OperatorRequest request) {
    return send(life.toString(), word(JobQuery.read(MESSAGE, Wish.class, wish)), request);
  }

  /** Tells a pool's entity to pause or to go on, as above. */
  public String tell(String pool, String message, OperatorRequest request) {
    if (!pool.matches(PoolId.POOL_NAME)) {
      throw Refusal.invalid("pool", "must match " + PoolId.POOL_NAME);
    }
    return send(
        new PoolId(installation, pool).toString(),
        word(JobQuery.read(MESSAGE, ToPool.class, message)),
        request);
  }

  /** Tells a forge's sweep to begin a pass now, as above. */
  public String sweep(String forge, OperatorRequest request) {
    if (!forge.matches(LifeId.NAME)) {
      throw Refusal.invalid("forge", "must match " + LifeId.NAME);
    }
    return send(new SweepId(installation, forge).toString(), SweepId.MARK, request);
  }

  private static String word(Enum<?> message) {
    return message.name().toLowerCase(Locale.ROOT);
  }

  private String send(String workflow, String message, OperatorRequest request) {
    WorkflowStub stub = temporal.client().newUntypedWorkflowStub(workflow);
    // In a thread of its own, since the wait for a worker has no bound.
    Future<String> answer = threads.submit(() -> stub.update(message, String.class, request));
    try {
      return answer.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      answer.cancel(true);
      throw unanswered(workflow);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unanswered(workflow);
    } catch (ExecutionException e) {
      throw refusal(workflow, requireNonNullElse(e.getCause(), e));
    }
  }

  private Refusal unanswered(String workflow) {
    return new Refusal(
        Refusal.Kind.UNAVAILABLE,
        "no worker has answered for "
            + workflow
            + " on task queue "
            + temporal.taskQueue()
            + ": it may still do it; start a worker, then look at it before you ask again");
  }

  private Refusal refusal(String workflow, Throwable failure) {
    if (failure instanceof WorkflowUpdateException refused) {
      return new Refusal(Refusal.Kind.REFUSED, why(refused));
    }
    if (failure instanceof WorkflowNotFoundException) {
      return exists(workflow)
          ? new Refusal(Refusal.Kind.REFUSED, workflow + " is over: it takes no messages any more")
          : new Refusal(Refusal.Kind.NOT_FOUND, "there is no " + workflow);
    }
    return unanswered(workflow);
  }

  private boolean exists(String workflow) {
    try {
      var unused = temporal.client().newUntypedWorkflowStub(workflow).describe();
      return true;
    } catch (WorkflowException none) {
      return false;
    }
  }

  private static String why(WorkflowUpdateException refused) {
    return refused.getCause() instanceof ApplicationFailure failure
        ? failure.getOriginalMessage()
        : "it failed at this (" + refused.getCause() + "): see its history";
  }
}
