package dev.mayfly.standin.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.mayfly.standin.batch.BatchStandIn.Settings;
import dev.mayfly.worker.batch.AzureBatchClient;
import dev.mayfly.worker.batch.BatchException;
import dev.mayfly.worker.batch.BatchPools;
import dev.mayfly.worker.batch.BatchTransport;
import dev.mayfly.worker.batch.EndProof;
import dev.mayfly.worker.batch.PoolSnapshot;
import dev.mayfly.worker.batch.PoolSnapshot.Allocation;
import dev.mayfly.worker.batch.TaskSpec;
import dev.mayfly.workflows.fleet.ScalingSettings.Kind;
import dev.mayfly.workflows.id.BatchJobId;
import dev.mayfly.workflows.id.RunnerName;
import dev.mayfly.workflows.id.TaskRef;
import dev.mayfly.workflows.temporal.FailureType;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The worker's client over HTTP: what it says and does about the number of nodes. */
@Tag("server")
@ParameterizedClass
@EnumSource(BatchTransport.class)
class AzurePoolsOnStandInTest {

  private static final Duration BOOT = Duration.ofMinutes(30);
  private static final String FORMULA =
      "$TargetDedicatedNodes = 3; $NodeDeallocationOption = taskcompletion;";

  private final BatchStandIn batch =
      TestAccount.start(
          Map.of("nothing", List.of()),
          new Settings(Set.of("linux"), 1, 2, Duration.ZERO, Duration.ofMinutes(1))
              .withNodeBoot(BOOT));
  private final AzureBatchClient client;
  private final BatchPools pools;

  AzurePoolsOnStandInTest(BatchTransport by) {
    this.client = WorkersClient.of(by, batch.url());
    this.pools = client.pools();
  }

  @AfterEach
  void close() {
    client.close();
    batch.close();
  }

  @Test
  void aPoolGrowsByTheKindThatIsAskedForAlone() {
    assertThat(linux()).isEqualTo(steady(1, 1));

    assertThat(pools.resize("linux", Kind.DEDICATED, 3)).isTrue();

    assertThat(linux().allocation()).isEqualTo(Allocation.RESIZING);
    assertThat(linux().target()).isEqualTo(3);
    batch.advance(BOOT);
    assertThat(linux()).isEqualTo(steady(3, 3));
    assertThat(pools.resize("linux", Kind.SPOT, 2)).isTrue();
    batch.advance(BOOT);
    assertThat(linux()).isEqualTo(steady(3, 3));
    assertThat(pools.pool("linux", Kind.SPOT)).isEqualTo(steady(2, 2));
  }

  @Test
  void aSecondResizeIsRefusedUntilTheFirstIsOverOrStopped() {
    pools.resize("linux", Kind.DEDICATED, 3);

    assertThat(pools.resize("linux", Kind.DEDICATED, 4)).isFalse();
    pools.stopResize("linux");
    assertThat(linux().allocation()).isEqualTo(Allocation.STOPPING);
    batch.advance(Duration.ofMinutes(1));

    PoolSnapshot stopped = linux();
    assertThat(stopped.allocation()).isEqualTo(Allocation.STEADY);
    assertThat(stopped.current()).isEqualTo(1);
    assertThat(stopped.errors()).as("a stop is no error").isEmpty();
    pools.stopResize("linux");
  }

  @Test
  void whatCouldNotBeHadIsSaid() {
    batch.faults().limitNodes(2, "AccountCoreQuotaReached");
    pools.resize("linux", Kind.DEDICATED, 5);
    batch.advance(BOOT);

    assertThat(linux().current()).isEqualTo(2);
    assertThat(linux().errors()).singleElement().asString().startsWith("AccountCoreQuotaReached: ");
  }

  @Test
  void aNodeWithATaskIsBusyAndStaysUntilItIsDone() {
    TaskRef task = runs();
    assertThat(linux().busy()).isEqualTo(1);

    pools.resize("linux", Kind.DEDICATED, 0);
    batch.advance(Duration.ofMinutes(10));

    assertThat(linux().current()).isEqualTo(1);
    assertThat(client.task(task)).isPresent();
    client.keepNode("linux", task);
    assertThat(linux().held()).isEqualTo(1);
    client.delete(task, EndProof.byForce());
    batch.advance(Duration.ofMinutes(1));
    assertThat(linux().current()).isZero();
  }

  @Test
  void aNodeThatHasServedIsRemovedByNameOnceItsTaskIsDone() {
    pools.resize("linux", Kind.DEDICATED, 2);
    batch.advance(BOOT);
    TaskRef task = runs();
    assertThat(client.slotsPerNode("linux")).isEqualTo(2);
    String node = client.keepNode("linux", task).orElseThrow();
    assertThat(linux().closed()).containsExactly(node);

    assertThat(pools.removeNodes("linux", List.of(node))).isTrue();
    assertThat(pools.removeNodes("linux", List.of(node))).as("while it is resized").isFalse();
    batch.advance(Duration.ofMinutes(10));

    assertThat(linux().closed()).as("it is leaving").isEmpty();
    assertThat(linux().current()).as("its task runs on").isEqualTo(2);
    client.delete(task, EndProof.byForce());
    batch.advance(Duration.ofMinutes(1));
    assertThat(linux()).isEqualTo(steady(1, 1));
    assertThat(pools.removeNodes("linux", List.of(node))).as("it has gone").isFalse();
  }

  @Test
  void aPoolThatScalesByAFormulaIsNotResizedUntilItIsTakenOver() {
    pools.enableAutoscale("linux", FORMULA);
    assertThat(linux().autoscale()).isTrue();
    assertThat(pools.resize("linux", Kind.DEDICATED, 2)).isFalse();
    assertThat(pools.removeNodes("linux", List.of("any"))).isFalse();

    pools.disableAutoscale("linux");
    pools.disableAutoscale("linux");

    assertThat(linux().autoscale()).isFalse();
    assertThat(pools.resize("linux", Kind.DEDICATED, 2)).isTrue();
    BatchException resizing =
        catchThrowableOfType(BatchException.class, () -> pools.enableAutoscale("linux", FORMULA));
    assertThat(resizing.toFailure().getType()).isEqualTo(FailureType.UNAVAILABLE);
  }

  @Test
  void aPoolThatIsNotThereIsThePoolsFault() {
    BatchException none =
        catchThrowableOfType(BatchException.class, () -> pools.pool("solaris", Kind.DEDICATED));

    assertThat(none.toFailure().getType()).isEqualTo(FailureType.POOL_FAULT);
  }

  private TaskRef runs() {
    TaskRef task =
        new TaskRef(
            client.ensureJob(new BatchJobId("mayfly", "linux", 1), "linux"),
            RunnerName.parse("mayfly-github-1-3fa91c-1").orElseThrow());
    client.addTask(task, new TaskSpec("nothing", Map.of(), Duration.ofDays(1)));
    batch.advance(Duration.ofSeconds(1));
    return task;
  }

  private PoolSnapshot linux() {
    return pools.pool("linux", Kind.DEDICATED);
  }

  private static PoolSnapshot steady(int target, int current) {
    return new PoolSnapshot(
        Allocation.STEADY, target, current, 0, 0, 2, false, List.of(), List.of(), current);
  }
}
