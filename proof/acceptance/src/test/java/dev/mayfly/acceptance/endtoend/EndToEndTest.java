package dev.mayfly.acceptance.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.acceptance.stack.Stack;
import dev.mayfly.local.stack.LocalStack;
import dev.mayfly.local.stack.Root;
import dev.mayfly.standin.forge.Dialect;
import dev.mayfly.standin.forge.JobView;
import dev.mayfly.workflows.life.LifeStatus.AttemptStatus;
import dev.mayfly.workflows.life.Outcome;
import java.nio.file.Files;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * All of Mayfly, from a queued job until nothing is left, with Temporal in this process: the same
 * with each forge, whose stack the tests share, one after the other.
 */
@ParameterizedClass
@EnumSource(Dialect.class)
@Execution(ExecutionMode.SAME_THREAD)
@Tag("server")
record EndToEndTest(Dialect dialect) {

  private static final Duration CLEANED_UP = Duration.ofSeconds(5);

  @RegisterExtension static final Stack stack = new Stack();

  @BeforeParameterizedClassInvocation
  static void start(Dialect dialect) throws Exception {
    stack.start(LocalStack.Settings.DEFAULT.withDialect(dialect));
  }

  @BeforeEach
  void countAnew() {
    stack.countAnew();
  }

  @Test
  void theDemosJobsAreDoneAndNothingIsLeftTwiceInARow() throws Exception {
    String workflow = Files.readString(Root.find().resolve("examples/workflow.yml"));

    for (int run = 1; run <= 2; run++) {
      stack.github().queue(workflow, "acme/app", 3);
      stack.awaitAll();

      assertThat(stack.allJobs()).hasSize(3 * run);
      for (JobView job : stack.allJobs()) {
        assertThat(job.conclusion()).isEqualTo("success");
        stack.isCompleted(job.id(), "success");
        assertThat(stack.status(job.id()).attempts()).hasSize(1);
      }
      stack.nothingIsLeftWithin(CLEANED_UP);
    }
    assertThat(stack.tasksAdded()).isEqualTo(6);
  }

  @Test
  void aJobThatFailsIsCompletedAndItsRunnerIsGone() throws Exception {
    JobView job = stack.run("exit 3");

    assertThat(job.conclusion()).isEqualTo("failure");
    stack.isCompleted(job.id(), "failure");
    stack.nothingIsLeftWithin(CLEANED_UP);
  }

  @Test
  void aMatrixOfEqualJobsIsDoneByAsManyRunners() throws Exception {
    stack
        .github()
        .queue(
            """
            jobs:
              build:
                runs-on: [self-hosted, ubuntu-latest]
                strategy: {matrix: {java: [17, 21], os: [debian, alpine]}}
                steps: [{run: "echo ${{ matrix.os }} ${{ matrix.java }}"}]
            """,
            "acme/app");
    stack.awaitAll();

    assertThat(stack.allJobs()).hasSize(4);
    for (JobView job : stack.allJobs()) {
      stack.isCompleted(job.id(), "success");
    }
    assertThat(stack.allJobs().stream().map(JobView::runner)).doesNotHaveDuplicates();
    stack.nothingIsLeftOf(4, CLEANED_UP);
  }

  @Test
  void aJobCancelledBeforeItsRunnerIsOnlineNeedsNoneAndTheRunnerGoes() throws Exception {
    stack.batch().faults().delayBoots(Duration.ofSeconds(3));
    long job = stack.queue("true");
    stack.awaitTask("preparing");
    stack.batch().faults().delayBoots(Duration.ZERO);

    stack.jobs().cancel(job);

    assertThat(stack.outcome(job)).isInstanceOf(Outcome.NotNeeded.class);
    assertThat(stack.status(job).attempts())
        .extracting(AttemptStatus::end)
        .singleElement()
        .asString()
        .startsWith("Released: ");
    stack.nothingIsLeftWithin(CLEANED_UP);
  }

  @Test
  void aJobCancelledWhileItRunsIsCompletedWithThatConclusion() throws Exception {
    long job = stack.queue("sleep 60");
    stack.awaitRunning(job);

    stack.jobs().cancel(job);

    stack.isCompleted(job, "cancelled");
    stack.nothingIsLeftWithin(CLEANED_UP);
  }
}
