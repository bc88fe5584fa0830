package dev.mayfly.acceptance.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.acceptance.stack.Stack;
import dev.mayfly.standin.batch.BatchFaults.Fault;
import dev.mayfly.standin.batch.Operation;
import dev.mayfly.workflows.pool.PoolStatus;
import dev.mayfly.workflows.temporal.OperatorRequest;
import io.temporal.api.workflow.v1.PendingActivityInfo;
import io.temporal.client.WorkflowException;
import io.temporal.common.converter.DefaultDataConverter;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pools that are full or paused, with the real gateway and worker on a real Temporal server. */
@Tag("server")
class AdmissionEndToEndTest {

  // A heartbeat says where a life stands every 72 s, and a pool's entity looks once a minute.
  @RegisterExtension final Stack stack = new Stack(Duration.ofMinutes(3));

  private void start(int maxRunners) throws Exception {
    stack.start(Stack.onRealTemporal().withMaxRunners(maxRunners));
  }

  @Test
  void aLifeWithoutRoomShowsItsPlaceInTheQueueAndRunsWhenThereIs() throws Exception {
    start(1);
    long first = queueAndRun();

    long second = stack.queue("true");

    stack.until("it shows its place", () -> waitsWith(second, "1st of 1"));
    assertThat(stack.tasksAdded()).isEqualTo(1);
    assertThat(entity().line()).isEqualTo("1 of 1 running, 1 waiting");
    stack.go();
    bothAreCompleted(first, second);
  }

  @Test
  void anEntityThatWasTerminatedIsReplacedAndTheCapHolds() throws Exception {
    start(1);
    long first = queueAndRun();
    long second = stack.queue("true");
    stack.until("it waits", () -> waits(second));
    String terminated = run();

    stack.lives().pool("ubuntu").terminate("a test of what then");

    stack.until("there is a new one", () -> !run().equals(terminated));
    stack.until("it knows of both", this::isOneRunningAndOneWaiting);
    assertThat(stack.tasksAdded()).isEqualTo(1);
    stack.go();
    bothAreCompleted(first, second);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 0})
  void aFaultOfThePoolPausesItOnceUntilAnOperatorResumes(int maxRunners) throws Exception {
    start(maxRunners);
    stack
        .batch()
        .faults()
        .add(Fault.refusal(Operation.GET_JOB, 403, "AuthenticationFailed", null), 1000);
    long first = stack.queue("true");
    stack.until("it is paused", () -> asked().filter(s -> s.pause() != null).isPresent());
    long second = stack.queue("true");
    stack.until("both wait", () -> waits(first) && waits(second));
    assertThat(entity().line()).contains("paused since", "403 AuthenticationFailed");

    stack.batch().faults().clear();
    stack
        .lives()
        .pool("ubuntu")
        .signal("resume", OperatorRequest.of("ada", "the key is right now"));

    bothAreCompleted(first, second);
    assertThat(stack.log().stream().filter(line -> line.contains("POOL PAUSED")).count())
        .isEqualTo(1);
  }

  private void bothAreCompleted(long first, long second) throws Exception {
    stack.isCompleted(first);
    stack.isCompleted(second);
    assertThat(stack.tasksAdded()).isEqualTo(2);
    stack.nothingIsLeftWithin(Duration.ofSeconds(20));
    stack.until("no life counts any more", () -> entity().waiting().isEmpty());
  }

  /** Queues a job that runs until {@link Stack#go}, and waits until it does. */
  private long queueAndRun() throws Exception {
    long job = stack.queueUntilGo();
    stack.awaitRunning(job);
    return job;
  }

  private String run() {
    return stack.lives().pool("ubuntu").describe().getExecution().getRunId();
  }

  private boolean isOneRunningAndOneWaiting() {
    return asked().filter(s -> s.running() == 1 && s.waiting().size() == 1).isPresent();
  }

  private PoolStatus entity() {
    return stack.lives().pool("ubuntu").query("status", PoolStatus.class);
  }

  /** Empty while there is no entity, or it cannot answer. */
  private Optional<PoolStatus> asked() {
    try {
      return Optional.of(entity());
    } catch (WorkflowException none) {
      return Optional.empty();
    }
  }

  private boolean waits(long job) {
    return turn(job).isPresent();
  }

  private boolean waitsWith(long job, String words) {
    return turn(job)
        .filter(PendingActivityInfo::hasHeartbeatDetails)
        .map(
            turn ->
                DefaultDataConverter.STANDARD_INSTANCE.fromPayloads(
                    0, Optional.of(turn.getHeartbeatDetails()), String.class, String.class))
        .filter(words::equals)
        .isPresent();
  }

  private Optional<PendingActivityInfo> turn(long job) {
    try {
      return stack
          .lives()
          .stub(job)
          .describe()
          .getRawDescription()
          .getPendingActivitiesList()
          .stream()
          .filter(activity -> activity.getActivityType().getName().equals("awaitTurn"))
          .findFirst();
    } catch (WorkflowException notYet) {
      return Optional.empty();
    }
  }
}
