package dev.mayfly.standin.runner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.standin.forge.GitHubStandIn;
import dev.mayfly.standin.forge.JobStart;
import dev.mayfly.standin.forge.JobView;
import dev.mayfly.standin.forge.MovableClock;
import dev.mayfly.standin.forge.RunnerView;
import dev.mayfly.standin.forge.StandInSettings;
import dev.mayfly.standin.forge.StandInSettings.Patience;
import dev.mayfly.standin.server.Eventually;
import dev.mayfly.standin.server.Processes;
import dev.mayfly.worker.forge.ForgeClient;
import dev.mayfly.worker.forge.auth.TokenAuth;
import dev.mayfly.workflows.id.Scope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Runner processes of their own, against the stand-in. */
@Tag("server")
class StandInRunnerTest {

  private static final Duration SOON = Duration.ofSeconds(90);
  private static final Scope ACME = Scope.ofOrganization("acme");

  @TempDir Path directory;
  private final List<Process> processes = new ArrayList<>();
  private final MovableClock clock = MovableClock.running();
  private GitHubStandIn gitHub =
      GitHubStandIn.start(StandInSettings.DEFAULT.withPatience(Patience.OF_GITHUB), clock);

  @AfterEach
  void stop() {
    processes.forEach(Process::destroyForcibly);
    gitHub.close();
  }

  @Test
  void reallyRunsAJobsStepsAndLeaves() throws Exception {
    gitHub.queue(
        """
        jobs:
          build:
            runs-on: [self-hosted, linux]
            env: {WHO: world}
            steps:
              - uses: actions/checkout@v4
              - name: Say
                run: |
                  echo "hello $WHO from $GITHUB_JOB"
                  pwd > here
              - run: test -s here
        """,
        "acme/app");

    Process runner = start("r-1", "self-hosted,linux");

    gitHub.awaitAll(SOON);
    assertThat(exitOf(runner)).isEqualTo(ExitCode.DONE);
    JobView job = gitHub.jobs().get(0);
    assertThat(job.conclusion()).isEqualTo("success");
    assertThat(job.runner()).isEqualTo("r-1");
    assertThat(gitHub.log(job.id()))
        .contains("skipped: uses actions/checkout@v4", "hello world from build");
    assertThat(gitHub.runners()).isEmpty();
  }

  @Test
  void failsTheJobOfAStepThatFailsAndSkipsWhatNeedsIt() throws Exception {
    gitHub.queue(
        """
        jobs:
          build:
            runs-on: self-hosted
            steps:
              - run: false | true
              - run: echo never
          deploy: {runs-on: self-hosted, needs: [build], steps: [{run: echo never}]}
          report: {runs-on: self-hosted, needs: deploy, steps: [{run: echo never}]}
        """,
        "acme/app");

    Process runner = start("r-1", "self-hosted");

    gitHub.awaitAll(SOON);
    assertThat(exitOf(runner)).isEqualTo(ExitCode.DONE);
    assertThat(gitHub.jobs())
        .extracting(JobView::conclusion)
        .containsExactly("failure", "skipped", "skipped");
    assertThat(gitHub.log(gitHub.jobs().get(0).id())).doesNotContain("never");
  }

  @Test
  void takesAMatrixAndThenWhatNeedsAllOfIt() throws Exception {
    gitHub.queue(
        """
        jobs:
          test:
            runs-on: self-hosted
            strategy: {matrix: {n: [1, 2]}}
            steps: [{run: "echo part ${{ matrix.n }}"}]
          done: {runs-on: self-hosted, needs: test, steps: [{run: echo all}]}
        """,
        "acme/app");
    assertThat(gitHub.jobs()).hasSize(2);

    for (int i = 1; i <= 3; i++) {
      start("r-" + i, "self-hosted,extra");
    }

    gitHub.awaitAll(SOON);
    assertThat(gitHub.jobs()).extracting(JobView::conclusion).containsOnly("success").hasSize(3);
    assertThat(gitHub.jobs()).extracting(JobView::runner).doesNotHaveDuplicates();
    assertThat(gitHub.log(gitHub.jobs().get(1).id())).contains("part 2");
  }

  @Test
  void keepsItsTokensFromTheStep() throws Exception {
    gitHub.queue("jobs: {look: {runs-on: self-hosted, steps: [{run: env}]}}", "acme/app");
    String token = token();

    Process runner = start(Map.of("COPY", "x" + token), token, "r-1", "self-hosted");

    gitHub.awaitAll(SOON);
    assertThat(exitOf(runner)).isEqualTo(ExitCode.DONE);
    assertThat(gitHub.log(gitHub.jobs().get(0).id()))
        .contains("GITHUB_ACTIONS=true")
        .doesNotContain(token)
        .doesNotContainIgnoringCase("ActionsRunner_");
  }

