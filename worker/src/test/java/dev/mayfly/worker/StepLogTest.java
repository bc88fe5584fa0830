package dev.mayfly.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.temporal.activity.ActivityInterface;
import io.temporal.failure.ActivityFailure;
import io.temporal.failure.ApplicationFailure;
import io.temporal.testing.TestActivityEnvironment;
import io.temporal.testing.TestEnvironmentOptions;
import io.temporal.worker.WorkerFactoryOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StepLogTest {

  /** A step of a life. */
  @ActivityInterface
  public interface Step {
    void take();
  }

  private final TestActivityEnvironment temporal =
      TestActivityEnvironment.newInstance(
          TestEnvironmentOptions.newBuilder()
              .setWorkerFactoryOptions(
                  WorkerFactoryOptions.newBuilder().setWorkerInterceptors(new StepLog()).build())
              .build());

  @AfterEach
  void stop() {
    temporal.close();
  }

  @Test
  void aStepThatIsRefusedFailsAsItDidWithoutTheLog() {
    ApplicationFailure refusal = ApplicationFailure.newNonRetryableFailure("→ 401", "PoolFault");

    assertThatThrownBy(() -> failing(refusal).take())
        .isInstanceOf(ActivityFailure.class)
        .cause()
        .isInstanceOfSatisfying(
            ApplicationFailure.class,
            failure -> {
              assertThat(failure.getType()).isEqualTo("PoolFault");
              assertThat(failure.isNonRetryable()).isTrue();
            });
  }

  @Test
  void aDefectOfAStepFailsAsItDidWithoutTheLog() {
    assertThatThrownBy(() -> failing(new IllegalArgumentException("a defect")).take())
        .isInstanceOf(ActivityFailure.class)
        .hasStackTraceContaining("a defect");
  }

  private Step failing(RuntimeException with) {
    Step failing =
        () -> {
          throw with;
        };
    temporal.registerActivitiesImplementations(failing);
    return temporal.newActivityStub(Step.class);
  }
}
