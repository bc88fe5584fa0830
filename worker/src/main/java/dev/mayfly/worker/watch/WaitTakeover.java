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
 * Finds, once a worker starts and when it is told that another one died, the waits that Temporal
 * gave to other workers before, and has the watcher poll for them too: a killed worker's lives go
 * on within seconds instead of a heartbeat time-out, and show no mark of it (ADR 9, 32). Lives of
 * other installations and of forges that this worker does not know are left alone.
 */
public final class WaitTakeover implements Managed {

  private static final Logger LOG = LoggerFactory.getLogger(WaitTakeover.class);
  // Lives described at once: quick for a thousand, and no burst that a namespace would feel.
  private static final int AT_ONCE = 4;
  private static final Duration AGAIN = Duration.ofSeconds(2);
  // A death is told by many steps; what comes later than its look is another one's.
  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(30);

  private final OpenWaits open;
  private final Watcher watcher;
  private final Fleet fleet;
  private final int tries;
  private final ScheduledThreadPoolExecutor calls;
  private final AtomicBoolean failedBefore = new AtomicBoolean();
  private final AtomicBoolean rests = new AtomicBoolean();
  private final AtomicBoolean toldMeanwhile = new AtomicBoolean();

  /**
   * @param heartbeatTimeout after which Temporal has given every abandoned wait to a living worker:
   *     a wait that has not been found until then need not be.
   */
  public WaitTakeover(OpenWaits open, Watcher watcher, Fleet fleet, Duration heartbeatTimeout) {
    this.open = open;
    this.watcher = watcher;
    this.fleet = fleet;
    this.tries = (int) heartbeatTimeout.dividedBy(AGAIN);
    this.calls =
        new ScheduledThreadPoolExecutor(
            AT_ONCE,
            new ThreadFactoryBuilder().setNameFormat("wait-takeover").setDaemon(true).build());
    calls.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    calls.setKeepAliveTime(BETWEEN_LOOKS.toMillis(), TimeUnit.MILLISECONDS);
    calls.allowCoreThreadTimeOut(true);
  }

  @Override
  public void start() {
    after(Duration.ZERO, this::takeAllOver, tries);
  }

  @Override
  public void stop() {
    calls.shutdownNow();
  }

  /**
   * Looks for what a worker left behind that is known to have died: soon, and not at once again.
   */
  public void workerDied() {
    if (rests.getAndSet(true)) {
      toldMeanwhile.set(true);
    } else {
      after(Duration.ZERO, this::takeAllOver, tries);
      after(BETWEEN_LOOKS, this::endRest, 1);
    }
  }

  /** Looks for what another worker may have left behind of a life that has come here. */
  public void lookAt(WorkflowExecution life) {
    if (isOurs(life) && !watcher.watchesFor(life.getRunId())) {
      after(Duration.ZERO, () -> takeOver(life), 1);
    }
  }

  private void endRest() {
    rests.set(false);
    if (toldMeanwhile.getAndSet(false)) {
      workerDied();
    }
  }

  private void takeAllOver() {
    List<WorkflowExecution> lives = lives();
    lives.forEach(life -> after(Duration.ZERO, () -> takeOver(life), tries));
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
    open.of(life, watcher::watches)
        .forEach(found -> watcher.takeOver(found.leftBehind(), found.lastSign()));
  }

  @SuppressWarnings("FutureReturnValueIgnored") // a call never throws
  private void after(Duration pause, Runnable call, int left) {
    try {
      calls.schedule(() -> retried(call, left), pause.toMillis(), TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException stopped) {
      // Temporal's own time-out takes care of what is left.
    }
  }

  private void retried(Runnable call, int left) {
    try {
      call.run();
    } catch (StatusRuntimeException | WorkflowServiceException unanswered) {
      if (!calls.isShutdown() && !failedBefore.getAndSet(true)) {
        LOG.atWarn()
            .addKeyValue("cause", unanswered.toString())
            .log("Temporal cannot be asked which waits other workers left behind; trying again");
      }
      if (left > 1) {
        after(AGAIN, call, left - 1);
      }
    } catch (Throwable defect) { // An Error too: the executor would keep it to itself.
      LOG.atError()
          .setCause(defect)
          .log("a wait cannot be taken over; Temporal starts it anew at its heartbeat time-out");
    }
  }
}
