package dev.mayfly.worker.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.mayfly.worker.batch.BatchException;
import dev.mayfly.worker.batch.TaskSnapshot.State;
import dev.mayfly.worker.batch.YamlPool;
import dev.mayfly.workflows.fleet.Fleet;
import dev.mayfly.workflows.id.BatchJobId;
import dev.mayfly.workflows.id.LifeId;
import dev.mayfly.workflows.id.PoolId;
import dev.mayfly.workflows.id.RunnerName;
import dev.mayfly.workflows.id.Scope;
import dev.mayfly.workflows.pool.AdmissionSnapshot;
import dev.mayfly.workflows.pool.PoolPause;
import dev.mayfly.workflows.pool.ProbeAnswer;
import dev.mayfly.workflows.temporal.FailureType;
import io.temporal.failure.ApplicationFailure;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PoolActivitiesImplTest {

  private static final PoolId POOL = new PoolId("mayfly", "ubuntu");
  private static final BatchJobId OLD = new BatchJobId("mayfly", "ubuntu", 1);
  private static final BatchJobId NEW = new BatchJobId("mayfly", "ubuntu", 2);

  private final ListedBatch batch = new ListedBatch();
  private final Set<RunnerName> over = new HashSet<>();
  private final List<RunnerName> described = new ArrayList<>();
  private final List<String> told = new ArrayList<>();
  private final PoolActivitiesImpl activities =
      new PoolActivitiesImpl(
          new Fleet("mayfly", Map.of(), List.of(YamlPool.named("ubuntu", "maxRunners: 3"))),
          batch,
          runner -> {
            described.add(runner);
            return over.contains(runner);
          },
          (pool, fault) -> told.add(pool + ": " + fault.cause()),
          (pool, probe) -> Optional.of(pool.name() + " is refused in " + probe.scope()));

  @Test
  void countsTheTasksOfAllGenerationsThatAreNotOver() {
    batch.task(OLD, runner(1).toString(), State.RUNNING);
    batch.task(NEW, runner(2).toString(), State.ACTIVE);
    batch.task(NEW, runner(3).toString(), State.PREPARING);
    batch.task(NEW, runner(4).toString(), State.COMPLETED);

    AdmissionSnapshot look = activities.lookAtPool(POOL, List.of(runner(1), runner(2), runner(4)));

    assertThat(look)
        .isEqualTo(new AdmissionSnapshot(List.of(runner(1), runner(2)), List.of(), 1, 3, false));
  }

  @Test
  void tasksThatAreNotOursDoNotCount() {
    batch.task(OLD, "foreign", State.RUNNING);
    batch.task(OLD, "other-github-7-3fa91c-1", State.RUNNING);
    batch.task(OLD, "MAYFLY-GITHUB-1-3FA91C-1", State.RUNNING);

    assertThat(activities.lookAtPool(POOL, List.of(runner(1))))
        .isEqualTo(new AdmissionSnapshot(List.of(runner(1)), List.of(), 0, 3, false));
  }

  @Test
  void asksTemporalOnlyAboutRunnersWithoutATask() {
    batch.task(OLD, runner(1).toString(), State.RUNNING);
    over.add(runner(3));

    AdmissionSnapshot look = activities.lookAtPool(POOL, List.of(runner(1), runner(2), runner(3)));

    assertThat(look.closed()).containsExactly(runner(3));
    assertThat(described).containsExactly(runner(2), runner(3));
  }

  @Test
  void aLookWithoutAnAnswerFailsAsTheClientClassifiesIt() {
    batch.failure =
        new BatchException("list jobs", "j", 403, "AuthenticationFailed", null, null, null);

    ApplicationFailure refused =
        catchThrowableOfType(
            ApplicationFailure.class, () -> activities.lookAtPool(POOL, List.of()));

    assertThat(refused.getType()).isEqualTo(FailureType.POOL_FAULT);
  }

  @Test
  void aPoolThatThisWorkerDoesNotKnowYetIsLeftToOthers() {
    ApplicationFailure unknown =
        catchThrowableOfType(
            ApplicationFailure.class,
            () -> activities.lookAtPool(new PoolId("mayfly", "new"), List.of()));

    assertThat(unknown.isNonRetryable()).isFalse();
    assertThat(unknown.getOriginalMessage()).isEqualTo("pool new is not configured on this worker");
  }

  @Test
  void tellsThePoolOfItsFault() {
    activities.pausePool(POOL, new PoolPause("mayfly-github-1-3fa91c-1", "403", Instant.EPOCH));

    assertThat(told).containsExactly("mayfly-pool-ubuntu: 403");
  }

  @Test
  void saysWhatIsStillRefused() {
    PoolPause pause =
        new PoolPause(
            "mayfly-github-1-3fa91c-1",
            "403",
            Instant.EPOCH,
            PoolPause.Probe.of("github", Scope.ofOrganization("acme")));

    assertThat(activities.probePool(POOL, pause))
        .isEqualTo(new ProbeAnswer("ubuntu is refused in orgs/acme"));
  }

  private static RunnerName runner(long job) {
    return new RunnerName(new LifeId("mayfly", "github", job), "3fa91c", 1);
  }
}
