package dev.mayfly.acceptance.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.acceptance.stack.IdentityWorker;
import dev.mayfly.acceptance.stack.Requests;
import dev.mayfly.acceptance.stack.Stack;
import dev.mayfly.local.stack.LocalStack;
import dev.mayfly.standin.batch.Operation;
import dev.mayfly.standin.forge.JobStart;
import dev.mayfly.standin.forge.JobView;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Batch's clock is wrong, and is set while jobs run: each is done once, by its own runner. */
@Execution(ExecutionMode.CONCURRENT)
@Tag("server")
class WrongClocksEndToEndTest {

  // A task that was seen to start and one that was not yet are told apart by the second look.
  private static final int LOOKS = 3;

  @RegisterExtension final Stack stack = new Stack();

  @ParameterizedTest
  @CsvSource({"PT75S, PT75S", "PT10M, PT-10M", "PT-10M, PT10M"})
  void jobsAreDoneOnceThoughBatchsClockIsWrongAndJumps(Duration first, Duration then)
      throws Exception {
    stack.start(LocalStack.Settings.DEFAULT);

    eachOfTwoIsDoneOnce(first, then);
  }

  /** A token's time is Entra ID's: nothing is refused, however wrong Batch's clock is. */
  @ParameterizedTest
  @CsvSource({"PT2H, PT-2H", "PT-72H, PT72H"})
  void jobsAreDoneOnceThoughTheClocksAreDaysApartWhereEntraIdSignsIn(Duration first, Duration then)
      throws Exception {
    stack.start(LocalStack.Settings.DEFAULT).stopWorker();
    try (IdentityWorker worker = new IdentityWorker(stack, "azure-batch")) {
      eachOfTwoIsDoneOnce(first, then);
      assertThat(worker.isAlive()).as(worker.said()).isTrue();
    }
  }

  private void eachOfTwoIsDoneOnce(Duration first, Duration then) throws Exception {
    stack.batch().setClockWrong(first);
    List<Long> jobs = List.of(stack.queueUntilGo(), stack.queueUntilGo());
    jobs.forEach(stack::awaitRunning);
    awaitLooks();

    stack.batch().setClockWrong(then);
    awaitLooks();
    stack.go();
    stack.awaitAll();

    eachWasDoneOnce(jobs);
  }

  /** The account's key is not taken then: nothing can be asked, and so nothing is ended. */
  @ParameterizedTest
  @ValueSource(strings = {"PT72H", "PT-2H"})
  void nothingBusyIsEndedWhileBatchRefusesAClockThatIsHoursOff(Duration wrong) throws Exception {
    stack.start(LocalStack.Settings.DEFAULT);
    List<Long> jobs = List.of(stack.queueUntilGo(), stack.queueUntilGo());
    jobs.forEach(stack::awaitRunning);
    awaitLooks();

    Requests refused = Requests.since(stack.batch().server()::requests);
    stack.batch().setClockWrong(wrong);
    stack.until("it is refused", () -> refused.now().getOrDefault("GET (refused)", 0L) >= LOOKS);
    assertThat(stack.github().jobs()).extracting(JobView::status).containsOnly("in_progress");
    stack.batch().setClockWrong(Duration.ZERO);
    stack.go();
    stack.awaitAll();

    eachWasDoneOnce(jobs);
  }

  private void awaitLooks() {
    long before = stack.batch().faults().asked(Operation.LIST_TASKS);
    stack.until(
        "Batch was looked at",
        () -> stack.batch().faults().asked(Operation.LIST_TASKS) >= before + LOOKS);
  }

  private void eachWasDoneOnce(List<Long> jobs) throws Exception {
    for (long job : jobs) {
      assertThat(stack.job(job).conclusion()).isEqualTo("success");
      stack.isCompleted(job);
    }
    assertThat(stack.github().starts()).extracting(JobStart::job).hasSameElementsAs(jobs);
    assertThat(stack.github().starts()).hasSameSizeAs(jobs);
    assertThat(stack.tasksAdded()).isEqualTo(jobs.size());
    stack.nothingIsLeft();
  }
}
