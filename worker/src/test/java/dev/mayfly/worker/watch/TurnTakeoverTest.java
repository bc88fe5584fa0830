package dev.mayfly.worker.watch;

import static dev.mayfly.worker.watch.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.workflows.id.PoolId;
import dev.mayfly.workflows.pool.Turn;
import dev.mayfly.workflows.pool.TurnStatus.State;
import dev.mayfly.workflows.step.WaitResult;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.testing.TestWorkflowEnvironment;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** A wait for a turn whose worker is gone without a word. */
@Execution(ExecutionMode.CONCURRENT)
class TurnTakeoverTest {

  private final TestWorkflowEnvironment server = TestWorkflowEnvironment.newInstance();
  private final WorkflowClient client = server.getWorkflowClient();
  private final OpenWaits open = new OpenWaits(client);
  private final FakeWorld world = new FakeWorld();
  private final FakeTurns turns = new FakeTurns();
  private final Watcher vanishing = world.watcher(turns, client);
  private final Watcher second = world.watcher(turns, client);

  @AfterEach
  void stop() throws Exception {
    vanishing.stop();
    second.stop();
    server.close();
  }

  /** A life that only waits for its turn. */
  @WorkflowInterface
  public interface Waiting {
    @WorkflowMethod
    WaitResult run(Turn turn);
  }

  /** In a pool without room. */
  public static final class WaitingForATurn implements Waiting {
    @Override
    public WaitResult run(Turn turn) {
      return FakeWorld.steps().awaitTurn(turn);
    }
  }

  @Test
  void isWatchedByTheNextOne() throws Exception {
    FakeWorld.watches(vanishing, WaitingForATurn.class, server.newWorker("q"));
    server.start();
    Waiting life =
        client.newWorkflowStub(
            Waiting.class, WorkflowOptions.newBuilder().setTaskQueue("q").build());
    Turn turn = new Turn(new PoolId("mayfly", "ubuntu"), FakeWorld.NAME, Instant.EPOCH);
    WorkflowExecution run = WorkflowClient.start(life::run, turn);
    eventually("the first worker has it", () -> turns.calls.size() == 2);
    turns.tell(FakeWorld.NAME, State.ADMITTED);

    open.of(run, known -> false)
        .forEach(found -> second.takeOver(found.leftBehind(), found.lastSign()));
    assertThat(second.size()).isEqualTo(1);
    second.poll();

    assertThat(WorkflowStub.fromTyped(life).getResult(60, TimeUnit.SECONDS, WaitResult.class))
        .isEqualTo(new WaitResult.Admitted(FakeWorld.T0, "its turn", false));
  }
}
