package dev.mayfly.acceptance.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.acceptance.stack.Rounds;
import dev.mayfly.acceptance.stack.Stack;
import dev.mayfly.standin.forge.Dialect;
import dev.mayfly.standin.forge.GitHubStandIn;
import dev.mayfly.standin.forge.RunnerView;
import dev.mayfly.standin.forge.SeededRegistrations;
import dev.mayfly.standin.forge.StandInSettings;
import dev.mayfly.standin.runner.RunnerCommand;
import dev.mayfly.workflows.id.Scope;
import dev.mayfly.workflows.life.Outcome;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Agents for the pipelines of an Azure DevOps, from request to clean-up, on the real Temporal. */
@SuppressWarnings("NullAway.Init") // every test begins with start()
@Execution(ExecutionMode.CONCURRENT)
@Tag("server")
class AzureDevOpsEndToEndTest {

  private static final Duration CLEANED_UP = Duration.ofSeconds(10);
  private static final int ALL = 1000;

  @RegisterExtension final Stack stack = new Stack();

  private GitHubStandIn azureDevOps;

  @Test
  void aRequestBecomesALifeThatShowsNoTokenAndHoweverOftenItComesThereIsOneAgent()
      throws Exception {
    start(RunnerCommand.words());
    azureDevOps.faults().repeatDeliveries(ALL);

    long job = stack.queue("true");
    stack.awaitAll();

    assertThat(stack.outcome(job)).isEqualTo(completed(job, "success"));
    assertThat(stack.lives().life(job).toString()).startsWith("mayfly-azdo-");
    assertThat(stack.tasksAdded()).isEqualTo(1);
    String token = StandInSettings.DEFAULT.token();
    assertThat(stack.lives().history(job).toString())
        .contains("acme/app")
        .doesNotContain(token)
        .doesNotContain(Base64.getEncoder().encodeToString((":" + token).getBytes(UTF_8)));
    stack.nothingIsLeftWithin(CLEANED_UP);

    azureDevOps.redeliverFailed();
    azureDevOps.faults().heal();
    assertThat(stack.tasksAdded()).isEqualTo(1);
  }

  @Test
  void anAgentThatIsLostBeforeItHadAJobIsReplaced() throws Exception {
    Path been = stack.file("been");
    start(dyingOnce(been, "IDLE"));

    long job = stack.queue("true");
    stack.awaitAll();

    assertThat(stack.outcome(job)).isEqualTo(completed(job, "success"));
    assertThat(stack.ends(job)).hasSize(2);
    assertThat(stack.ends(job).get(0)).containsAnyOf("Lost: ", "NeverOnline: ");
    stack.nothingIsLeftWithin(CLEANED_UP);
  }

  @Test
  void anAgentThatIsLostWithItsJobIsRemovedOnceAzureDevOpsHasGivenTheJobUp() throws Exception {
    start(dyingOnce(stack.file("been"), "AT_WORK"));

    long job = stack.queue("true");
    stack.awaitAll();

    assertThat(stack.job(job).conclusion()).isEqualTo("failure");
    assertThat(stack.outcome(job)).isEqualTo(completed(job, "failure"));
    assertThat(stack.tasksAdded()).isEqualTo(1);
    stack.nothingIsLeftWithin(CLEANED_UP);
  }

  @Test
  void aPipelineThatIsCancelledWithoutAWordCostsNoMoreThanTheIdleDeadline() throws Exception {
    start(RunnerCommand.words());
    Runnable starts = stack.holdStarts(".*");
    long job = stack.queue("true");
    stack.until("its task is there", () -> !stack.batch().tasks().isEmpty());
    azureDevOps.faults().loseDeliveries(ALL);

    stack.jobs().cancel(job);
    starts.run();

    assertThat(stack.outcome(job)).isInstanceOf(Outcome.NotNeeded.class);
    assertThat(stack.outcome(job).cause()).contains("cancelled");
    stack.nothingIsLeftWithin(CLEANED_UP);
  }

  @Test
  void theSweepRemovesAnAgentWithoutALifeAndNoneThatIsBusy() throws Exception {
    start(RunnerCommand.words());
    plant("mayfly-azdo-901-3fa91c-1", SeededRegistrations.State.OFFLINE);
    plant("mayfly-azdo-902-3fa91c-1", SeededRegistrations.State.BUSY);
    plant("other-azdo-903-3fa91c-1", SeededRegistrations.State.OFFLINE);
    Rounds rounds = stack.rounds();

    rounds.first();
    rounds.next();
    assertThat(rounds.next().failure()).isNull();

    assertThat(azureDevOps.runners())
        .extracting(RunnerView::name)
        .containsExactly("mayfly-azdo-902-3fa91c-1", "other-azdo-903-3fa91c-1");
  }

  private void plant(String name, SeededRegistrations.State state) {
    long unused =
        azureDevOps.seeded().runner(Scope.ofAgentPool("mayfly"), name, List.of("linux"), state);
  }

  /** The first one that starts dies at this moment, the others do not. */
  private static List<String> dyingOnce(Path been, String moment) {
    String script =
        "[ -e \"$0\" ] || { touch \"$0\"; export STAND_IN_DEATH=" + moment + "; }; exec \"$@\"";
    return Stack.runnerBy(script, been);
  }

  private void start(List<String> runner) throws Exception {
    stack.start(Stack.onRealTemporal().withDialect(Dialect.AZURE_DEVOPS).withRunner(runner));
    azureDevOps = stack.github();
  }

  private Outcome completed(long job, String conclusion) {
    return new Outcome.Completed(
        Objects.requireNonNull(stack.job(job).runner()),
        conclusion,
        "concluded with " + conclusion);
  }
}
