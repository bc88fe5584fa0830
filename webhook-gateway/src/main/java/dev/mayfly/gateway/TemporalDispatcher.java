package dev.mayfly.gateway;

import com.google.common.base.Ticker;
import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import com.google.common.util.concurrent.ThreadFactoryBuilder;
import dev.mayfly.service.LifeStarter;
import dev.mayfly.service.TemporalConnection;
import dev.mayfly.workflows.LifeId;
import dev.mayfly.workflows.RoutingDecision;
import dev.mayfly.workflows.RoutingDecision.Ignore;
import dev.mayfly.workflows.RoutingDecision.Signal;
import dev.mayfly.workflows.RoutingDecision.Start;
import dev.mayfly.workflows.WorkflowJobEvent;
import io.grpc.Context;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.temporal.client.WorkflowException;
import io.temporal.client.WorkflowNotFoundException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Starts and signals lives. A life is started by signal-with-start under the id of its job, so a
 * repeated delivery meets the life that is there.
 */
public final class TemporalDispatcher implements Dispatcher {

  // A forge hangs up after ten seconds, so all calls for one delivery share this.
  private static final Duration ALL_CALLS = Duration.ofSeconds(5);

  private final TemporalConnection temporal;
  private final LifeStarter starter;
  private final Predicate<String> reusesJobIds;
  private final ScheduledExecutorService hangUp =
      Executors.newSingleThreadScheduledExecutor(
          new ThreadFactoryBuilder().setNameFormat("temporal-hang-up").setDaemon(true).build());
  // Jobs whose life was unknown when it was to be told something: were that job queued now, the
  // event would be late, and its life had better ask.
  private final Cache<LifeId, Boolean> missed;

  /**
   * @param reusesJobIds whether the forge of this name runs a job again under the id that it had.
   */
  public TemporalDispatcher(
      TemporalConnection temporal, Predicate<String> reusesJobIds, Ticker ticker) {
    this.temporal = temporal;
    this.starter = new LifeStarter(temporal.client(), temporal.taskQueue());
    this.reusesJobIds = reusesJobIds;
    this.missed =
        CacheBuilder.newBuilder()
            .maximumSize(10_000)
            .expireAfterWrite(Duration.ofMinutes(10))
            .ticker(ticker)
            .build();
  }

  @Override
  public Dispatched dispatch(WorkflowJobEvent event, RoutingDecision decision) {
    if (decision instanceof Start start) {
      return reporting(() -> start(event, start));
    }
    if (decision instanceof Signal signal) {
      return reporting(() -> signal(signal));
    }
    if (decision instanceof Ignore ignore) {
      return new Dispatched.Ignored(ignore.reason());
    }
    throw new AssertionError(decision);
  }

  private Dispatched start(WorkflowJobEvent event, Start start) {
    boolean verify = missed.getIfPresent(start.life()) != null;
    // Where a job is run again under its id, it keeps the time at which it was created first.
    Instant told =
        reusesJobIds.test(event.forge())
            ? event.receivedAt()
            : Objects.requireNonNullElse(event.createdAt(), event.receivedAt());
    return starter
        .start(verify ? LifeStarter.verified(start) : start, told)
        .<Dispatched>map(Dispatched.Ignored::new)
        .orElseGet(() -> new Dispatched.Started(start.life().toString()));
  }

  private Dispatched signal(Signal signal) {
    List<String> reached = new ArrayList<>();
    for (LifeId life : signal.lives()) {
      if (reach(life, signal)) {
        reached.add(life.toString());
      } else {
        missed.put(life, true);
      }
    }
    return reached.isEmpty()
        ? new Dispatched.Ignored("no open life for " + signal.signal() + ": " + signal.lives())
        : new Dispatched.Signalled(reached);
  }

  private boolean reach(LifeId life, Signal signal) {
    try {
      temporal
          .client()
          .newUntypedWorkflowStub(life.toString())
          .signal(signal.signal(), signal.event());
      return true;
    } catch (WorkflowNotFoundException e) {
      // Temporal says "not found" of a namespace, too; that is not a life that has ended.
      if (status(e)
          .map(s -> String.valueOf(s.getDescription()))
          .orElse("")
          .startsWith("Namespace")) {
        throw e;
      }
      return false;
    }
  }

  private Dispatched reporting(Supplier<Dispatched> call) {
    Context.CancellableContext inTime =
        Context.current().withDeadlineAfter(ALL_CALLS.toMillis(), TimeUnit.MILLISECONDS, hangUp);
    Context before = inTime.attach();
    try {
      return call.get();
    } catch (WorkflowException | StatusRuntimeException e) {
      throw new TemporalUnavailableException(
          "Temporal at "
              + temporal.address()
              + ", namespace "
              + temporal.namespace()
              + ", did not take it ("
              + status(e).map(s -> s.getCode().name()).orElse("unknown")
              + ")",
          e);
    } finally {
      inTime.detachAndCancel(before, null);
    }
  }

  private static Optional<Status> status(Throwable e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof StatusRuntimeException status) {
        return Optional.of(status.getStatus());
      }
    }
    return Optional.empty();
  }
}
