package dev.mayfly.acceptance.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.acceptance.stack.Rounds;
import dev.mayfly.local.stack.LifeQueries;
import dev.mayfly.local.stack.LocalStack;
import dev.mayfly.standin.batch.BatchStandIn.Task;
import dev.mayfly.standin.batch.Operation;
import dev.mayfly.standin.forge.JobStart;
import dev.mayfly.standin.forge.JobView;
import dev.mayfly.standin.forge.RunnerView;
import dev.mayfly.standin.forge.SeededRegistrations;
import dev.mayfly.standin.server.Eventually;
import dev.mayfly.workflows.id.Scope;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two installations of one organization, one Batch account and one Temporal. */
class SharedOrganizationTest {

  private static final Duration SOON = Duration.ofSeconds(90);
  private static final String OF_MAYFLY = "mayfly-github-901-3fa91c-1";
  private static final String OF_OTHER = "other-github-902-3fa91c-1";

  @TempDir Path directory;

  @Test
  void eachServesItsOwnJobsAndRemovesItsOwnOrphansOnly() throws Exception {
    LocalStack.Settings settings =
        LocalStack.Settings.DEFAULT.withSweepEvery(Duration.ofSeconds(1));
    try (LocalStack stack =
        LocalStack.start(Files.createDirectory(directory.resolve("stack")), settings)) {
      LifeQueries lives = stack.lives();
      seed(stack, "mayfly", OF_MAYFLY);
      seed(stack, "other", OF_OTHER);

      Eventually.until("one removed its own", SOON, () -> names(stack).equals(List.of(OF_OTHER)));
      new Rounds(lives, "mayfly").after(lives.sweep().orElseThrow().counts().rounds() + 3);

      assertThat(names(stack)).containsExactly(OF_OTHER);
      assertThat(stack.batch().tasks()).extracting(Task::id).contains(OF_OTHER);
      stack.startBeside(Files.createDirectory(directory.resolve("other")), "other");
      queue(stack, "ubuntu-latest");
      queue(stack, "other-ubuntu-latest");
      stack.github().awaitAll(SOON);
      Eventually.until("nothing is left", SOON, () -> stack.leftovers().isEmpty());
      assertThat(stack.github().jobs()).extracting(JobView::conclusion).containsOnly("success");
      for (JobView job : stack.github().jobs()) {
        String installation = job.labels().contains("ubuntu-latest") ? "mayfly" : "other";
        assertThat(job.runner()).startsWith(installation + "-github-");
      }
      assertThat(stack.github().starts())
          .extracting(JobStart::job)
          .hasSize(6)
          .doesNotHaveDuplicates();
      assertThat(stack.batch().faults().asked(Operation.ADD_TASK)).isEqualTo(6);
      for (String installation : List.of("mayfly", "other")) {
        Rounds its = new Rounds(lives, installation);
        assertThat(its.next().counts().removed()).as(installation).isEqualTo(1);
        assertThat(its.first().failure()).isNull();
      }
    }
  }

  private static void seed(LocalStack stack, String installation, String name) {
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

  private static void queue(LocalStack stack, String label) {
    long unused =
        stack
            .github()
            .queue(
                """
                jobs:
                  build:
                    runs-on: [self-hosted, %s]
                    strategy: {matrix: {n: [1, 2, 3]}}
                    steps: [{run: 'true'}]
                """
                    .formatted(label),
                "acme/app");
  }

  private static List<String> names(LocalStack stack) {
    return Stream.of(stack.github().runners())
        .flatMap(List::stream)
        .map(RunnerView::name)
        .sorted()
        .toList();
  }
}
