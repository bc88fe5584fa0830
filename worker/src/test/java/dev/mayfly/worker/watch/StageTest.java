package dev.mayfly.worker.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.workflows.life.WatchActivities;
import io.temporal.activity.ActivityMethod;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StageTest {

  @Test
  void everyWaitingStepIsAStageOfItsOwn() {
    assertThat(
            Arrays.stream(WatchActivities.class.getMethods())
                .map(StageTest::name)
                .map(Stage::of)
                .map(Optional::orElseThrow))
        .containsExactlyInAnyOrder(Stage.values());
  }

  private static String name(Method step) {
    return step.getAnnotation(ActivityMethod.class).name();
  }

  @Test
  void anyOtherStepIsNone() {
    assertThat(Stage.of("createTask")).isEmpty();
  }
}
