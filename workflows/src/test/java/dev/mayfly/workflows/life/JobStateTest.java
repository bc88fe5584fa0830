package dev.mayfly.workflows.life;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.workflows.id.RunnerName;
import dev.mayfly.workflows.life.JobState.State;
import dev.mayfly.workflows.step.JobStatus;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class JobStateTest {

  private static final String RUNNER = "mayfly-github-7-3fa91c-1";

  private final JobState job = new JobState();

  @Test
  void aNewJobIsQueuedAndBelievedToBe() {
    assertThat(job.state()).isEqualTo(State.QUEUED);
    assertThat(job.isUntaken()).isTrue();
    assertThat(job.isDoubtful()).isFalse();
  }

  @Test
  void inProgressNamesTheRunnerThatHasIt() {
    job.inProgress(RUNNER);

    assertThat(job.isTakenBy(RunnerName.parse(RUNNER).orElseThrow())).isTrue();
    assertThat(job.isUntaken()).isFalse();
  }

  @Test
  void aRerunThatTheForgeWillNotTellOfIsProvidedForThoughTheCompletionWasLost() {
    job.inProgress(RUNNER);
    job.queued();

    learn(JobStatus.Status.UNKNOWN, null, null);

    assertThat(job.isUntaken()).isTrue();
  }

  @Test
  void aLifeOfOlderCodeGoesOnAsItDid() {
    job.inProgress(RUNNER);
    job.queued();
    assertThat(job.isRerunOfUnfinished(job.version())).isTrue();
    assertThat(job.isRerunOfUnfinished(job.version() - 1)).isFalse();

    job.forgetRerun();
    learn(JobStatus.Status.UNKNOWN, null, null);

    assertThat(job.state()).isEqualTo(State.COMPLETED);
  }

  @Test
  void inProgressAfterCompletedIsLateAndChangesNothing() {
    job.completed(RUNNER, "success");
    job.inProgress(RUNNER);

    assertThat(job.state()).isEqualTo(State.COMPLETED);
  }

  @Test
  void aCompletionWithoutARunnerOnlyRaisesADoubt() {
    job.completed(null, "cancelled");

    assertThat(job.state()).isEqualTo(State.QUEUED);
    assertThat(job.isDoubtful()).isTrue();
  }

  @Test
  void aCompletionWithoutARunnerIsBelievedWhenTheRunnerIsKnown() {
    job.inProgress(RUNNER);
    job.completed(null, "cancelled");

    assertThat(job.state()).isEqualTo(State.COMPLETED);
    assertThat(job.runner()).contains(RUNNER);
  }

  @Test
  void waitingIsAskedAbout() {
    job.waiting();

    assertThat(job.isDoubtful()).isTrue();
    assertThat(job.state()).isEqualTo(State.QUEUED);
  }

  @Test
  void queuedAfterTheJobWasSettledIsRemembered() {
    job.completed(RUNNER, "success");
    job.queued();

    assertThat(job.isQueuedSince()).isTrue();
    learn(JobStatus.Status.COMPLETED, RUNNER, "success");
    assertThat(job.isQueuedSince()).isFalse();
  }

  @Test
  void anAnswerOlderThanTheLastSignalIsNotBelieved() {
    int asked = job.version();
    job.inProgress(RUNNER);
    job.learn(new JobStatus(JobStatus.Status.QUEUED, null, null, Instant.EPOCH), asked);

    assertThat(job.state()).isEqualTo(State.IN_PROGRESS);
  }

  @Test
  void aForgeThatWillNotSayLeavesAQueuedJobToBeProvidedFor() {
    learn(JobStatus.Status.UNKNOWN, null, null);

    assertThat(job.state()).isEqualTo(State.QUEUED);
    assertThat(job.isDoubtful()).isFalse();
  }

  @Test
  void aForgeThatWillNotSayLeavesASaidCompletionStanding() {
    job.completed(null, "cancelled");
    learn(JobStatus.Status.UNKNOWN, null, null);

    assertThat(job.state()).isEqualTo(State.COMPLETED);
    assertThat(job.conclusion()).contains("cancelled");
  }

  @Test
  void aRerunUnderTheSameIdMakesTheJobQueuedAgain() {
    job.completed(RUNNER, "failure");
    job.queued();
    learn(JobStatus.Status.QUEUED, null, null);

    assertThat(job.isUntaken()).isTrue();
    assertThat(job.runner()).isEmpty();
    assertThat(job.conclusion()).isEmpty();
  }

  private void learn(
      JobStatus.Status status, @Nullable String runner, @Nullable String conclusion) {
    job.learn(new JobStatus(status, runner, conclusion, Instant.EPOCH), job.version());
  }
}
