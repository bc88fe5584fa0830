package dev.mayfly.workflows.life;

import static dev.mayfly.workflows.life.FakeWorld.Plan.neverStarts;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.workflows.temporal.FailureType;
import io.temporal.api.enums.v1.EventType;
import io.temporal.failure.ApplicationFailure;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** The notice of a job that waits long, on the time-skipping server. */
class WaitNoticeTest {

  @AutoClose private final LifeOnTestServer on = new LifeOnTestServer(neverStarts());

  @Test
  void aJobThatWaitsLongIsToldOfOnceAndClosedWhenItRuns() {
    waitsLong();
    waitsLong();
    assertThat(on.world.notices).containsExactly("open: WAITING");

    isTaken();

    assertThat(on.world.notices).containsExactly("open: WAITING", "close 7: RUNNING");
    ends();
  }

  @Test
  void aJobThatRunsIsNotToldOf() {
    on.start();
    on.sleep(10);
    isTaken();

    on.life.waitsLong();

    ends();
    assertThat(on.world.notices).isEmpty();
  }

  @Test
  void whereTheForgeMakesNoneThereIsNothingToClose() {
    on.world.checkRun = null;
    waitsLong();
    isTaken();

    ends();
    assertThat(on.world.notices).containsExactly("open: WAITING");
  }

  @Test
  void aForgeThatIsAwayIsAskedForMinutesAtMost() {
    waitsLong();
    on.world.noticeFails =
        ApplicationFailure.newFailure("the forge is away", FailureType.UNAVAILABLE);
    isTaken();
    long before = on.server.currentTimeMillis() / 1_000;

    ends();

    assertThat(on.world.notices).hasSizeGreaterThan(2);
    assertThat(on.history())
        .filteredOn(event -> event.getEventType() == EventType.EVENT_TYPE_ACTIVITY_TASK_FAILED)
        .singleElement()
        .satisfies(
            event ->
                assertThat(event.getEventTime().getSeconds() - before)
                    .isLessThan(Duration.ofMinutes(3).toSeconds()));
  }

  private void waitsLong() {
    if (on.world.notices.isEmpty()) {
      on.start();
      on.sleep(600);
    }
    on.life.waitsLong();
    on.sleep(1);
  }

  private void isTaken() {
    on.life.inProgress(event(null));
    on.sleep(1);
  }

  private void ends() {
    on.life.completed(event("success"));
    assertThat(on.outcome()).isInstanceOf(Outcome.NotNeeded.class);
    assertThat(on.world.isEmpty()).isTrue();
  }

  private static JobEvent event(@Nullable String conclusion) {
    return new JobEvent(FakeWorld.JOB, "a runner of others", 9L, conclusion, Instant.EPOCH, "d-1");
  }
}
