package dev.mayfly.worker.watch;

import com.google.common.util.concurrent.ThreadFactoryBuilder;
import dev.mayfly.workflows.fleet.Fleet;
import dev.mayfly.workflows.id.LifeId;
import io.dropwizard.lifecycle.Managed;
import io.grpc.StatusRuntimeException;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.client.WorkflowServiceException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds, once a worker starts, the waits that Temporal gave to other workers before, and has the
 * watcher poll for them too: a killed worker's lives go on within seconds instead of a heartbeat
 * time-out, and show no mark of it (ADR 9). Lives of other installations and of forges that this
 * worker does not know are left alone.
 */
public final class WaitTakeover implements Managed {

  private static final Logger LOG = LoggerFactory.getLogger(WaitTakeover.class);
  // Lives described at once: quick for a thousand, and no burst that a namespace would feel.
  private static final int AT_ONCE = 4;
  private static final Duration AGAIN = Duration.ofSeconds(2);

  private final OpenWaits open;
  private final Watcher watcher;
  private final Fleet fleet;
  private final Duration heartbeatTimeout;
  private final ScheduledThreadPoolExecutor calls;
  private final AtomicBoolean failedBefore = new AtomicBoolean();

  /**
   * @param heartbeatTimeout after which Temporal has given every abandoned wait to a living worker:
   *     a wait that has not been found until then need not be.
   */
  public WaitTakeover(OpenWaits open, Watcher watcher, Fleet fleet, Duration heartbeatTimeout) {
    this.open = open;
    this.watcher = watcher;
    this.fleet = fleet;
    this.heartbeatTimeout = heartbeatTimeout;
    this.calls =
        new ScheduledThreadPoolExecutor(
            AT_ONCE,
            new ThreadFactoryBuilder().setNameFormat("wait-takeover").setDaemon(true).build());
    calls.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  @Override
  public void start() {
    after(Duration.ZERO, this::takeAllOver);
    after(heartbeatTimeout, calls::shutdown);
  }

  @Override
  public void stop() {
    calls.shutdownNow();
  }

  private void takeAllOver() {
    List<WorkflowExecution> lives = lives();
    lives.forEach(life -> after(Duration.ZERO, () -> takeOver(life)));
    LOG.atInfo()
        .addKeyValue("lives", lives.size())
        .log("looking for the waits that other workers left behind");
  }

  List<WorkflowExecution> lives() {
    return open.runs().stream().filter(this::isOurs).toList();
  }

  private boolean isOurs(WorkflowExecution run) {
    return LifeId.parse(run.getWorkflowId())
        .filter(life -> life.installation().equals(fleet.installation()))
        .filter(life -> fleet.forge(life.forge()).isPresent())
        .isPresent();
  }

  private void takeOver(WorkflowExecution life) {
    open.of(life).forEach(found -> watcher.takeOver(found.leftBehind(), found.lastSign()));
  }

  @SuppressWarnings("FutureReturnValueIgnored") // a call never throws
  private void after(Duration pause, Runnable call) {
    try {
      calls.schedule(() -> retried(call), pause.toMillis(), TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException stopped) {
      // Temporal's own time-out takes care of what is left.
    }
  }

  private void retried(Runnable call) {
    try {
      call.run();
    } catch (StatusRuntimeException | WorkflowServiceException unanswered) {
      if (!calls.isShutdown() && !failedBefore.getAndSet(true)) {
        LOG.atWarn()
            .addKeyValue("cause", unanswered.toString())
            .log("Temporal cannot be asked which waits other workers left behind; trying again");
      }
      after(AGAIN, call);
    } catch (Throwable defect) { // An Error too: the executor would keep it to itself.
      LOG.atError()
          .setCause(defect)
          .log("a wait cannot be taken over; Temporal starts it anew at its heartbeat time-out");
    }
  }
}
