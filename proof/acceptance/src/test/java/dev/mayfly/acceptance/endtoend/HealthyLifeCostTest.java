package dev.mayfly.acceptance.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.acceptance.stack.Requests;
import dev.mayfly.local.stack.LifeQueries;
import dev.mayfly.local.stack.LocalStack;
import dev.mayfly.standin.runner.RunnerCommand;
import dev.mayfly.standin.server.Eventually;
import dev.mayfly.workflows.life.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a healthy life asks of GitHub and of Batch, counted by the stand-ins, from end to end. */
@SuppressWarnings("NullAway.Init") // the test begins with start()
class HealthyLifeCostTest {

  private static final Duration SOON = Duration.ofSeconds(90);
  // A pool for each, so that no two runners may swap their jobs; the last one's are just-in-time.
  private static final List<String> LABELS =
      List.of("ubuntu-latest", "ubuntu-22.04", "windows-latest");
  // What watcher and sweep ask for all runners together.
  private static final Set<String> SHARED =
      Set.of(
          "GET api/v3/{scope}/actions/runners",
          "GET api/v3/orgs/{organization}/repos",
          "GET api/v3/repos/{repository}/actions/runs",
          "GET api/v3/repos/{repository}/actions/runs/{id}/jobs",
          "GET jobs",
          "GET jobs/{job}/tasks");

  @TempDir Path directory;

  private LocalStack stack;
  private LifeQueries lives;

  @AfterEach
  void stop() throws Exception {
    if (stack != null) {
      stack.close();
    }
  }

  @Test
  void aRunnerCostsTwoCallsToTheForgeAndFourToBatchBesidesTheSharedPolls() throws Exception {
    start();

    Cost first = live(1);
    Cost next = live(2);

    assertThat(next.forge())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "POST api/v3/{scope}/actions/runners/{kind}", 2L,
                "POST api/v3/{scope}/actions/runners/generate-jitconfig", 1L,
                "DELETE api/v3/{scope}/actions/runners/{id}", 3L));
    assertThat(next.batch())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "GET jobs/{job}", 3L,
                "POST jobs/{job}/tasks", 3L,
                "POST jobs/{job}/tasks/{task}/terminate", 3L,
                "DELETE jobs/{job}/tasks/{task}", 3L));
    // Once for each worker and scope, and once for each pool: to find the group, to make the job.
    assertThat(first.forge())
        .containsAllEntriesOf(next.forge())
        .hasSize(next.forge().size() + 1)
        .containsEntry("GET api/v3/{scope}/actions/runner-groups", 1L);
    assertThat(first.batch()).containsEntry("POST jobs", 3L).containsEntry("GET jobs/{job}", 6L);
  }

  /** What was asked for, without the shared polls. */
  private record Cost(Map<String, Long> forge, Map<String, Long> batch) {}

  /** A container stays until its file is there, and so is still there when its life has heard. */
  private void start() throws Exception {
    List<String> runner = new ArrayList<>();
    String script = "\"$@\"; while [ ! -e \"$0\" ]; do sleep 0.1; done";
    runner.addAll(List.of("sh", "-c", script, directory.resolve("leave").toString()));
    runner.addAll(RunnerCommand.words());
    stack =
        LocalStack.start(
            Files.createDirectory(directory.resolve("stack")),
            LocalStack.Settings.DEFAULT
                .withRunner(runner)
                .withJustInTime(Set.of("windows"))
                .withExit(Duration.ofMinutes(5)));
    lives = stack.lives();
  }

  private Cost live(int round) throws Exception {
    Path leave = directory.resolve("leave");
    Requests forge = Requests.since(stack.github()::requests);
    Requests batch = Requests.since(stack.batch()::requests);
    List<Long> jobs = new ArrayList<>();
    for (String label : LABELS) {
      jobs.add(queue(label));
    }
    Eventually.until(
        "every life has heard in round " + round,
        SOON,
        () -> jobs.stream().allMatch(this::knowsItsJobDone));
    Files.createFile(leave);
    for (long job : jobs) {
      assertThat(lives.outcome(job, SOON)).isInstanceOf(Outcome.Completed.class);
    }
    Files.delete(leave);
    return new Cost(withoutShared(forge.now()), withoutShared(batch.now()));
  }

  private boolean knowsItsJobDone(long job) {
    return lives.status(job).filter(life -> life.job().equals("COMPLETED")).isPresent();
  }

  private long queue(String label) {
    String workflow =
        """
        jobs:
          build:
            runs-on: [self-hosted, %s]
            steps: [{run: 'true'}]
        """
            .formatted(label);
    long run = stack.github().queue(workflow, "acme/app");
    return stack.github().jobs().stream()
        .filter(job -> job.runId() == run)
        .findFirst()
        .orElseThrow()
        .id();
  }

  private static Map<String, Long> withoutShared(Map<String, Long> asked) {
    asked.keySet().removeIf(route -> SHARED.contains(route.replaceFirst("[?].*", "")));
    asked.keySet().removeIf(route -> !route.contains(" api/") && !route.contains(" jobs"));
    return asked;
  }
}
