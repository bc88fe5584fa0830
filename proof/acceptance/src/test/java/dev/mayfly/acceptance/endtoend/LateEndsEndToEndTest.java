package dev.mayfly.acceptance.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.acceptance.stack.Jobs;
import dev.mayfly.acceptance.stack.Stack;
import dev.mayfly.local.stack.LocalStack;
import dev.mayfly.standin.batch.BatchStandIn;
import dev.mayfly.standin.forge.JobStart;
import dev.mayfly.standin.server.Holds.When;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Every request to end a task times out here and is carried out at Batch later, at the worst
 * moment: when the node has started what it is for and another job runs. Nothing busy is ended.
 */
@Execution(ExecutionMode.CONCURRENT)
@Tag("server")
class LateEndsEndToEndTest {

  private static final String ENDS = "DELETE jobs/.*/tasks/.*|POST jobs/.*/tasks/.*/terminate";
  private static final BatchStandIn.Settings ONE_SLOT =
      new BatchStandIn.Settings(Set.of(), 1, 1, Duration.ZERO, Duration.ZERO);

  @RegisterExtension final Stack stack = new Stack();

  @ParameterizedTest
  @CsvSource({"token", "jit"})
  void aJobCancelledWhileItsTaskWaitsForANodeCostsNoOtherItsRunner(String registration)
      throws Exception {
    start(registration);
    long first = stack.queueUntilGo();
    stack.awaitRunning(first);
    long cancelled = stack.queue("true");
    awaitTasks(2);
    Path last = stack.file("last");
    long busy = stack.queue("ubuntu-latest", Jobs.until(last));
    awaitTasks(3);

    stack.batch().holds().add(ENDS, When.BEFORE, 0);
    stack.jobs().cancel(cancelled);
    if (registration.equals("jit")) {
      awaitEndsThatTimedOut();
    }
    stack.go();

    isDoneOnceThoughTheEndsCome(busy, last);
    assertThat(stack.job(first).conclusion()).isEqualTo("success");
  }

  @ParameterizedTest
  @CsvSource({"token", "jit"})
  void aJobCancelledWhileItsTaskStartsCostsNoOtherItsRunner(String registration) throws Exception {
    start(registration);
    stack.batch().faults().delayBoots(Duration.ofSeconds(3));
    long cancelled = stack.queue("true");
    stack.awaitTask("preparing");
    Path last = stack.file("last");
    long busy = stack.queue("ubuntu-latest", Jobs.until(last));
    awaitTasks(2);

    stack.batch().holds().add(ENDS, When.BEFORE, 0);
    stack.jobs().cancel(cancelled);

    isDoneOnceThoughTheEndsCome(busy, last);
  }

  private void start(String registration) throws Exception {
    stack.start(
        LocalStack.Settings.DEFAULT
            .withBatch(ONE_SLOT)
            .withJustInTime(registration.equals("jit") ? Set.of("ubuntu") : Set.of()));
  }

  private void awaitTasks(int count) {
    stack.until(count + " tasks are there", () -> stack.batch().tasks().size() == count);
  }

  /** Waits for longer than a call of the worker does. */
  private void awaitEndsThatTimedOut() {
    stack.until(
        "a request to end a task waits where nobody waits for its answer",
        () ->
            stack.batch().holds().held().values().stream()
                .anyMatch(since -> since.compareTo(Duration.ofSeconds(4)) > 0));
  }

  private void isDoneOnceThoughTheEndsCome(long busy, Path last) throws Exception {
    stack.awaitRunning(busy);
    stack.batch().holds().releaseAll(false, Duration.ZERO);
    stack.until("they have come", () -> stack.batch().holds().held().isEmpty());
    assertThat(stack.job(busy).status()).isEqualTo("in_progress");
    Files.createFile(last);
    stack.awaitAll();

    assertThat(stack.job(busy).conclusion()).isEqualTo("success");
    stack.isCompleted(busy);
    assertThat(stack.github().starts()).extracting(JobStart::job).doesNotHaveDuplicates();
    stack.nothingIsLeft();
  }
}
