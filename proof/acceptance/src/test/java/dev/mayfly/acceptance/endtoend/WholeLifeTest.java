package dev.mayfly.acceptance.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.acceptance.stack.IdentityWorker;
import dev.mayfly.acceptance.stack.Stack;
import dev.mayfly.local.stack.LocalStack;
import dev.mayfly.standin.batch.Exchanges;
import dev.mayfly.standin.batch.Operation;
import dev.mayfly.standin.batch.SharedData;
import dev.mayfly.standin.batch.Swagger;
import dev.mayfly.standin.forge.JobView;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The demo's lives from queue to clean-up, by what the worker and Batch say to each other. */
@Tag("server")
class WholeLifeTest {

  @RegisterExtension final Stack stack = new Stack();

  @BeforeEach
  void start() throws Exception {
    stack.start(LocalStack.Settings.DEFAULT).stopWorker();
  }

  @ParameterizedTest
  @CsvSource({"azure-batch, 2024-07-01.20.0", "rest, 2025-06-01"})
  void allThatAnyLifeAsksOfBatchIsWhatMicrosoftDescribes(String client, String version)
      throws Exception {
    Swagger swagger = new Swagger(SharedData.batch().resolve("spec/BatchService.json"));
    swagger.expectVersion(version);
    List<String> faults = new ArrayList<>();
    try (Exchanges exchanges = new Exchanges(stack.batch().url())) {
      stack.configureWorker(
          "\"" + stack.batch().url() + "\"", "\"" + exchanges.url() + "\", client: " + client);
      stack.local().startWorker();

      runTheDemosJobs();

      stack.local().stopWorker();
      for (Exchanges.Exchange seen : exchanges.seen()) {
        swagger.faults(seen).stream()
            .map(fault -> seen.method() + " " + seen.path() + ": " + fault)
            .forEach(faults::add);
      }
      assertThat(operations(exchanges))
          .contains(
              Operation.ADD_JOB, Operation.ADD_TASK, Operation.LIST_TASKS, Operation.DELETE_TASK);
    }
    assertThat(faults).isEmpty();
  }

  private static Set<Operation> operations(Exchanges exchanges) {
    return exchanges.seen().stream()
        .flatMap(seen -> Operation.of(seen.method(), seen.path().substring(1)).stream())
        .collect(Collectors.toSet());
  }

  @ParameterizedTest
  @ValueSource(strings = {"azure-batch", "rest"})
  void aWorkerWithAManagedIdentityServesJobsAndRenewsItsToken(String client) throws Exception {
    stack.batch().tokens().lifetime(Duration.ofSeconds(6));
    try (IdentityWorker worker = new IdentityWorker(stack, client)) {
      runTheDemosJobs();

      stack.until("the token was renewed", () -> stack.batch().tokens().used() >= 2);
      assertThat(worker.isAlive()).as(worker.said()).isTrue();
    }
  }

  private void runTheDemosJobs() throws Exception {
    stack.queueExample(3);
    stack.awaitAll();
    assertThat(stack.github().jobs())
        .isNotEmpty()
        .extracting(JobView::conclusion)
        .containsOnly("success");
    stack.nothingIsLeft();
  }
}
