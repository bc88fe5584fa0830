package dev.mayfly.worker.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.workflows.fleet.Pool;
import dev.mayfly.workflows.id.BatchJobId;
import dev.mayfly.workflows.id.JobRef;
import dev.mayfly.workflows.id.LifeId;
import dev.mayfly.workflows.id.RunnerName;
import dev.mayfly.workflows.id.Scope;
import dev.mayfly.workflows.step.ForgeActivities;
import dev.mayfly.workflows.step.JobStatus;
import dev.mayfly.workflows.step.Removal;
import dev.mayfly.workflows.step.RunnerRef;
import dev.mayfly.workflows.step.RunnerToken;
import dev.mayfly.workflows.step.SealedSecret;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RecordingForgeActivitiesTest {

  private static final BatchJobId KNOWN = new BatchJobId("mayfly", "ubuntu", 3);
  private static final RunnerToken MINTED =
      new RunnerToken(Pool.Registration.JIT, new SealedSecret("k", "AAAA"), 7L, "a group", null);

  @Test
  void aTokenComesWithTheBatchJobOfItsPoolWhereThatIsKnown() {
    assertThat(mint("ubuntu")).isEqualTo(MINTED.withBatchJob(Optional.of(KNOWN)));
    assertThat(mint("windows")).isEqualTo(MINTED);
  }

  private static RunnerToken mint(String pool) {
    JobRef job =
        new JobRef("github", 1, 2, "acme/app", Scope.ofOrganization("acme"), "build", null, null);
    RunnerName name = new RunnerName(new LifeId("mayfly", "github", 1), "3fa91c", 1);
    return new RecordingForgeActivities(
            new Minting(),
            new SeenRepositories(),
            it -> Optional.of(KNOWN).filter(known -> known.pool().equals(it)),
            () -> {})
        .mintRunnerToken(new RunnerRef(name, job, pool, null), List.of());
  }

  private static final class Minting implements ForgeActivities {

    @Override
    public RunnerToken mintRunnerToken(RunnerRef runner, List<String> labels) {
      return MINTED;
    }

    @Override
    public JobStatus lookAtJob(JobRef job) {
      throw new AssertionError("nobody looks");
    }

    @Override
    public Removal removeRunner(RunnerRef runner) {
      throw new AssertionError("nothing is removed");
    }
  }
}
