package dev.mayfly.workflows.temporal;

import static dev.mayfly.workflows.life.FakeWorld.Plan.dies;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.workflows.fleet.Deadlines;
import dev.mayfly.workflows.life.LifeOnTestServer;
import dev.mayfly.workflows.life.LifeStatus.PhaseEntry;
import dev.mayfly.workflows.life.Outcome;
import dev.mayfly.workflows.life.Phase;
import dev.mayfly.workflows.pool.PoolOnTestServer;
import dev.mayfly.workflows.step.JobStatus;
import io.temporal.client.WorkflowStub;
import io.temporal.failure.ApplicationFailure;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The counters of workflow code on a worker that replays everything whenever it is woken. */
@Execution(ExecutionMode.CONCURRENT)
class MetricsTest {

  private final Counted counted = new Counted();

  @Test
  void aHealthyLifeIsCountedOnceAndSoIsItsRunner() throws Exception {
    Map<Phase, Instant> entered;
    try (LifeOnTestServer on = new LifeOnTestServer(counted.forgetful())) {
      on.runsHealthily();

      assertThat(on.end(1)).startsWith("RanJob");
      entered =
          on.life.status().attempts().get(0).phases().stream()
              .collect(Collectors.toMap(PhaseEntry::phase, PhaseEntry::at));
    }
    // Some 86: what comes before the node takes real time too.
    long onNode =
        requireNonNull(entered.get(Phase.STARTING))
            .until(requireNonNull(entered.get(Phase.CLEANING_UP)), ChronoUnit.SECONDS);
    assertThat(onNode).isBetween(60L, 90L);

    assertThat(counted.counts())
        .isEqualTo(
            Map.of(
                "mayfly_lives{cause=RanJob, outcome=Completed, pool=ubuntu}",
                1L,
                "mayfly_attempts{end=RanJob, pool=ubuntu}",
                1L,
                "mayfly_task_seconds{pool=ubuntu}",
                onNode));
  }

  @Test
  void aHealthyLifesWaitAndEachOfItsStagesAreTimedOnce() throws Exception {
    try (LifeOnTestServer on = new LifeOnTestServer(counted.forgetful())) {
      on.runsHealthily();
    }

    assertThat(counted.times())
        .containsOnlyKeys(
            "mayfly_job_wait_seconds{pool=ubuntu}",
            "mayfly_stage_seconds{pool=ubuntu, share=mayfly, stage=mint}",
            "mayfly_stage_seconds{pool=ubuntu, share=batch, stage=capacity}",
            "mayfly_stage_seconds{pool=ubuntu, share=batch, stage=start}",
            "mayfly_stage_seconds{pool=ubuntu, share=forge, stage=assign}",
            "mayfly_stage_seconds{pool=ubuntu, share=job, stage=run}",
            "mayfly_stage_seconds{pool=ubuntu, share=mayfly, stage=clean_up}")
        .allSatisfy((series, seconds) -> assertThat(seconds).hasSize(1));
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
            Map.of(
                "mayfly_lives{cause=NeverOnline, outcome=AttemptsSpent, pool=ubuntu}",
                1L,
                "mayfly_attempts{end=NeverOnline, pool=ubuntu}",
                5L,
                "mayfly_task_seconds{pool=ubuntu}",
                50L));
  }

  @Test
  void aRunnerThatIsMadeAlthoughTheForgeDoesNotSayIsCounted() throws Exception {
    try (LifeOnTestServer on = new LifeOnTestServer(counted.forgetful())) {
      on.world.forgeSays(JobStatus.Status.UNKNOWN);
      on.start(LifeOnTestServer.request().verified());
      on.sleep(57);
      succeeds(on, 1);
    }

    isCountedOnce("mayfly_attempts_unsure{missing=forge, pool=ubuntu}");
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

    isCountedOnce("mayfly_attempts_unsure{missing=pool, pool=ubuntu}");
  }

  @Test
  void aMessageThatIsIgnoredIsCountedOnce() throws Exception {
    try (LifeOnTestServer on = new LifeOnTestServer(counted.forgetful())) {
      on.start();
      on.sleep(57);
      WorkflowStub.fromTyped(on.life).signal("extend");
      succeeds(on, 1);
    }

    isCountedOnce("mayfly_messages_ignored{pool=ubuntu}");
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
        .isEqualTo(
            Map.of(
                "mayfly_pool_pauses{by=fault, pool=ubuntu}",
                1L,
                "mayfly_pool_pauses{by=operator, pool=ubuntu}",
                1L));
  }

  private static void succeeds(LifeOnTestServer on, int runner) {
    on.life.completed(on.event(on.runner(runner), "success"));
    on.outcome();
  }

  private void isCountedOnce(String what) throws Exception {
    assertThat(counted.counts()).containsEntry(what, 1L);
  }
}
