package dev.mayfly.standin.forge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.mayfly.standin.forge.fault.ForgeFaults;
import dev.mayfly.worker.forge.ForgeActivitiesImpl;
import dev.mayfly.worker.forge.ForgeClient;
import dev.mayfly.worker.forge.JitConfig;
import dev.mayfly.worker.forge.RunnerListing;
import dev.mayfly.worker.forge.RunnerSnapshot;
import dev.mayfly.worker.forge.auth.TokenAuth;
import dev.mayfly.worker.forge.http.ForgeException;
import dev.mayfly.worker.seal.Sealer;
import dev.mayfly.workflows.fleet.Fleet;
import dev.mayfly.workflows.fleet.Forge;
import dev.mayfly.workflows.fleet.Pool;
import dev.mayfly.workflows.id.JobRef;
import dev.mayfly.workflows.id.RunnerName;
import dev.mayfly.workflows.id.Scope;
import dev.mayfly.workflows.step.JobStatus;
import dev.mayfly.workflows.step.Removal;
import dev.mayfly.workflows.step.RunnerRef;
import dev.mayfly.workflows.step.RunnerToken;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import okhttp3.OkHttpClient;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The worker's real client against the stand-in, over HTTP. */
@Tag("server")
class ForgeClientAgainstStandInTest {

  private static final Scope ACME = Scope.ofOrganization("acme");
  private static final List<String> LABELS = List.of("self-hosted", "linux");
  private static final String WORKFLOW =
      "jobs: {build: {runs-on: [self-hosted, linux], steps: [{run: make}]}}";

  @AutoClose
  private final GitHubStandIn gitHub =
      GitHubStandIn.start(StandInSettings.DEFAULT.withPatience(StandInSettings.Patience.SHORT));

  private final ForgeClient client = client(StandInSettings.DEFAULT.token());

  @ParameterizedTest
  @CsvSource({"acme,,", ",acme/app,", ",,acme"})
  void registersFindsAndRemovesRunnersInEveryScope(
      String organization, String repository, String enterprise) throws Exception {
    Scope scope = new Scope(enterprise, organization, repository);
    JitConfig config = client.jitConfig(scope, "r-1", LABELS, client.runnerGroupId(scope, null));

    assertThat(client.registrationToken(scope).expiresAt()).isNotNull();
    assertThat(client.runner(scope, config.runnerId()))
        .contains(new RunnerSnapshot(config.runnerId(), "r-1", false, false, LABELS));
    assertThat(client.runnerNamed(scope, "R-1")).isPresent();
    assertThat(client.delete(scope, config.runnerId())).isEqualTo(Removal.REMOVED);
    assertThat(client.delete(scope, config.runnerId())).isEqualTo(Removal.ALREADY_GONE);
    assertThat(client.runner(scope, config.runnerId())).isEmpty();
  }

  @Test
  void readsAListOfManyPages() {
    for (int i = 1; i <= 205; i++) {
      client.jitConfig(ACME, "r-" + i, LABELS, 1);
    }

    RunnerListing listing = client.runners(ACME);

    assertThat(listing.runners()).hasSize(205);
    assertThat(listing.pages()).isEqualTo(3);
  }

  @Test
  void doesNotRemoveARunnerThatHasAJob() throws Exception {
    gitHub.queue(WORKFLOW, "acme/app");
    FakeRunner runner =
        new FakeRunner(
            gitHub, client.registrationToken(ACME).token(), "acme", "r-1", "Self-Hosted,LINUX");
    assertThat(runner.acquire()).isEqualTo(200);

    RunnerSnapshot busy = client.runnerNamed(ACME, "r-1").orElseThrow();

    assertThat(busy.busy()).isTrue();
    assertThat(busy.online()).isTrue();
    assertThat(client.delete(ACME, busy.id())).isEqualTo(Removal.IN_USE);
  }

  @Test
  void aRunnerGroupServesPrivateRepositoriesAloneUntilItIsToldOtherwise() throws Exception {
    gitHub.queue(WORKFLOW, "acme/site");
    gitHub.repositories().publish("acme/site");
    FakeRunner runner =
        new FakeRunner(
            gitHub, client.registrationToken(ACME).token(), "acme", "r-1", "self-hosted,linux");

    assertThat(runner.acquire()).as("a job of a public repository").isEqualTo(204);
    assertThat(client.whyNotServed(job("acme/site"), null)).isPresent();
    assertThat(client.whyNotServed(job("acme/app"), null)).isEmpty();
    gitHub.groups().allowPublic("Default");
    assertThat(client(StandInSettings.DEFAULT.token()).whyNotServed(job("acme/site"), null))
        .isEmpty();
    gitHub.groups().select("mayfly", "acme/app");
    assertThat(client.whyNotServed(job("acme/app"), "mayfly")).isEmpty();
    assertThat(client(StandInSettings.DEFAULT.token()).whyNotServed(job("acme/site"), "mayfly"))
        .isPresent();
    assertThat(runner.acquire()).isEqualTo(200);
  }

  private static JobRef job(String repository) {
    return new JobRef("github", 5, 4, repository, ACME, "build", null, null);
  }

