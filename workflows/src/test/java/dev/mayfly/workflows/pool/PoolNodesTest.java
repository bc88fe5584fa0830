package dev.mayfly.workflows.pool;

import static dev.mayfly.workflows.pool.PoolOnTestServer.runner;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mayfly.workflows.explanation.PoolFacts;
import dev.mayfly.workflows.temporal.FailureType;
import dev.mayfly.workflows.temporal.Histories;
import dev.mayfly.workflows.temporal.OperatorRequest;
import io.temporal.api.enums.v1.EventType;
import io.temporal.client.WorkflowUpdateException;
import io.temporal.failure.ApplicationFailure;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The nodes of a pool's entity on the time-skipping server. */
@Execution(ExecutionMode.CONCURRENT)
class PoolNodesTest {

  private static final String QUOTA = "AccountCoreQuotaReached: no cores are left";

  private final PoolOnTestServer on = new PoolOnTestServer(null);
  private final ModelNodes nodes = on.nodes;

  @BeforeEach
  void scales() {
    nodes.scaling = ModelNodes.SCALING;
    on.pool().scale();
    until("it has looked", () -> !nodes.looks.isEmpty());
  }

  @AfterEach
  void replays(TestInfo test) throws Exception {
    on.replayAndClose(test);
  }

  @Test
  @Tag(Histories.RECORDED)
  void aBurstIsOneResizeAndThePoolGoesBackWhenItIsOver() {
    want(1, 9);
    untilDone("resized to 3");
    nodes.settle();
    leave(1, 9);

    untilAllDone("resized to 3", "resized to 0");
  }

  @Test
  void whatComesDuringAResizeIsTheNextOne() {
    want(1, 4);
    untilDone("resized to 1");
    want(5, 12);
    on.sleep(60);
    assertThat(nodes.done).hasSize(1);

    nodes.settle();

    untilAllDone("resized to 1", "resized to 3");
  }

  @Test
  void demandStopsAShrinking() {
    want(1, 8);
    untilDone("resized to 2");
    nodes.settle();
    leave(1, 8);
    untilDone("resized to 0");

    want(9, 20);

    untilDone("stopped");
    nodes.settle(1);
    on.sleep(60);
    assertThat(nodes.done)
        .containsExactly("resized to 2", "resized to 0", "stopped", "resized to 3");
  }

  @Test
  @Tag(Histories.RECORDED)
  void theRunnersOfOtherPoolsOnTheseNodesCount() {
    for (int job = 1; job <= 5; job++) {
      on.pool().demand(runner(job));
    }
    nodes.others = 5;

    until("they are asked for", () -> !nodes.done.isEmpty());

    assertThat(nodes.done).containsExactly("resized to 2");
    nodes.settle();
    nodes.others = 0;
    untilAllDone("resized to 2", "resized to 0");
  }

  @Test
  void aPausedPoolWantsNoNodesForThoseThatWait() {
    on.pool().pause(OperatorRequest.of("ada", "new image"));
    want(1, 8);
    on.sleep(600);
    assertThat(nodes.done).isEmpty();

    on.pool().resume(OperatorRequest.of("ada", "done"));

    untilDone("resized to 2");
  }

  @Test
  void aTurnThatNobodyGaveBackDoesNotKeepNodes() {
    want(1, 4);
    untilDone("resized to 1");
    nodes.settle();

    on.tasks.clear();
    for (int job = 1; job <= 4; job++) {
      on.closed.add(runner(job));
    }

    untilDone("resized to 0");
  }

  @Test
  void tasksOfRunnersThatNeverAskedForATurnCount() {
    on.tasks.addAll(List.of(runner(7), runner(8), runner(9), runner(10), runner(11)));
    want(1, 1);
    untilDone("resized to 1");

    nodes.settle();

    untilDone("resized to 2");
  }

