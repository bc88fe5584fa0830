package dev.mayfly.gateway.dispatch;

import com.google.common.base.Ticker;
import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import com.google.common.util.concurrent.ThreadFactoryBuilder;
import dev.mayfly.gateway.http.OverloadedException;
import dev.mayfly.service.dispatch.DispatchResult;
import dev.mayfly.service.dispatch.LifeDispatcher;
import dev.mayfly.service.temporal.TemporalConnection;
import dev.mayfly.workflows.id.LifeId;
import dev.mayfly.workflows.intake.EventIntake;
import dev.mayfly.workflows.intake.IntakeBatch;
import dev.mayfly.workflows.routing.RoutedEvent;
import dev.mayfly.workflows.routing.RoutingDecision;
import dev.mayfly.workflows.routing.RoutingDecision.Ignore;
import dev.mayfly.workflows.routing.RoutingDecision.Signal;
import dev.mayfly.workflows.routing.RoutingDecision.Start;
import dev.mayfly.workflows.routing.WorkflowJobEvent;
import io.dropwizard.lifecycle.Managed;
import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.client.WorkflowException;
import io.temporal.client.WorkflowOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Hands events to Temporal: each by a call of its own while few are in flight, which is simple to
 * trace; by one call for all that wait as soon as more are (ADR 17). Either way Temporal has the
 * event, on its disk, before this returns.
 */
public final class TemporalDispatcher implements Dispatcher, Managed {

  // A forge hangs up after ten seconds, so all calls for one delivery share this.
  private static final Duration ALL_CALLS = Duration.ofSeconds(5);

  private final TemporalConnection temporal;
  private final LifeDispatcher lives;
  private final Predicate<String> reusesJobIds;
  private final IntSupplier inFlight;
  private final int direct;
  private final IntakeQueue intake;
  private final IntakeTurn turn;
  private final Burst burst;
  private final Cache<LifeId, Boolean> takenIn;
  private final ScheduledExecutorService hangUp = hangUp();

  /**
   * @param installation the name that the workflows of this Mayfly begin with.
   * @param reusesJobIds whether the forge of this name runs a job again under the id that it had.
   * @param inFlight how many requests, this one among them, have come with their bodies and are not
   *     answered yet.
   * @param direct up to how many in flight each event has a call of its own.
   */
  public TemporalDispatcher(
      TemporalConnection temporal,
      String installation,
      Predicate<String> reusesJobIds,
      IntSupplier inFlight,
      int direct,
      Ticker ticker) {
    this.temporal = temporal;
    this.lives = new LifeDispatcher(temporal.client(), temporal.taskQueue(), ticker);
    this.reusesJobIds = reusesJobIds;
    this.inFlight = inFlight;
    this.direct = direct;
    this.intake = new IntakeQueue(batch -> inTime(soon(), () -> takeIn(batch)), ticker);
    this.turn = new IntakeTurn(installation);
    this.burst = new Burst(ticker);
    this.takenIn =
        CacheBuilder.newBuilder()
            .maximumSize(10_000)
            .expireAfterWrite(Duration.ofMinutes(1))
            .ticker(ticker)
            .build();
  }

  @Override
  public void start() {
    intake.start();
  }

  @Override
  public void stop() {
    intake.stop();
    hangUp.shutdown();
  }

  /** Returns whether an event that comes now would be refused as {@link OverloadedException}. */
  public boolean isLate() {
    return intake.isLate();
  }

  @Override
  public DispatchResult dispatch(WorkflowJobEvent event, RoutingDecision decision) {
    if (decision instanceof Ignore ignore) {
      return new DispatchResult.Ignored(ignore.reason());
    }
    RoutedEvent routed = new RoutedEvent(decision, told(event));
    Deadline deadline = soon();
    return directly(routed, deadline).orElseGet(() -> together(routed, deadline));
  }