  @Test
  void stopsTheStepOfACancelledJob() throws Exception {
    long run = gitHub.queue(sleeping(), "acme/app");
    Process runner = start("r-1", "self-hosted");
    ProcessHandle step = step();

    gitHub.cancel(run);

    gitHub.awaitAll(SOON);
    assertThat(exitOf(runner)).isEqualTo(ExitCode.DONE);
    assertThat(gitHub.jobs().get(0).conclusion()).isEqualTo("cancelled");
    Eventually.until("the step is gone", SOON, () -> Processes.isGone(step));
  }

  @Test
  void takesItsStepAlongWhenItIsTerminatedAndSaysNothing() throws Exception {
    gitHub.queue(sleeping(), "acme/app");
    Process runner = start("r-1", "self-hosted");
    ProcessHandle step = step();

    runner.destroy();

    assertThat(exitOf(runner)).isEqualTo(ExitCode.TERMINATED);
    Eventually.until("the step is gone", SOON, () -> Processes.isGone(step));
    assertThat(gitHub.jobs().get(0).status()).isEqualTo("in_progress");
    assertThat(gitHub.runners().get(0).busy()).isTrue();
    clock.pass(Patience.OF_GITHUB.jobLease());
    gitHub.awaitAll(SOON);
    assertThat(gitHub.jobs().get(0).conclusion()).isEqualTo("failure");
    assertThat(gitHub.runners().get(0).online()).isFalse();
    assertThat(gitHub.runners().get(0).busy()).isFalse();
  }

  @Test
  void isTerminatedWhileItWaits() throws Exception {
    Process runner = start("r-1", "self-hosted");
    gitHub.await("the runner online", SOON, g -> g.runners().stream().anyMatch(r -> r.online()));

    runner.destroy();

    assertThat(exitOf(runner)).isEqualTo(ExitCode.TERMINATED);
    clock.pass(Patience.OF_GITHUB.offlineAfter());
    gitHub.await("the runner offline", SOON, g -> g.runners().stream().noneMatch(r -> r.online()));
  }

  @Test
  void leavesWhenItsRegistrationIsRemoved() throws Exception {
    Process runner = start("r-1", "self-hosted");
    gitHub.await("the runner online", SOON, g -> g.runners().stream().anyMatch(r -> r.online()));

    client().delete(ACME, gitHub.runners().get(0).id());

    assertThat(exitOf(runner)).isEqualTo(ExitCode.NO_JOB);
  }

  @Test
  void isRefusedWithAnExpiredToken() throws Exception {
    gitHub.close();
    gitHub =
        GitHubStandIn.start(
            StandInSettings.DEFAULT.withPatience(Patience.SHORT.withTokenLifetime(Duration.ZERO)));

    Process runner = start("r-1", "self-hosted");

    assertThat(exitOf(runner)).isEqualTo(ExitCode.REFUSED);
    assertThat(Files.readString(directory.resolve("r-1.log"))).contains("registration refused");
  }

  @Test
  void isRefusedUnderANameThatIsTaken() throws Exception {
    client().jitConfig(ACME, "R-1", List.of("self-hosted"), 1);

    assertThat(exitOf(start("r-1", "self-hosted"))).isEqualTo(ExitCode.USED);
  }

  @Test
  void isNotRegisteredBelowTheLeastVersion() throws Exception {
    Process runner = start(Map.of(Enrolment.VERSION, "2.328.0"), token(), "r-1", "self-hosted");

    assertThat(exitOf(runner)).isEqualTo(ExitCode.VERSION_DEPRECATED);
    assertThat(gitHub.runners()).isEmpty();
  }

  @Test
  void isRegisteredAndGetsNoJobOnceItsVersionIsOver() throws Exception {
    gitHub.versions().announceEnd("2.335.1", clock.instant());
    gitHub.queue("jobs: {b: {runs-on: self-hosted, steps: [{run: 'true'}]}}", "acme/app");

    Process runner = start(Map.of(Enrolment.VERSION, "2.335.1"), token(), "r-1", "self-hosted");

    assertThat(exitOf(runner)).isEqualTo(ExitCode.VERSION_DEPRECATED);
    assertThat(gitHub.runners()).extracting(RunnerView::name).containsExactly("r-1");
    assertThat(client().runnerNamed(ACME, "r-1").orElseThrow().version()).isEqualTo("2.335.1");
    assertThat(gitHub.jobs().get(0).status()).isEqualTo("queued");
  }

  @Test
  void getsNoJobWhenEveryVersionIsDeprecated() throws Exception {
    gitHub.faults().deprecateRunners(true);

    assertThat(exitOf(start("r-1", "self-hosted"))).isEqualTo(ExitCode.VERSION_DEPRECATED);
  }

