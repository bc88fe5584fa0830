package dev.mayfly.acceptance.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.acceptance.stack.Stack;
import dev.mayfly.local.stack.LocalStack;
import dev.mayfly.standin.forge.Dialect;
import dev.mayfly.standin.forge.JobView;
import dev.mayfly.standin.forge.RunnerView;
import dev.mayfly.standin.forge.SeededRegistrations;
import dev.mayfly.workflows.id.Scope;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Jobs without a webhook and runners without a life, found by the real sweep. */
@Execution(ExecutionMode.CONCURRENT)
@Tag("server")
class SweepEndToEndTest {

  private static final List<String> LABELS = List.of("self-hosted", "ubuntu-latest");
  private static final Scope ACME = Scope.ofOrganization("acme");

  @RegisterExtension final Stack stack = new Stack();

  // An Azure DevOps lists nothing that is queued: its pipelines ask.
  @ParameterizedTest
  @EnumSource(value = Dialect.class, mode = EnumSource.Mode.EXCLUDE, names = "AZURE_DEVOPS")
  void jobsWithoutAWebhookAreServedAndCleanedUp(Dialect dialect) throws Exception {
    start(LocalStack.Settings.DEFAULT.withDialect(dialect).withoutWebhooks());

    stack.queueExample(3);
    stack.awaitAll();

    assertThat(stack.github().jobs()).extracting(JobView::conclusion).containsOnly("success");
    stack.nothingIsLeft();
  }

  @Test
  void orphansAreRemovedAndNothingElseIs() throws Exception {
    start(LocalStack.Settings.DEFAULT);
    seed("mayfly-github-901-3fa91c-1", SeededRegistrations.State.OFFLINE);
    seed("mayfly-github-902-3fa91c-1", SeededRegistrations.State.ONLINE);
    seed("mayfly-github-903-3fa91c-1", SeededRegistrations.State.BUSY);
    seed("other-github-904-3fa91c-1", SeededRegistrations.State.ONLINE);
    seed("unrelated-runner", SeededRegistrations.State.OFFLINE);
    stack.batch().seed("ubuntu", "mayfly-ubuntu-1", "mayfly-github-902-3fa91c-1", "local/ubuntu");

    stack.until(
        "the orphans are gone",
        () ->
            names()
                .equals(
                    List.of(
                        "mayfly-github-903-3fa91c-1",
                        "other-github-904-3fa91c-1",
                        "unrelated-runner")));
    stack.until("the orphan's task is gone", () -> stack.batch().tasks().isEmpty());
  }

  @Test
  void theDryRunSaysWhatTheSweepWouldDo() throws Exception {
    start(LocalStack.Settings.DEFAULT.withoutWebhooks());
    stack.local().stopWorker();
    seed("mayfly-github-901-3fa91c-1", SeededRegistrations.State.OFFLINE);
    stack.queueExample(1);
    JobView job = stack.github().jobs().get(0);

    Process command = stack.worker("sweep").start();
    String said = new String(command.getInputStream().readAllBytes(), UTF_8);

    assertThat(command.waitFor()).as(said).isZero();
    assertThat(said)
        .contains("would provide for mayfly-github-" + job.id() + " (acme/app")
        .contains("would remove, if the next round finds it so too, mayfly-github-901-3fa91c-1")
        .containsPattern("searched \\d+ of \\d+ repositories")
        .containsPattern("cost: \\d+ requests, \\d+ of them free")
        .containsPattern("\\d+ of \\d+ requests left")
        .containsPattern("a lost job is found within \\d+ s");
    assertThat(names()).containsExactly("mayfly-github-901-3fa91c-1");
    assertThat(stack.batch().tasks()).isEmpty();
  }

  private void seed(String name, SeededRegistrations.State state) {
    long unused = stack.github().seeded().runner(ACME, name, LABELS, state);
  }

  private List<String> names() {
    return stack.github().runners().stream().map(RunnerView::name).sorted().toList();
  }

  private void start(LocalStack.Settings settings) throws Exception {
    LocalStack unused = stack.start(settings.withSweepEvery(Duration.ofSeconds(2)));
  }
}
