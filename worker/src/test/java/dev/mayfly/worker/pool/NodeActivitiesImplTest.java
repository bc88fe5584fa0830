package dev.mayfly.worker.pool;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.codahale.metrics.MetricRegistry;
import dev.mayfly.worker.batch.BatchException;
import dev.mayfly.worker.batch.PoolSnapshot;
import dev.mayfly.worker.batch.PoolSnapshot.Allocation;
import dev.mayfly.workflows.fleet.Fleet;
import dev.mayfly.workflows.fleet.Pool;
import dev.mayfly.workflows.fleet.ScalingSettings;
import dev.mayfly.workflows.fleet.ScalingSettings.Kind;
import dev.mayfly.workflows.fleet.ScalingSettings.Warm;
import dev.mayfly.workflows.id.PoolId;
import dev.mayfly.workflows.pool.NodesSnapshot;
import dev.mayfly.workflows.pool.Scaling;
import dev.mayfly.workflows.pool.Scaling.Movement;
import dev.mayfly.workflows.pool.Scaling.Nodes;
import dev.mayfly.workflows.temporal.FailureType;
import io.temporal.failure.ApplicationFailure;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class NodeActivitiesImplTest {

  private static final PoolId UBUNTU = new PoolId("mayfly", "ubuntu");
  private static final Instant NOON = Instant.parse("2026-11-24T12:00:00Z");
  private static final ScalingSettings SETTINGS =
      new ScalingSettings(
          1, 30, List.of(new Warm(3, "07:00", "19:00", null)), null, null, null, Kind.SPOT, null);

  private final OneBatchPool batch = new OneBatchPool();
  private final MetricRegistry metrics = new MetricRegistry();
  private final NodeActivitiesImpl activities = activities(SETTINGS);

  private NodeActivitiesImpl activities(@Nullable ScalingSettings settings) {
    Fleet fleet =
        new Fleet(
            "mayfly",
            Map.of(),
            List.of(
                pool("ubuntu", "batchLinux", settings),
                pool("ubuntu22", "batchlinux", null),
                pool("windows", "batchWindows", null)));
    Map<PoolId, Integer> demand =
        Map.of(
            UBUNTU, 100, new PoolId("mayfly", "ubuntu22"), 7, new PoolId("mayfly", "windows"), 9);
    return new NodeActivitiesImpl(
        fleet,
        batch,
        new ListedTasks(),
        demand::get,
        () -> NOON,
        new NodeGauges(metrics, () -> NOON));
  }

  @Test
  void aLookTellsAllThatADecisionNeeds() {
    batch.pool =
        new PoolSnapshot(
            Allocation.RESIZING,
            5,
            2,
            2,
            1,
            4,
            false,
            List.of("AllocationFailed: no capacity"),
            List.of(),
            2);

    assertThat(activities.lookAtNodes(UBUNTU))
        .isEqualTo(
            new NodesSnapshot(
                new Scaling(4, 30, Duration.ofSeconds(5), Duration.ofMinutes(10)),
                new Nodes(5, 2, 1, Movement.GROWING),
                2,
                false,
                List.of("AllocationFailed: no capacity"),
                3,
                Instant.parse("2026-11-24T19:00:00Z"),
                7,
                2));
    assertThat(batch.done).containsExactly("look at batchLinux, SPOT");
    assertThat(metrics.getGauges()).hasSize(4);
    assertThat(shown("busy")).isEqualTo(2L);
    assertThat(shown("missing")).isEqualTo(3L);
    assertThat(shown("free")).isZero();
  }

  private Long shown(String state) {
    return (Long)
        requireNonNull(metrics.getGauges().get("pools.ubuntu.nodes.spot." + state)).getValue();
  }

  @Test
  void fewerNodesThanThereAreAreAShrinking() {
    batch.pool =
        new PoolSnapshot(Allocation.RESIZING, 1, 2, 2, 0, 4, false, List.of(), List.of(), 2);
    assertThat(activities.lookAtNodes(UBUNTU).nodes().movement()).isEqualTo(Movement.SHRINKING);

    batch.pool =
        new PoolSnapshot(Allocation.STOPPING, 1, 2, 2, 0, 4, false, List.of(), List.of(), 2);
    assertThat(activities.lookAtNodes(UBUNTU).nodes().movement()).isEqualTo(Movement.STOPPING);
  }

  @Test
  void nodesThatDoNotScaleAreNotLookedAt() {
    assertThat(activities(null).lookAtNodes(UBUNTU)).isEqualTo(NodesSnapshot.ofOthers());
    assertThat(batch.done).isEmpty();
  }

  @Test
  void whatBatchRefusesFailsAsTheClientClassifiesIt() {
    batch.refusal =
        new BatchException("get pool", "b", 403, "AuthenticationFailed", null, null, null);

    ApplicationFailure refused =
        catchThrowableOfType(ApplicationFailure.class, () -> activities.lookAtNodes(UBUNTU));

    assertThat(refused.getType()).isEqualTo(FailureType.POOL_FAULT);
  }

  @Test
  void handsBackWithTheTemplatesFormulaWithinTheSameBounds() {
    activities.handNodesBack(UBUNTU);

    assertThat(batch.done).hasSize(2);
    assertThat(batch.done.get(1))
        .startsWith("autoscale batchLinux by ")
        .contains("$TargetLowPriorityNodes = min(30, max(1, kept));")
        .contains("$NodeDeallocationOption = taskcompletion;")
        .doesNotContain("{");
  }

  @Test
  void handsBackWithTheConfiguredFormula() {
    activities(new ScalingSettings(0, 2, null, null, null, null, null, "x = taskcompletion;"))
        .handNodesBack(UBUNTU);

    assertThat(batch.done)
        .containsExactly(
            "look at batchLinux, DEDICATED", "autoscale batchLinux by x = taskcompletion;");
  }

  @Test
  void whatIsHandedBackAlreadyIsLeftAlone() {
    batch.pool =
        new PoolSnapshot(Allocation.RESIZING, 1, 2, 2, 0, 4, true, List.of(), List.of(), 2);

    activities.handNodesBack(UBUNTU);

    assertThat(batch.done).containsExactly("look at batchLinux, SPOT");
  }

  @Test
  void aResizeIsStoppedBeforeNodesAreHandedBack() {
    batch.pool =
        new PoolSnapshot(Allocation.RESIZING, 5, 2, 2, 0, 4, false, List.of(), List.of(), 2);

    ApplicationFailure notYet =
        catchThrowableOfType(ApplicationFailure.class, () -> activities.handNodesBack(UBUNTU));

    assertThat(notYet.isNonRetryable()).isFalse();
    assertThat(batch.done).containsExactly("look at batchLinux, SPOT", "stop batchLinux");
  }

  private static Pool pool(String name, String batchPool, @Nullable ScalingSettings scaling) {
    return new Pool(
        name,
        List.of("self-hosted"),
        null,
        batchPool,
        "runner:1",
        null,
        null,
        null,
        null,
        scaling,
        false);
  }
}
