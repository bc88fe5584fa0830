package dev.mayfly.worker.pool;

import static org.assertj.core.api.Assertions.assertThat;

import com.codahale.metrics.MetricRegistry;
import dev.mayfly.worker.batch.PoolSnapshot;
import dev.mayfly.worker.batch.PoolSnapshot.Allocation;
import dev.mayfly.worker.batch.TaskSnapshot.State;
import dev.mayfly.worker.batch.YamlPool;
import dev.mayfly.workflows.fleet.Fleet;
import dev.mayfly.workflows.fleet.Pool;
import dev.mayfly.workflows.id.PoolId;
import dev.mayfly.workflows.pool.Scaling.Movement;
import dev.mayfly.workflows.pool.Scaling.Nodes;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class UsedNodesTest {

  private static final PoolId DOCKER = new PoolId("mayfly", "docker");

  private final Pool pool =
      YamlPool.of(
          """
          name: docker
          labels: [self-hosted]
          batchPool: b
          image: runner:1
          docker: socket
          scaling: {minimum: 0, maximum: 5}
          """);
  private final OneBatchPool batch = new OneBatchPool();
  private final ListedTasks tasks = new ListedTasks();
  private final NodeActivitiesImpl activities =
      new NodeActivitiesImpl(
          new Fleet("mayfly", Map.of(), List.of(pool)),
          batch,
          tasks,
          id -> 0,
          () -> Instant.EPOCH,
          new NodeGauges(new MetricRegistry(), () -> Instant.EPOCH));

  @Test
  void aNodeThatHasServedIsRemovedAndIsNoneOfThoseThatCouldServe() {
    has(Allocation.STEADY, 3, List.of("served", "serves"));
    tasks.add(State.RUNNING, "serves");

    assertThat(look()).isEqualTo(new Nodes(2, 1, 0, Movement.GROWING));
    assertThat(batch.done).containsExactly("look at b, DEDICATED", "remove [served] from b");
  }

  @Test
  void aNodeStaysWithItsTaskThoughThatIsOverAndNothingShrinks() {
    has(Allocation.STEADY, 3, List.of("quarantined"));
    tasks.add(State.COMPLETED, "quarantined");

    assertThat(look()).isEqualTo(new Nodes(3, 1, 1, Movement.STEADY));
    assertThat(batch.done).containsExactly("look at b, DEDICATED");
  }

  @Test
  void whileATaskWaitsThePoolGrowsFirst() {
    has(Allocation.STEADY, 3, List.of("served"));
    tasks.add(State.ACTIVE, null);

    assertThat(look()).isEqualTo(new Nodes(2, 1, 0, Movement.STEADY));
    assertThat(activities.resizeNodes(DOCKER, 3)).isTrue();
    assertThat(batch.done)
        .containsExactly("look at b, DEDICATED", "look at b, DEDICATED", "resize b to 4");
  }

  @Test
  void whereThereIsNoRoomWhatHasServedMakesSome() {
    has(Allocation.STEADY, 5, List.of("served"));
    tasks.add(State.ACTIVE, null);

    assertThat(look()).isEqualTo(new Nodes(4, 1, 0, Movement.GROWING));
  }

  @Test
  void aPoolNeverGetsMoreThanItsMaximum() {
    has(Allocation.STEADY, 3, List.of("served", "served too"));

    activities.resizeNodes(DOCKER, 4);

    assertThat(batch.done).contains("resize b to 5");
  }

  @Test
  void nothingIsRemovedDuringAResizeOrFromAutoscale() {
    has(Allocation.RESIZING, 3, List.of("served"));
    assertThat(look()).isEqualTo(new Nodes(2, 1, 0, Movement.GROWING));

    batch.pool =
        new PoolSnapshot(Allocation.STEADY, 3, 3, 1, 1, 1, true, List.of(), List.of("served"), 3);
    assertThat(look().movement()).isEqualTo(Movement.STEADY);
    assertThat(batch.done).containsOnly("look at b, DEDICATED");
  }

  @Test
  void whereBatchRefusesTheNextLookTriesAgain() {
    has(Allocation.STEADY, 3, List.of("served"));
    batch.busy = true;

    assertThat(look()).isEqualTo(new Nodes(2, 1, 0, Movement.STEADY));
  }

  private void has(Allocation allocation, int nodes, List<String> closed) {
    batch.pool =
        new PoolSnapshot(
            allocation, nodes, nodes, 1, closed.size(), 1, false, List.of(), closed, nodes);
  }

  private Nodes look() {
    return activities.lookAtNodes(DOCKER).nodes();
  }
}
