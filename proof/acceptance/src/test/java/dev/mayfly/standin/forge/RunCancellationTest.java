package dev.mayfly.standin.forge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.mayfly.worker.forge.ForgeClient;
import dev.mayfly.worker.forge.auth.TokenAuth;
import dev.mayfly.worker.forge.http.ForgeException;
import dev.mayfly.workflows.id.JobRef;
import dev.mayfly.workflows.id.Scope;
import java.time.InstantSource;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The cancellation of runs by the worker's real client: nothing that runs is ended by it. */
@Tag("server")
class RunCancellationTest {

  private static final Scope ACME = Scope.ofOrganization("acme");
  private static final String CANCELLED = "the run is cancelled";
  private static final String BUILD =
      "build: {runs-on: [self-hosted, linux], steps: [{run: make}]}";
  private static final String OTHER =
      "other: {runs-on: [self-hosted, other], steps: [{run: make}]}";

  @AutoClose private final GitHubStandIn gitHub = GitHubStandIn.start(StandInSettings.DEFAULT);

  private final ForgeClient client =
      new ForgeClient(
          new OkHttpClient(),
          gitHub.apiUrl(),
          new TokenAuth(StandInSettings.DEFAULT::token),
          InstantSource.system());

  @Test
  void aRunOfWhichNothingIsInProgressIsCancelledOnce() {
    JobRef job = queue(BUILD + ", " + OTHER);

    assertThat(client.cancelRun(job)).isEqualTo(CANCELLED);
    assertThat(gitHub.jobs()).hasSize(2).extracting(JobView::conclusion).containsOnly("cancelled");
    assertThat(client.cancelRun(job))
        .isEqualTo("nothing is left to cancel: the job is not queued any more, it is completed");
  }

  @Test
  void aRunIsLeftAloneAsLongAsAnotherJobOfItIsInProgress() throws Exception {
    // Each job is a page's own, or the hundred-and-first would not be seen.
    String many = IntStream.range(0, 100).mapToObj(i -> i + "").collect(Collectors.joining(", "));
    JobRef job =
        queue(
            BUILD.replace("{runs", "{strategy: {matrix: {n: [" + many + "]}}, runs")
                + ", "
                + OTHER);
    FakeRunner runner = runner("other");
    runner.tell("start");

    ForgeException refused =
        catchThrowableOfType(ForgeException.class, () -> client.cancelRun(job));

    assertThat(refused.kind()).isEqualTo(ForgeException.Kind.UNAVAILABLE);
    assertThat(refused)
        .hasMessage(
            "run %d is not cancelled yet: its job %d is in progress, and would be ended too",
            job.runId(), job.id() + 100);
    assertThat(gitHub.jobs()).noneMatch(JobView::isOver);
    runner.tell("complete?conclusion=success");
    assertThat(client.cancelRun(job)).isEqualTo(CANCELLED);
    assertThat(gitHub.jobs().get(100).conclusion()).isEqualTo("success");
  }

  @Test
  void aJobThatARunnerTookIsLeftToIt() throws Exception {
    JobRef job = queue(BUILD);
    runner("linux").tell("start");

    assertThat(client.cancelRun(job)).endsWith("the job is not queued any more, it is in_progress");
    assertThat(gitHub.jobs()).noneMatch(JobView::isOver);
  }

  @Test
  void ofARunThatWasRunAgainTheLastAttemptCounts() {
    JobRef first = queue(BUILD);
    gitHub.cancel(first.runId());
    gitHub.rerun(first.runId());

    assertThat(client.cancelRun(last())).isEqualTo(CANCELLED);
    assertThat(gitHub.jobs()).hasSize(2).allMatch(JobView::isOver);
  }

  private JobRef queue(String jobs) {
    gitHub.queue("jobs: {" + jobs + "}", "acme/app");
    return ref(gitHub.jobs().get(0));
  }

  private JobRef last() {
    return ref(gitHub.jobs().get(gitHub.jobs().size() - 1));
  }

  private static JobRef ref(JobView job) {
    return new JobRef("github", job.id(), job.runId(), "acme/app", ACME, "b", null, null);
  }

  private FakeRunner runner(String label) throws Exception {
    String token = client.registrationToken(ACME).token();
    FakeRunner runner = new FakeRunner(gitHub, token, "acme", "r-1", "self-hosted," + label);
    assertThat(runner.acquire()).isEqualTo(200);
    return runner;
  }
}
