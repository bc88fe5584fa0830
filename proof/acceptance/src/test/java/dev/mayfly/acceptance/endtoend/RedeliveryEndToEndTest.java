package dev.mayfly.acceptance.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.acceptance.stack.Rounds;
import dev.mayfly.acceptance.stack.Stack;
import dev.mayfly.local.stack.LocalStack;
import dev.mayfly.standin.forge.JobView;
import dev.mayfly.workflows.sweep.SweepState;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Deliveries that the gateway did not take, sent again because the sweep asked for it. */
@SuppressWarnings("NullAway.Init") // every test begins with start()
@Execution(ExecutionMode.CONCURRENT)
@Tag("server")
class RedeliveryEndToEndTest {

  @RegisterExtension final Stack stack = new Stack();

  private Rounds rounds;

  @ParameterizedTest
  @ValueSource(strings = {"acme", "acme/app"})
  void whatAGatewayThatWasDownDidNotTakeIsSentAgainOnceEach(String scope) throws Exception {
    start(scope);
    stack.local().stopGateway();
    stack.queueExample(3);
    stack.until("no gateway took them", () -> stack.github().failedDeliveries().size() == 3);
    Set<String> failed = stack.github().failedDeliveries();
    stack.local().startGateway();

    rounds.redelivers(3);

    stack.awaitAll();
    rounds.next();
    rounds.next();
    assertThat(stack.github().redeliveries()).containsOnlyKeys(failed);
    assertThat(stack.github().redeliveries().values()).containsOnly(1L);
    assertThat(stack.github().jobs()).extracting(JobView::conclusion).containsOnly("success");
    assertThat(stack.tasksAdded()).isEqualTo(3);
    stack.nothingIsLeft();
  }

  @Test
  void aLostPermissionIsSaidAndStopsNothingElse() throws Exception {
    start("acme");
    stack.github().faults().forbidHooks(true);
    stack.github().faults().swallowDeliveries(1);
    stack.queueExample(1);

    SweepState state = rounds.next();

    assertThat(state.notRedelivered()).contains("orgs/acme: ", "admin:org_hook", "403");
    assertThat(state.failure()).isNull();
    assertThat(state.counts().provided()).isEqualTo(1);
    stack.awaitAll();
    stack.github().faults().forbidHooks(false);
    assertThat(rounds.next().notRedelivered()).isNull();
  }

  private void start(String scope) throws Exception {
    stack.start(
        LocalStack.Settings.DEFAULT
            .withOrganizations(List.of(scope))
            .withSweepEvery(Rounds.NEVER)
            .withRedelivery());
    rounds = stack.rounds();
    rounds.first();
  }
}
