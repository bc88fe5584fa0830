package dev.mayfly.worker.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.workflows.step.WaitActivities;
import dev.mayfly.workflows.step.WaitResult;
import io.temporal.activity.ActivityMethod;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WaitKindTest {

  @Test
  void everyWaitingStepIsAKindOfItsOwn() {
    assertThat(
            Arrays.stream(WaitActivities.class.getMethods())
                .filter(step -> step.getReturnType() == WaitResult.class)
                .map(WaitKindTest::name)
                .map(WaitKind::of)
                .map(Optional::orElseThrow))
        .containsExactlyInAnyOrder(WaitKind.values());
  }

  private static String name(Method step) {
    return step.getAnnotation(ActivityMethod.class).name();
  }

  @Test
  void anyOtherStepIsNone() {
    assertThat(WaitKind.of("createTask")).isEmpty();
  }
}