  @Test
  void startsOnceFromAJustInTimeConfiguration() throws Exception {
    gitHub.queue("jobs: {b: {runs-on: gpu, steps: [{run: env}]}}", "acme/app");
    String jit = client().jitConfig(ACME, "r-1", List.of("gpu"), 1).encoded();

    Process first = launch(Map.of("ACTIONS_RUNNER_INPUT_JITCONFIG", jit), "first");
    gitHub.awaitAll(SOON);
    assertThat(exitOf(first)).isEqualTo(ExitCode.DONE);
    Process second = launch(Map.of("ACTIONS_RUNNER_INPUT_JITCONFIG", jit), "second");

    assertThat(exitOf(second)).isEqualTo(ExitCode.USED);
    assertThat(gitHub.log(gitHub.jobs().get(0).id())).doesNotContain(jit);
  }

  @ParameterizedTest
  @EnumSource(names = {"UNREGISTERED", "OFFLINE", "IDLE", "GIVEN_A_JOB"})
  void diesWithoutAWordAndItsJobIsAnothers(Death death) throws Exception {
    gitHub.queue("jobs: {b: {runs-on: self-hosted, steps: [{run: 'true'}]}}", "acme/app");

    Process dying = start(Map.of(Death.VARIABLE, death.name()), token(), "r-1", "self-hosted");
    assertThat(exitOf(dying)).isEqualTo(Death.EXIT_CODE);
    assertThat(gitHub.runners()).hasSize(death == Death.UNREGISTERED ? 0 : 1);
    clock.pass(Patience.OF_GITHUB.pickUp());
    start("r-2", "self-hosted");

    gitHub.awaitAll(SOON);
    assertThat(gitHub.jobs()).extracting(JobView::conclusion).containsExactly("success");
    assertThat(gitHub.starts()).extracting(JobStart::runner).containsExactly("r-2");
  }

  @Test
  void fromADeathAtWorkItsJobFails() throws Exception {
    gitHub.queue("jobs: {b: {runs-on: self-hosted, steps: [{run: 'true'}]}}", "acme/app");

    Process dying = start(Map.of(Death.VARIABLE, "AT_WORK"), token(), "r-1", "self-hosted");

    assertThat(exitOf(dying)).isEqualTo(Death.EXIT_CODE);
    clock.pass(Patience.OF_GITHUB.jobLease());
    gitHub.awaitAll(SOON);
    assertThat(gitHub.jobs()).extracting(JobView::conclusion).containsExactly("failure");
    assertThat(gitHub.starts()).extracting(JobStart::runner).containsExactly("r-1");
  }

  @Test
  void saysWhatIsMissing() throws Exception {
    assertThat(exitOf(launch(Map.of(), "r-1"))).isEqualTo(ExitCode.MISUSED);
    assertThat(Files.readString(directory.resolve("r-1.log")))
        .contains("ActionsRunner_URL is not set");
  }

  private String sleeping() {
    return "jobs: {wait: {runs-on: self-hosted, steps: [{run: 'echo $$ > %s; sleep 300 & wait'}]}}"
        .formatted(directory.resolve("pid"));
  }

  private ProcessHandle step() throws Exception {
    Path pid = directory.resolve("pid");
    Eventually.until("the step has begun", SOON, () -> pid.toFile().length() > 1);
    return ProcessHandle.of(Long.parseLong(Files.readString(pid).strip())).orElseThrow();
  }

  private Process start(String name, String labels) throws IOException {
    return start(Map.of(), token(), name, labels);
  }

  private Process start(Map<String, String> more, String token, String name, String labels)
      throws IOException {
    Map<String, String> env = new HashMap<>(more);
    env.put("ActionsRunner_URL", gitHub.webUrl() + "/acme");
    env.put("ActionsRunner_TOKEN", token);
    env.put("ActionsRunner_AGENT", name);
    env.put("ActionsRunner_LABELS", labels);
    env.put("ActionsRunner_DISPOSE", "true");
    return launch(env, name);
  }

  private Process launch(Map<String, String> env, String log) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(RunnerCommand.words());
    builder.environment().putAll(env);
    Process process =
        builder
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve(log + ".log").toFile())
            .start();
    processes.add(process);
    return process;
  }

  private static int exitOf(Process process) throws InterruptedException {
    assertThat(process.waitFor(SOON.toSeconds(), TimeUnit.SECONDS))
        .as("waited for the runner's process to end")
        .isTrue();
    return process.exitValue();
  }

  private String token() {
    return client().registrationToken(ACME).token();
  }

  private ForgeClient client() {
    return new ForgeClient(
        new OkHttpClient(),
        gitHub.apiUrl(),
        new TokenAuth(StandInSettings.DEFAULT.token()),
        InstantSource.system());
  }
}