  @Test
  @Tag(Histories.RECORDED)
  void whatBatchCannotDoAlertsOnceAndIsTriedAgain() {
    want(1, 40);
    untilDone("resized to 10");
    PoolFacts.Nodes booting = new PoolFacts.Nodes(0, 10, true, List.of());
    until(
        "it is known that they boot",
        () -> booting.equals(on.pool().status().facts("ubuntu", null).nodes()));
    nodes.errors = List.of(QUOTA);
    nodes.settle(3);
    until("it is shown", () -> on.phases().contains("DOES_NOT_SCALE"));
    assertThat(on.pool().status().line())
        .isEqualTo(
            "40 running, 0 waiting; 3 of 10 nodes, which do not scale as they should: " + QUOTA);
    until("it is tried again", () -> nodes.done.size() > 1);
    nodes.errors = List.of(QUOTA);
    nodes.settle(3);
    until("it is tried once more", () -> nodes.done.size() > 2);
    assertThat(on.phases()).containsExactly("RUNNING", "DOES_NOT_SCALE");

    nodes.settle();

    until("it is shown", () -> on.phases().size() == 3);
    assertThat(on.phases()).containsExactly("RUNNING", "DOES_NOT_SCALE", "RUNNING");
    assertThat(nodes.done).containsOnly("resized to 10");
  }

  @Test
  void whatThisWorkerMayNotDoAlertsAndNobodyIsPaused() {
    nodes.refusal = ApplicationFailure.newNonRetryableFailure("403", FailureType.POOL_FAULT);
    want(1, 4);

    until("it is shown", () -> on.phases().contains("DOES_NOT_SCALE"));

    assertThat(on.pool().status().pause()).isNull();
    nodes.refusal = null;
    untilDone("resized to 1");
  }

  @Test
  @Tag(Histories.RECORDED)
  void takesTheNodesFromAutoscaleAndGivesThemBackUntilTheNextWorker() {
    nodes.set(2, 0, true);
    on.pool().scale();
    untilDone("taken over");

    on.pool().rest("worker");

    until("they are autoscale's", () -> on.pool().status().nodes().autoscales());
    assertThat(on.pool().status().line()).contains("autoscale", "by worker: no worker is left");
    want(1, 40);
    on.sleep(3600);
    assertThat(nodes.done).containsExactly("taken over", "handed back");

    on.pool().scale();

    untilDone("resized to 10");
    assertThat(nodes.done)
        .containsExactly("taken over", "handed back", "taken over", "resized to 10");
  }

  @Test
  @Tag(Histories.RECORDED)
  void whatAnOperatorHandedBackStaysUntilItIsTakenOver() {
    assertThat(on.pool().handBackNow(OperatorRequest.of("ada", "maintenance")))
        .contains("nodes go to autoscale", "by ada: maintenance");
    until("they are autoscale's", () -> on.pool().status().nodes().autoscales());
    on.pool().scale();
    on.pool().rest("worker");
    on.sleep(3600);
    assertThat(nodes.done).containsExactly("handed back");

    on.pool().takeOverNow(OperatorRequest.of("ada", "done"));

    untilDone("taken over");
  }

  @Test
  void nodesThatDoNotScaleCannotBeHandedBack() {
    nodes.scaling = null;
    on.pool().scale();
    until("it is known", () -> !on.pool().status().nodes().scaled());

    assertThatThrownBy(() -> on.pool().handBackNow(OperatorRequest.of("ada", "maintenance")))
        .isInstanceOf(WorkflowUpdateException.class)
        .cause()
        .hasMessageContaining("the pool's nodes do not scale with the queue");
  }

  @Test
  void aPoolAtRestIsLookedAtEveryFiveMinutes() {
    int before = nodes.looks.size();
    on.sleep(3600);

    assertThat(nodes.looks).hasSizeBetween(before + 11, before + 13);
    assertThat(on.looks).hasSize(1);
    assertThat(on.history())
        .filteredOn(event -> event.getEventType() == EventType.EVENT_TYPE_TIMER_STARTED)
        .hasSizeBetween(11, 14);
  }

  private void want(int from, int to) {
    for (int job = from; job <= to; job++) {
      on.tasks.add(runner(job));
      on.want(job);
    }
  }

  private void leave(int from, int to) {
    for (int job = from; job <= to; job++) {
      on.tasks.remove(runner(job));
      on.leave(job);
    }
  }

  private void untilDone(String what) {
    until(what, () -> nodes.done.contains(what));
  }

  private void untilAllDone(String... what) {
    until(what[what.length - 1], () -> nodes.done.size() >= what.length);
    assertThat(nodes.done).containsExactly(what);
  }

  private void until(String what, BooleanSupplier holds) {
    on.until(what, holds);
  }
}
