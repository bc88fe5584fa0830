package dev.mayfly.acceptance.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.acceptance.stack.Rounds;
import dev.mayfly.local.stack.LocalStack;
import dev.mayfly.local.stack.Root;
import dev.mayfly.standin.batch.Operation;
import dev.mayfly.standin.forge.JobView;
import dev.mayfly.standin.server.Eventually;
import dev.mayfly.workflows.sweep.SweepState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Deliveries that the gateway did not take, sent again because the sweep asked for it. */
@SuppressWarnings("NullAway.Init") // every test begins with start()
class RedeliveryEndToEndTest {

  private static final Duration SOON = Duration.ofSeconds(90);

  @TempDir Path directory;

  private LocalStack stack;
  private Rounds rounds;

  @AfterEach
  void stop() throws Exception {
    if (stack != null) {
      stack.close();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"acme", "acme/app"})
  void whatAGatewayThatWasDownDidNotTakeIsSentAgainOnceEach(String scope) throws Exception {
    start(scope);
    stack.stopGateway();
    queue(3);
    Eventually.until("nobody took them", SOON, () -> stack.github().failedDeliveries().size() == 3);
    Set<String> failed = stack.github().failedDeliveries();
    stack.startGateway();

    SweepState state = rounds.next();

    assertThat(state.notRedelivered()).isNull();
    assertThat(state.failure()).isNull();
    assertThat(state.counts().redelivered()).isEqualTo(3);
    stack.github().awaitAll(SOON);
    rounds.next();
    rounds.next();
    assertThat(stack.github().redeliveries()).containsOnlyKeys(failed);
    assertThat(stack.github().redeliveries().values()).containsOnly(1L);
    assertThat(stack.github().jobs()).extracting(JobView::conclusion).containsOnly("success");
    assertThat(stack.batch().faults().asked(Operation.ADD_TASK)).isEqualTo(3);
    Eventually.until("nothing is left", SOON, () -> stack.leftovers().isEmpty());
  }

  @Test
  void aLostPermissionIsSaidAndStopsNothingElse() throws Exception {
    start("acme");
    stack.github().faults().forbidHooks(true);
    stack.github().faults().swallowDeliveries(1);
    queue(1);

    SweepState state = rounds.next();

    assertThat(state.notRedelivered()).contains("orgs/acme: ", "admin:org_hook", "403");
    assertThat(state.failure()).isNull();
    assertThat(state.counts().provided()).isEqualTo(1);
    stack.github().awaitAll(SOON);
    stack.github().faults().forbidHooks(false);
    assertThat(rounds.next().notRedelivered()).isNull();
  }

  private void queue(int jobs) throws Exception {
    String workflow = Files.readString(Root.find().resolve("examples/workflow.yml"));
    long unused = stack.github().queue(workflow, "acme/app", jobs);
  }

  private void start(String scope) throws Exception {
    stack =
        LocalStack.start(
            Files.createDirectory(directory.resolve("stack")),
            LocalStack.Settings.DEFAULT
                .withOrganizations(List.of(scope))
                .withSweepEvery(Rounds.NEVER)
                .withRedelivery());
    rounds = new Rounds(stack.lives(), "mayfly");
    rounds.first();
  }
}