  @Test
  void looksAtAJobThroughItsStory() throws Exception {
    long run = gitHub.queue(WORKFLOW, "acme/app");
    long job = gitHub.jobs().get(0).id();

    assertThat(client.job("acme/app", job).status()).isEqualTo(JobStatus.Status.QUEUED);
    FakeRunner runner =
        new FakeRunner(
            gitHub, client.registrationToken(ACME).token(), "acme", "r-1", "self-hosted,linux");
    runner.acquire();
    runner.tell("start");
    assertThat(client.job("acme/app", job).runnerName()).contains("r-1");
    gitHub.cancel(run);
    runner.tell("complete?conclusion=cancelled");

    JobStatus over = client.job("acme/app", job);
    assertThat(over.status()).isEqualTo(JobStatus.Status.COMPLETED);
    assertThat(over.conclusion()).isEqualTo("cancelled");
    assertThat(client.job("acme/app", 1).status()).isEqualTo(JobStatus.Status.UNKNOWN);
    assertThat(client.job("acme/nowhere", job).status()).isEqualTo(JobStatus.Status.UNKNOWN);
  }

  @Test
  void hearsWhatGitHubSaysWhereItSaysIt() {
    client.jitConfig(ACME, "r-1", LABELS, 1);

    assertThat(status(() -> client("wrong").registrationToken(ACME))).isEqualTo(401);
    assertThat(
            status(
                () ->
                    client(StandInSettings.DEFAULT.token() + StandInSettings.READ_ONLY)
                        .registrationToken(ACME)))
        .isEqualTo(403);
    assertThat(status(() -> client.registrationToken(Scope.ofOrganization("nobody"))))
        .isEqualTo(404);
    assertThat(status(() -> client.jitConfig(ACME, "R-1", LABELS, 1))).isEqualTo(409);
    assertThat(status(() -> client.jitConfig(ACME, "r-2", List.of(), 1))).isEqualTo(422);
    assertThat(status(() -> client.jitConfig(ACME, "r-2", LABELS, 99))).isEqualTo(404);
    assertThatThrownBy(() -> client.runnerGroupId(ACME, "nobody's")).hasMessageContaining("nobody");
  }

  @ParameterizedTest
  @CsvSource({
    "SERVER_ERROR, 500,",
    "BAD_GATEWAY, 502,",
    "RATE_LIMITED, 403, yes",
    "TOO_MANY_REQUESTS, 429, yes"
  })
  void takesTheStandInsFaultsForWhatTheyAre(ForgeFaults.Answer fault, int status, String paused) {
    gitHub.faults().answerNext(1, fault);

    ForgeException e =
        catchThrowableOfType(ForgeException.class, () -> client.registrationToken(ACME));

    assertThat(e.kind()).isEqualTo(ForgeException.Kind.UNAVAILABLE);
    assertThat(e.status()).isEqualTo(status);
    assertThat(e.retryAfter() != null).isEqualTo(paused != null);
    // This one leaves the forge alone for as long as it was told; another one was told nothing.
    assertThat(client(StandInSettings.DEFAULT.token()).registrationToken(ACME)).isNotNull();
  }

  @Test
  void missesARunnerThatTheListHidesButFindsItById() {
    JitConfig config = client.jitConfig(ACME, "r-1", LABELS, 1);
    gitHub.faults().hideRunner("r-1");

    assertThat(client.runners(ACME).runners()).isEmpty();
    assertThat(client.runner(ACME, config.runnerId())).isPresent();
  }

  @Test
  void mintsTwiceForARunnerWhoseFirstAnswerWasLost() {
    RunnerName name = RunnerName.parse("mayfly-github-5-3fa91c-1").orElseThrow();
    JobRef job = new JobRef("github", 5, 4, "acme/app", ACME, "build", null, null);
    Pool pool =
        new Pool(
            "warm",
            LABELS,
            null,
            "b",
            "i",
            Pool.Registration.JIT,
            "mayfly",
            null,
            null,
            null,
            false);
    Fleet fleet =
        new Fleet(
            "mayfly",
            Map.of("github", new Forge(gitHub.apiUrl(), gitHub.webUrl(), List.of(ACME))),
            List.of(pool));
    ForgeActivitiesImpl steps =
        new ForgeActivitiesImpl(
            fleet,
            Map.of("github", client),
            new Sealer(Map.of("a", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")));
    RunnerRef runner = new RunnerRef(name, job, "warm", null);

    RunnerToken first = steps.mintRunnerToken(runner, LABELS);
    RunnerToken second = steps.mintRunnerToken(runner, LABELS);

    assertThat(second.runnerId()).isNotNull().isNotEqualTo(first.runnerId());
    assertThat(gitHub.runners()).hasSize(1);
    assertThat(steps.removeRunner(runner)).isEqualTo(Removal.REMOVED);
    assertThat(steps.removeRunner(runner)).isEqualTo(Removal.ALREADY_GONE);
  }

  private static int status(ThrowingCallable call) {
    return catchThrowableOfType(ForgeException.class, call).status();
  }

  private ForgeClient client(String token) {
    return new ForgeClient(
        new OkHttpClient(), gitHub.apiUrl(), new TokenAuth(token), InstantSource.system());
  }
}
