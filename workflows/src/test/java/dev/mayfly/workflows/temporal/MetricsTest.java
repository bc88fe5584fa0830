package dev.mayfly.workflows.temporal;

import static dev.mayfly.workflows.life.FakeWorld.Plan.dies;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.workflows.fleet.Deadlines;
import dev.mayfly.workflows.life.LifeOnTestServer;
import dev.mayfly.workflows.life.Outcome;
import dev.mayfly.workflows.pool.PoolOnTestServer;
import dev.mayfly.workflows.step.JobStatus;
import io.temporal.client.WorkflowStub;
import io.temporal.failure.ApplicationFailure;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The counters of workflow code on a worker that replays everything whenever it is woken. */
@Execution(ExecutionMode.CONCURRENT)
class MetricsTest {

  private final Counted counted = new Counted();

  @Test
  void aHealthyLifeIsCountedOnceAndSoIsItsRunner() throws Exception {
    try (LifeOnTestServer on = new LifeOnTestServer(counted.forgetful())) {
      on.runsHealthily();

      assertThat(on.end(1)).startsWith("RanJob");
    }

    assertThat(counted.counts())
        .isEqualTo(Map.of("mayfly.life.outcome.Completed", 1L, "mayfly.attempt.end.RanJob", 1L));
  }

  @Test
  void everyRunnerOfALifeThatGivesUpIsCounted() throws Exception {
    try (LifeOnTestServer on =
        new LifeOnTestServer(
            counted.forgetful(), dies(40, 1), dies(40, 1), dies(40, 1), dies(40, 1), dies(40, 1))) {
      on.start();

      assertThat(on.outcome()).isInstanceOf(Outcome.AttemptsSpent.class);
    }

    assertThat(counted.counts())
        .isEqualTo(
            Map.of("mayfly.life.outcome.AttemptsSpent", 1L, "mayfly.attempt.end.NeverOnline", 5L));
  }

  @Test
  void aRunnerThatIsMadeAlthoughTheForgeDoesNotSayIsCounted() throws Exception {
    try (LifeOnTestServer on = new LifeOnTestServer(counted.forgetful())) {
      on.world.forgeSays(JobStatus.Status.UNKNOWN);
      on.start(LifeOnTestServer.request().verified());
      on.sleep(57);
      succeeds(on, 1);
    }

    assertThat(counted.counts()).containsEntry("mayfly.attempt.made.unanswered", 1L);
  }

  @Test
  void aRunnerThatIsMadeWithoutATurnIsCountedUnlessItsPoolCouldBeAsked() throws Exception {
    try (LifeOnTestServer on = new LifeOnTestServer(counted.forgetful(), dies(40, 1))) {
      on.world.isUnasked = true;
      on.start(LifeOnTestServer.request(Deadlines.DEFAULT, true));
      on.sleep(20);
      on.world.isUnasked = false;
      on.sleep(120);
      succeeds(on, 2);
    }

    assertThat(counted.counts()).containsEntry("mayfly.attempt.made.unasked", 1L);
  }

  @Test
  void aMessageThatIsIgnoredIsCountedOnce() throws Exception {
    try (LifeOnTestServer on = new LifeOnTestServer(counted.forgetful())) {
      on.start();
      on.sleep(57);
      WorkflowStub.fromTyped(on.life).signal("extend");
      succeeds(on, 1);
    }

    assertThat(counted.counts()).containsEntry("mayfly.messages.ignored", 1L);
  }

  @Test
  void aPoolThatIsPausedIsCountedByWhoPausedIt() throws Exception {
    try (PoolOnTestServer on = new PoolOnTestServer(1, counted.forgetful())) {
      on.unseen = ApplicationFailure.newNonRetryableFailure("no such pool", FailureType.POOL_FAULT);
      on.want(1);
      on.until("it is paused", () -> on.pool().status().pause() != null);
      on.unseen = null;
      on.pool().resumeNow(OperatorRequest.of("ada", "mended"));
      on.pool().pauseNow(OperatorRequest.of("ada", "maintenance"));
    }

    assertThat(counted.counts())
        .isEqualTo(Map.of("mayfly.pool.paused.byFault", 1L, "mayfly.pool.paused.byOperator", 1L));
  }

  private static void succeeds(LifeOnTestServer on, int runner) {
    on.life.completed(on.event(on.runner(runner), "success"));
    on.outcome();
  }
}
