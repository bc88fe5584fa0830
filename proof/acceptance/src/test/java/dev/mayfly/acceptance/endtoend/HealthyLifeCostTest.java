package dev.mayfly.acceptance.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.acceptance.stack.Requests;
import dev.mayfly.acceptance.stack.Stack;
import dev.mayfly.bench.path.CallsByRoute;
import dev.mayfly.local.stack.LocalStack;
import dev.mayfly.standin.server.Eventually;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The requests of a healthy life to GitHub and Batch, counted by the stand-ins, from end to end.
 */
@Tag("server")
class HealthyLifeCostTest {

  private static final Duration SOON = Duration.ofSeconds(90);
  // A pool for each, so that no two runners may swap their jobs; the last one's are just-in-time.
  private static final List<String> LABELS =
      List.of("ubuntu-latest", "ubuntu-22.04", "windows-latest");

  private static final String GROUPS =
      "GET api/v3/{scope}/actions/runner-groups?visible_to_repository";

  @RegisterExtension final Stack stack = new Stack();

  @Test
  void aRunnerCostsTwoCallsToTheForgeAndThreeToBatchBesidesTheSharedPolls() throws Exception {
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
                "POST jobs/{job}/tasks", 3L,
                "GET jobs/{job}/tasks/{task}", 3L,
                "DELETE jobs/{job}/tasks/{task}", 3L));
    // Once for each worker and repository in five minutes, and once for each pool: to ask whether
    // the group serves it, to make the job, which is not looked at again a moment later.
    // What takes longer than its life's own task may is asked for once more (ADR 28), as the first
    // calls of a worker do on a busy machine.
    assertThat(first.forge().keySet())
        .containsAll(next.forge().keySet())
        .contains(GROUPS)
        .hasSize(next.forge().size() + 1);
    assertThat(first.forge().get(GROUPS)).isBetween(1L, 2L);
    assertThat(first.batch().get("POST jobs")).isBetween(3L, 6L);
    assertThat(first.batch().get("GET jobs/{job}")).isBetween(6L, 12L);
  }

  /** The requests, without the shared polls. */
  private record Cost(Map<String, Long> forge, Map<String, Long> batch) {}

  /** A container stays until its file is there, and so is still there when its life has heard. */
  private void start() throws Exception {
    String script = "\"$@\"; while [ ! -e \"$0\" ]; do sleep 0.1; done";
    stack.start(
        LocalStack.Settings.DEFAULT
            .withRunner(Stack.runnerBy(script, stack.file("leave")))
            .withJustInTime(Set.of("windows"))
            .withExit(Duration.ofMinutes(5)));
  }

  private Cost live(int round) throws Exception {
    Path leave = stack.file("leave");
    Requests forge = Requests.since(stack.github().server()::requests);
    Requests batch = Requests.since(stack.batch().server()::requests);
    List<Long> jobs = new ArrayList<>();
    for (String label : LABELS) {
      jobs.add(stack.queue(label, "true"));
    }
    Eventually.until(
        "every life has heard in round " + round,
        SOON,
        () -> jobs.stream().allMatch(this::knowsItsJobDone));
    Files.createFile(leave);
    for (long job : jobs) {
      stack.isCompleted(job);
    }
    Files.delete(leave);
    return new Cost(withoutShared(forge.now()), withoutShared(batch.now()));
  }

  private boolean knowsItsJobDone(long job) {
    return stack.lives().status(job).filter(life -> life.job().equals("COMPLETED")).isPresent();
  }

  private static Map<String, Long> withoutShared(Map<String, Long> asked) {
    asked.keySet().removeIf(route -> CallsByRoute.SHARED.contains(route.replaceFirst("[?].*", "")));
    asked.keySet().removeIf(route -> !route.contains(" api/") && !route.contains(" jobs"));
    return asked;
  }
}
