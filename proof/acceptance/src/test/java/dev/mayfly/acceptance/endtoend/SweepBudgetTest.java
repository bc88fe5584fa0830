package dev.mayfly.acceptance.endtoend;

import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.acceptance.stack.Stack;
import dev.mayfly.local.stack.LocalStack;
import dev.mayfly.standin.forge.JobView;
import dev.mayfly.standin.server.Eventually;
import dev.mayfly.workflows.sweep.SweepState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Many repositories, GitHub's budget of a personal access token, and no webhook. */
@Tag("server")
class SweepBudgetTest {

  private static final Duration SOON = Duration.ofMinutes(2);
  private static final int PER_HOUR = 5_000;
  private static final int FIFTH = 1_000;
  private static final int JOBS = 4;

  @RegisterExtension final Stack stack = new Stack(SOON);

  @Test
  void inAHundredRepositoriesEachJobIsFoundWithinTheBoundThatTheSweepStates() throws Exception {
    start(100, Duration.ofSeconds(2));
    SweepState before = awaitPass();
    Random random = new Random(5);

    for (int i = 0; i < JOBS; i++) {
      String repository = "acme/repo-" + (1 + random.nextInt(100));
      long unused =
          stack
              .github()
              .queue(
                  "jobs: {build: {runs-on: [self-hosted, ubuntu-latest], steps: [{run: 'true'}]}}",
                  repository);
      stack.rounds().after(stack.lives().sweep().orElseThrow().counts().rounds());
    }
    stack.awaitAll();

    Duration bound = longer(bound(before), bound(stack.lives().sweep().orElseThrow()));
    assertThat(stack.github().jobs()).hasSize(JOBS);
    for (JobView job : stack.github().jobs()) {
      assertThat(Duration.between(job.created(), found(job))).isLessThanOrEqualTo(bound);
      assertThat(job.conclusion()).isEqualTo("success");
    }
    stack.nothingIsLeft();
  }

  @Test
  void twoThousandRepositoriesCostNoMoreThanAFifthOfTheBudget() throws Exception {
    start(2_000, Duration.ofSeconds(1));

    SweepState state = stack.rounds().after(2);

    assertThat(state.next()).as("where it goes on").isNotNull();
    assertThat(state.bound()).isGreaterThan(Duration.ofMinutes(1));
    assertThat(stack.github().hour().used()).isBetween(FIFTH / 4, FIFTH / 2);
    // A third of it at first, so that a pass of a hundred need not wait; six thousand are to be
    // asked.
    assertThat(stack.github().hour().refused()).isZero();
  }

  /** When its life began; or it did, where another job's runner took it before. */
  private Instant found(JobView job) {
    return stack
        .lives()
        .description(job.id())
        .map(life -> life.getWorkflowExecutionInfo().getStartTime())
        .map(start -> Instant.ofEpochSecond(start.getSeconds(), start.getNanos()))
        .orElseGet(() -> requireNonNull(job.started()));
  }

  private SweepState awaitPass() {
    return Eventually.get(
        "the sweep has been through all of them",
        SOON,
        () ->
            stack
                .lives()
                .sweep()
                .filter(state -> state.counts().rounds() > 1)
                .filter(state -> state.next() == null && state.failure() == null));
  }

  private static Duration bound(SweepState state) {
    return requireNonNullElse(state.bound(), Duration.ZERO);
  }

  private static Duration longer(Duration first, Duration second) {
    return first.compareTo(second) > 0 ? first : second;
  }

  private void start(int repositories, Duration sweepEvery) throws Exception {
    stack.start(
        LocalStack.Settings.DEFAULT
            .withOrganizations(List.of("acme"))
            .withoutWebhooks()
            .withRateLimit(PER_HOUR)
            .withSweepEvery(sweepEvery));
    stack.github().repositories().create("acme", "repo-", repositories);
  }
}
