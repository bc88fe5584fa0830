package dev.mayfly.worker;

import io.temporal.activity.Activity;
import io.temporal.activity.ActivityInfo;
import io.temporal.common.interceptors.ActivityInboundCallsInterceptor;
import io.temporal.common.interceptors.ActivityInboundCallsInterceptorBase;
import io.temporal.common.interceptors.WorkerInterceptorBase;
import io.temporal.failure.ApplicationFailure;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One line of the log for a step that failed in a way that is known: its message says what was
 * tried and what came back, and a stack trace would only say that this worker asked. What is not
 * known is a defect, whose trace the line has. The SDK's own lines are off.
 */
final class StepLog extends WorkerInterceptorBase {

  private static final Logger LOG = LoggerFactory.getLogger(StepLog.class);

  @Override
  public ActivityInboundCallsInterceptor interceptActivity(ActivityInboundCallsInterceptor next) {
    return new ActivityInboundCallsInterceptorBase(next) {
      @Override
      public ActivityOutput execute(ActivityInput input) {
        try {
          return super.execute(input);
        } catch (ApplicationFailure known) {
          line(known.getOriginalMessage(), null);
          throw known;
        } catch (RuntimeException defect) {
          line(String.valueOf(defect.getMessage()), defect);
          throw defect;
        }
      }
    };
  }

  private static void line(String cause, @Nullable Throwable defect) {
    ActivityInfo step = Activity.getExecutionContext().getInfo();
    LOG.atWarn()
        .addKeyValue("step", step.getActivityType())
        .addKeyValue("workflow", step.getWorkflowId())
        .addKeyValue("attempt", step.getAttempt())
        .addKeyValue("cause", cause)
        .setCause(defect)
        .log("a step failed");
  }
}