  /** Empty while too many come at once, or when the life to be told has not begun yet. */
  private Optional<DispatchResult> directly(RoutedEvent routed, Deadline deadline) {
    if (burst.hasEvent(intake.isBusy() || inFlight.getAsInt() > direct)) {
      return Optional.empty();
    }
    DispatchResult done = inTime(deadline, () -> lives.carryOut(routed));
    return isTooSoon(routed.decision(), done) ? Optional.empty() : Optional.of(done);
  }

  // An intake still holds the start of that life. By an intake as well, the event reaches the
  // worker
  // that begins it, which has it ask the forge when an event came before.
  private boolean isTooSoon(RoutingDecision decision, DispatchResult done) {
    return decision instanceof Signal signal
        && signal.lives().stream()
            .anyMatch(life -> takenIn.getIfPresent(life) != null && !isReached(life, done));
  }

  private static boolean isReached(LifeId life, DispatchResult done) {
    return done instanceof DispatchResult.Signalled told
        && told.workflowIds().contains(life.toString());
  }

  private DispatchResult together(RoutedEvent routed, Deadline deadline) {
    if (routed.decision() instanceof Start start) {
      takenIn.put(start.life(), true);
    }
    String workflow = await(intake.take(routed), deadline);
    return new DispatchResult.TakenIn(workflow, livesOf(routed.decision()));
  }

  // Where a job is run again under its id, it keeps the time at which it was created first.
  private Instant told(WorkflowJobEvent event) {
    return reusesJobIds.test(event.delivery().forge())
        ? event.delivery().receivedAt()
        : Objects.requireNonNullElse(event.job().createdAt(), event.delivery().receivedAt());
  }

  private static List<String> livesOf(RoutingDecision decision) {
    return decision instanceof Start start
        ? List.of(start.life().toString())
        : ((Signal) decision).lives().stream().map(LifeId::toString).toList();
  }

  private String takeIn(IntakeBatch batch) {
    String workflow = turn.workflowFor(batch);
    WorkflowExecution unused =
        temporal
            .client()
            .newUntypedWorkflowStub(
                EventIntake.TYPE,
                WorkflowOptions.newBuilder()
                    .setWorkflowId(workflow)
                    .setTaskQueue(temporal.taskQueue())
                    .setWorkflowTaskTimeout(EventIntake.TASK_TIMEOUT)
                    .build())
            .signalWithStart(EventIntake.TAKE, new Object[] {batch}, new Object[0]);
    return workflow;
  }

  private static ScheduledExecutorService hangUp() {
    ScheduledThreadPoolExecutor hangUp =
        new ScheduledThreadPoolExecutor(
            1,
            new ThreadFactoryBuilder().setNameFormat("temporal-hang-up").setDaemon(true).build());
    // Or each would be kept, and wake the thread, until its time: nearly all are cancelled before.
    hangUp.setRemoveOnCancelPolicy(true);
    return hangUp;
  }

  private static Deadline soon() {
    return Deadline.after(ALL_CALLS.toMillis(), TimeUnit.MILLISECONDS);
  }

  private String await(Future<String> taken, Deadline deadline) {
    try {
      return taken.get(deadline.timeRemaining(TimeUnit.MILLISECONDS), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof TemporalUnavailableException unavailable
          ? unavailable
          : new IllegalStateException(e.getCause());
    } catch (TimeoutException e) {
      throw unavailable("too late", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unavailable("interrupted", e);
    }
  }

  private <T> T inTime(Deadline deadline, Supplier<T> call) {
    Context.CancellableContext inTime = Context.current().withDeadline(deadline, hangUp);
    Context before = inTime.attach();
    try {
      return call.get();
    } catch (WorkflowException | StatusRuntimeException e) {
      throw unavailable(
          TemporalConnection.status(e).map(Status::getCode).map(Enum::name).orElse("unknown"), e);
    } finally {
      inTime.detachAndCancel(before, null);
    }
  }

  private TemporalUnavailableException unavailable(String why, Exception cause) {
    return new TemporalUnavailableException(
        "Temporal at "
            + temporal.address()
            + ", namespace "
            + temporal.namespace()
            + ", did not take it ("
            + why
            + ")",
        cause);
  }
}
