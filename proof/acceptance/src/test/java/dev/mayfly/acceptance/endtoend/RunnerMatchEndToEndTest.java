package dev.mayfly.acceptance.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.acceptance.stack.Stack;
import dev.mayfly.local.stack.LocalStack;
import dev.mayfly.standin.forge.Dialect;
import dev.mayfly.standin.forge.JobView;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The other rules of a forge when it gives a job to a runner: runner groups, and letters' case. */
@Tag("server")
class RunnerMatchEndToEndTest {

  private static final String WORKFLOW =
      "jobs: {build: {runs-on: [%s, ubuntu-latest], steps: [{run: 'true'}]}}";

  @RegisterExtension final Stack stack = new Stack();

  @Test
  void aRepositoryThatTheRunnerGroupMayNotServeGetsNoRunnerAndOthersGoOn() throws Exception {
    stack.start(LocalStack.Settings.DEFAULT);
    stack.github().repositories().create("acme", "site-", 1);
    stack.github().repositories().publish("acme/site-1");
    long refused = queue("self-hosted", "acme/site-1");
    long served = queue("self-hosted", "acme/app");

    stack.until("the other repository's job is done", () -> stack.job(served).isOver());
    stack.until("two attempts have said why", () -> notAllowed(refused) >= 2);

    assertThat(stack.ends(refused).subList(0, 2))
        .allSatisfy(
            end ->
                assertThat(end)
                    .startsWith(
                        "NotAllowed: the default runner group of orgs/acme does not serve"
                            + " repository acme/site-1")
                    .contains("Settings > Actions > Runner groups"));
    assertThat(stack.tasksAdded()).as("for the served one alone").isEqualTo(1);
    assertThat(
            stack.log().stream().filter(line -> line.contains("runner group that may not serve")))
        .hasSize(1);
    assertThat(stack.job(refused).isOver()).isFalse();
  }

  @Test
  void aForgeThatComparesLabelsExactlyGivesTheJobToItsRunner() throws Exception {
    stack.start(LocalStack.Settings.DEFAULT.withDialect(Dialect.GITEA));

    long job = queue("Self-Hosted", "acme/app");
    stack.awaitAll();

    assertThat(stack.job(job).conclusion()).isEqualTo("success");
    stack.isCompleted(job);
    stack.nothingIsLeft();
  }

  private long notAllowed(long job) {
    return stack.lives().status(job).stream()
        .flatMap(status -> status.attempts().stream())
        .filter(attempt -> String.valueOf(attempt.end()).startsWith("NotAllowed"))
        .count();
  }

  private long queue(String label, String repository) {
    long unused = stack.github().queue(WORKFLOW.formatted(label), repository);
    List<JobView> jobs = stack.github().jobs();
    return jobs.get(jobs.size() - 1).id();
  }
}
