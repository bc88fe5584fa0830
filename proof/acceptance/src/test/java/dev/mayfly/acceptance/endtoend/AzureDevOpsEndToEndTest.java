package dev.mayfly.acceptance.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.acceptance.stack.Rounds;
import dev.mayfly.acceptance.stack.TemporalCli;
import dev.mayfly.local.stack.LifeQueries;
import dev.mayfly.local.stack.LocalStack;
import dev.mayfly.standin.batch.Operation;
import dev.mayfly.standin.forge.Dialect;
import dev.mayfly.standin.forge.GitHubStandIn;
import dev.mayfly.standin.forge.JobView;
import dev.mayfly.standin.forge.RunnerView;
import dev.mayfly.standin.forge.SeededRegistrations;
import dev.mayfly.standin.forge.StandInSettings;
import dev.mayfly.standin.runner.RunnerCommand;
import dev.mayfly.standin.server.Eventually;
import dev.mayfly.workflows.id.Scope;
import dev.mayfly.workflows.life.LifeStatus.AttemptStatus;
import dev.mayfly.workflows.life.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Agents for the pipelines of an Azure DevOps, from request to clean-up, on the real Temporal. */
@SuppressWarnings("NullAway.Init") // every test begins with start()
class AzureDevOpsEndToEndTest {

  private static final Duration SOON = Duration.ofSeconds(90);
  private static final int ALL = 1000;

  @TempDir Path directory;

  private LocalStack stack;
  private GitHubStandIn azureDevOps;
  private LifeQueries lives;

  @AfterEach
  void stop() throws Exception {
    if (stack != null) {
      stack.close();
    }
  }

  @Test
  void aRequestBecomesALifeThatShowsNoTokenAndHoweverOftenItComesThereIsOneAgent()
      throws Exception {
    start(RunnerCommand.words());
    azureDevOps.faults().repeatDeliveries(ALL);

    long job = queue("true");
    azureDevOps.awaitAll(SOON);

    assertThat(outcome(job)).isEqualTo(completed(job, "success"));
    assertThat(lives.life(job).toString()).startsWith("mayfly-azdo-");
    assertThat(stack.batch().faults().asked(Operation.ADD_TASK)).isEqualTo(1);
    String token = StandInSettings.DEFAULT.token();
    assertThat(lives.history(job).toString())
        .contains("acme/app")
        .doesNotContain(token)
        .doesNotContain(Base64.getEncoder().encodeToString((":" + token).getBytes(UTF_8)));
    nothingIsLeft();

    azureDevOps.redeliverFailed();
    azureDevOps.faults().heal();
    assertThat(stack.batch().faults().asked(Operation.ADD_TASK)).isEqualTo(1);
  }

  @Test
  void anAgentThatIsLostBeforeItHadAJobIsReplaced() throws Exception {
    Path been = directory.resolve("been");
    start(dyingOnce(been, "IDLE"));

    long job = queue("true");
    azureDevOps.awaitAll(SOON);

    assertThat(outcome(job)).isEqualTo(completed(job, "success"));
    assertThat(ends(job)).hasSize(2);
    assertThat(ends(job).get(0)).containsAnyOf("Lost: ", "NeverOnline: ");
    nothingIsLeft();
  }

  @Test
  void anAgentThatIsLostWithItsJobIsRemovedOnceAzureDevOpsHasGivenTheJobUp() throws Exception {
    start(dyingOnce(directory.resolve("been"), "AT_WORK"));

    long job = queue("true");
    azureDevOps.awaitAll(SOON);

    assertThat(job(job).conclusion()).isEqualTo("failure");
    assertThat(outcome(job)).isEqualTo(completed(job, "failure"));
    assertThat(stack.batch().faults().asked(Operation.ADD_TASK)).isEqualTo(1);
    nothingIsLeft();
  }

  @Test
  void aPipelineThatIsCancelledWithoutAWordCostsNoMoreThanTheIdleDeadline() throws Exception {
    start(RunnerCommand.words());
    stack.batch().faults().delayBoots(Duration.ofSeconds(3));
    long job = queue("true");
    Eventually.until("its task is there", SOON, () -> !stack.batch().tasks().isEmpty());
    azureDevOps.faults().loseDeliveries(ALL);

    azureDevOps.cancel(job(job).runId());

    assertThat(outcome(job)).isInstanceOf(Outcome.NotNeeded.class);
    assertThat(outcome(job).cause()).contains("cancelled");
    nothingIsLeft();
  }

  @Test
  void theSweepRemovesAnAgentThatNobodyStandsBehindAndNoneThatIsBusy() throws Exception {
    start(RunnerCommand.words());
    plant("mayfly-azdo-901-3fa91c-1", SeededRegistrations.State.OFFLINE);
    plant("mayfly-azdo-902-3fa91c-1", SeededRegistrations.State.BUSY);
    plant("other-azdo-903-3fa91c-1", SeededRegistrations.State.OFFLINE);
    Rounds rounds = new Rounds(lives, "mayfly");

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
    return Stream.concat(
            Stream.of("sh", "-c", script, been.toString()), RunnerCommand.words().stream())
        .toList();
  }

  private void start(List<String> runner) throws Exception {
    String temporal = TemporalCli.findOrSkip().binary().toString();
    stack =
        LocalStack.start(
            Files.createDirectory(directory.resolve("stack")),
            LocalStack.Settings.DEFAULT
                .withEnvironment(Map.of("TEMPORAL_CLI", temporal))
                .withDialect(Dialect.AZURE_DEVOPS)
                .withRunner(runner));
    azureDevOps = stack.github();
    lives = stack.lives();
  }

  private long queue(String command) {
    long run =
        azureDevOps.queue(
            """
            jobs:
              build:
                runs-on: [self-hosted, ubuntu-latest]
                steps: [{run: '%s'}]
            """
                .formatted(command),
            "acme/app");
    return azureDevOps.jobs().stream()
        .filter(job -> job.runId() == run)
        .findFirst()
        .orElseThrow()
        .id();
  }

  private JobView job(long id) {
    return azureDevOps.jobs().stream().filter(job -> job.id() == id).findFirst().orElseThrow();
  }

  private Outcome outcome(long job) throws Exception {
    return lives.outcome(job, SOON);
  }

  private List<String> ends(long job) {
    return lives.status(job).orElseThrow().attempts().stream().map(AttemptStatus::end).toList();
  }

  private Outcome completed(long job, String conclusion) {
    return new Outcome.Completed(
        Objects.requireNonNull(job(job).runner()), conclusion, "concluded with " + conclusion);
  }

  private void nothingIsLeft() {
    Eventually.until("nothing is left", Duration.ofSeconds(10), () -> stack.leftovers().isEmpty());
  }
}
