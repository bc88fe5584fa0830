package dev.mayfly.worker;

import static java.util.Objects.requireNonNull;

import dev.mayfly.workflows.temporal.FailureType;
import io.temporal.activity.ActivityExecutionContext;
import io.temporal.activity.ActivityInfo;
import io.temporal.common.interceptors.ActivityInboundCallsInterceptor;
import io.temporal.common.interceptors.ActivityInboundCallsInterceptorBase;
import io.temporal.common.interceptors.WorkerInterceptorBase;
import io.temporal.failure.ApplicationFailure;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * One line of the log for a step that failed in a way that is known: its message says what was
 * tried and what came back, and a stack trace would only say that this worker asked. What is not
 * known is a defect, whose trace the line has. The SDK's own lines are off.
 */
final class StepLog extends WorkerInterceptorBase {

  private static final Logger LOG = LoggerFactory.getLogger(StepLog.class);

  @Override
  public ActivityInboundCallsInterceptor interceptActivity(ActivityInboundCallsInterceptor next) {
    return new Steps(next);
  }

  private static final class Steps extends ActivityInboundCallsInterceptorBase {

    // Kept from the beginning: when a step has failed, Activity.getExecutionContext() throws.
    private @Nullable ActivityInfo step;

    Steps(ActivityInboundCallsInterceptor next) {
      super(next);
    }

    @Override
    public void init(ActivityExecutionContext context) {
      step = context.getInfo();
      super.init(context);
    }

    @Override
    public ActivityOutput execute(ActivityInput input) {
      try {
        return super.execute(input);
      } catch (ApplicationFailure known) {
        line(levelOf(known), requireNonNull(step), known.getOriginalMessage(), null);
        throw known;
      } catch (RuntimeException defect) {
        line(Level.WARN, requireNonNull(step), String.valueOf(defect.getMessage()), defect);
        throw defect;
      }
    }
  }

  /** Returns a lower one for what its pool warns of, once for all runners that meet it. */
  private static Level levelOf(ApplicationFailure known) {
    return FailureType.POOL_FAULT.equals(known.getType()) ? Level.INFO : Level.WARN;
  }

  private static void line(
      Level level, ActivityInfo step, String cause, @Nullable Throwable defect) {
    LOG.atLevel(level)
        .addKeyValue("step", step.getActivityType())
        .addKeyValue("workflow", step.getWorkflowId())
        .addKeyValue("attempt", step.getAttempt())
        .addKeyValue("cause", cause)
        .setCause(defect)
        .log("a step failed");
  }
}
