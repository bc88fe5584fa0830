package dev.mayfly.workflows.temporal;

import io.temporal.workflow.Async;
import io.temporal.workflow.Promise;
import io.temporal.workflow.TimerOptions;
import io.temporal.workflow.Workflow;
import java.time.Duration;
import java.time.Instant;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Time and waiting by Temporal's clock. A named timer that is not needed any more is left to run
 * out: called off, it would be a yellow bar, and the test server loses a life whose timer is called
 * off as it fires.
 */
public final class TemporalRuntime implements WorkflowRuntime {

  private @Nullable RuntimeException broken;

  @Override
  public Instant now() {
    return Instant.ofEpochMilli(Workflow.currentTimeMillis());
  }

  @Override
  public Instant started() {
    return Instant.ofEpochMilli(Workflow.getInfo().getRunStartedTimestampMillis());
  }

  @Override
  public void until(BooleanSupplier condition) {
    Workflow.await(() -> isUnbroken() && condition.getAsBoolean());
  }

  @Override
  public boolean until(String timer, Duration atMost, BooleanSupplier condition) {
    if (condition.getAsBoolean()) {
      return true;
    }
    TimerOptions named = TimerOptions.newBuilder().setSummary(timer).build();
    Promise<Void> fired = Workflow.newTimer(atMost, named);
    until(() -> condition.getAsBoolean() || fired.isCompleted());
    return condition.getAsBoolean();
  }

  @Override
  public boolean isSince(String change) {
    return Workflow.getVersion(change, Workflow.DEFAULT_VERSION, 1) == 1;
  }

  /**
   * A defect in a story beside this one surfaces here, as a failed workflow task that a fixed
   * worker mends.
   */
  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // the story's own state says when it is over
  public void beside(Runnable story) {
    Async.procedure(
        () -> {
          try {
            story.run();
          } catch (RuntimeException defect) {
            broken = defect;
          }
        });
  }

  private boolean isUnbroken() {
    if (broken != null) {
      throw new IllegalStateException("a runner's story broke off", broken);
    }
    return true;
  }
}
