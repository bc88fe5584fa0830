package dev.mayfly.acceptance.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.acceptance.stack.Rounds;
import dev.mayfly.acceptance.stack.Stack;
import dev.mayfly.local.stack.LocalStack;
import dev.mayfly.standin.batch.BatchStandIn.Task;
import dev.mayfly.standin.forge.JobStart;
import dev.mayfly.standin.forge.JobView;
import dev.mayfly.standin.forge.RunnerView;
import dev.mayfly.standin.forge.SeededRegistrations;
import dev.mayfly.workflows.id.Scope;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Two installations of one organization, one Batch account and one Temporal. */
@Tag("server")
class SharedOrganizationTest {

  private static final String OF_MAYFLY = "mayfly-github-901-3fa91c-1";
  private static final String OF_OTHER = "other-github-902-3fa91c-1";

  @RegisterExtension final Stack stack = new Stack();

  @Test
  void eachServesItsOwnJobsAndRemovesItsOwnOrphansOnly() throws Exception {
    stack.start(LocalStack.Settings.DEFAULT.withSweepEvery(Duration.ofSeconds(1)));
    seed("mayfly", OF_MAYFLY);
    seed("other", OF_OTHER);

    stack.until("one removed its own", () -> names().equals(List.of(OF_OTHER)));
    stack.rounds().after(stack.lives().sweep().orElseThrow().counts().rounds() + 3);

    assertThat(names()).containsExactly(OF_OTHER);
    assertThat(stack.batch().tasks()).extracting(Task::id).contains(OF_OTHER);
    stack.local().startBeside(Files.createDirectory(stack.file("other")), "other");
    queueThree("ubuntu-latest");
    queueThree("other-ubuntu-latest");
    stack.awaitAll();
    stack.nothingIsLeft();
    assertThat(stack.github().jobs()).extracting(JobView::conclusion).containsOnly("success");
    for (JobView job : stack.github().jobs()) {
      String installation = job.labels().contains("ubuntu-latest") ? "mayfly" : "other";
      assertThat(job.runner()).startsWith(installation + "-github-");
    }
    assertThat(stack.github().starts())
        .extracting(JobStart::job)
        .hasSize(6)
        .doesNotHaveDuplicates();
    assertThat(stack.tasksAdded()).isEqualTo(6);
    for (String installation : List.of("mayfly", "other")) {
      Rounds its = new Rounds(stack.lives(), installation);
      assertThat(its.next().counts().removed()).as(installation).isEqualTo(1);
      assertThat(its.first().failure()).isNull();
    }
  }

  private void seed(String installation, String name) {
    long unused =
        stack
            .github()
            .seeded()
            .runner(
                Scope.ofOrganization("acme"),
                name,
                List.of("self-hosted", "gone"),
                SeededRegistrations.State.OFFLINE);
    stack.batch().seed("ubuntu", installation + "-ubuntu-1", name, "local/ubuntu");
  }

  private void queueThree(String label) {
    stack
        .jobs()
        .queue(
            """
            jobs:
              build:
                runs-on: [self-hosted, %s]
                strategy: {matrix: {n: [1, 2, 3]}}
                steps: [{run: 'true'}]
            """
                .formatted(label));
  }

  private List<String> names() {
    return Stream.of(stack.github().runners())
        .flatMap(List::stream)
        .map(RunnerView::name)
        .sorted()
        .toList();
  }
}
