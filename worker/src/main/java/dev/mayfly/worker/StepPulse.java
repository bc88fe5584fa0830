package dev.mayfly.worker;

import static java.util.Objects.requireNonNull;

import com.google.common.util.concurrent.ThreadFactoryBuilder;
import dev.mayfly.workflows.temporal.ActivityPolicies;
import io.grpc.StatusRuntimeException;
import io.temporal.activity.ActivityExecutionContext;
import io.temporal.activity.ActivityInfo;
import io.temporal.client.ActivityCompletionException;
import io.temporal.common.interceptors.ActivityInboundCallsInterceptor;
import io.temporal.common.interceptors.ActivityInboundCallsInterceptorBase;
import io.temporal.common.interceptors.WorkerInterceptorBase;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the hearts of steps beat while their threads are at work, whatever these wait for: Temporal
 * repeats the steps of a dead worker once it misses them, and of a living one none (ADR 32). A step
 * that is over before its first beat, as nearly all are, sends none: each is billed. Rule
 * temporal-actions.
 *
 * <p>The waits, whose time-out is minutes, are not among them: their thread leaves at once, and the
 * watcher beats for them.
 */
final class StepPulse extends WorkerInterceptorBase implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(StepPulse.class);
  // A beat blocks for a call, and two hundred steps may be in hand.
  private static final int THREADS = 4;
  private static final int IDLE_SECONDS = 10;

  private final ScheduledThreadPoolExecutor beats =
      new ScheduledThreadPoolExecutor(
          THREADS, new ThreadFactoryBuilder().setNameFormat("step-pulse").setDaemon(true).build());

  StepPulse() {
    // Or each step would be kept until its first beat is due.
    beats.setRemoveOnCancelPolicy(true);
    beats.setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
    beats.allowCoreThreadTimeOut(true);
  }

  @Override
  public ActivityInboundCallsInterceptor interceptActivity(ActivityInboundCallsInterceptor next) {
    return new Steps(next);
  }

  /** Returns for how many steps it beats. */
  int size() {
    return beats.getQueue().size();
  }

  @Override
  public void close() {
    beats.shutdownNow();
  }

  /** Two beats within the time-out, the second of which may be late by a fifth of it. */
  static Duration between(Duration timeout) {
    return timeout.multipliedBy(4).dividedBy(10);
  }

  private static boolean beats(ActivityInfo step) {
    Duration timeout = step.getHeartbeatTimeout();
    return !step.isLocal() && !timeout.isZero() && timeout.compareTo(ActivityPolicies.ONE_STEP) < 0;
  }

  private final class Steps extends ActivityInboundCallsInterceptorBase {

    private @Nullable ActivityExecutionContext context;

    Steps(ActivityInboundCallsInterceptor next) {
      super(next);
    }

    @Override
    public void init(ActivityExecutionContext context) {
      this.context = context;
      super.init(context);
    }

    @Override
    public ActivityOutput execute(ActivityInput input) {
      ActivityExecutionContext step = requireNonNull(context);
      if (!beats(step.getInfo())) {
        return super.execute(input);
      }
      Future<?> pulse = beating(step);
      try {
        return super.execute(input);
      } finally {
        pulse.cancel(false);
      }
    }
  }

  private Future<?> beating(ActivityExecutionContext step) {
    long pause = between(step.getInfo().getHeartbeatTimeout()).toMillis();
    return beats.scheduleWithFixedDelay(() -> beat(step), pause, pause, TimeUnit.MILLISECONDS);
  }

  /** With what the step itself said last, which a next attempt goes on from. */
  private static void beat(ActivityExecutionContext step) {
    try {
      step.heartbeat(step.getHeartbeatDetails(Object.class).orElse(null));
    } catch (ActivityCompletionException | StatusRuntimeException untaken) {
      // Over, or Temporal cannot be reached: the step's own answer will say so.
      LOG.atDebug().addKeyValue("cause", untaken.toString()).log("a heartbeat was not taken");
    } catch (Throwable defect) { // An Error too: the executor would drop the pulse without a word.
      LOG.atError().setCause(defect).log("a heartbeat failed by a defect; the next one follows");
    }
  }
}
