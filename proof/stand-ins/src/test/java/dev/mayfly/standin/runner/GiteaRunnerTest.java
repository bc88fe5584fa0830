package dev.mayfly.standin.runner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.standin.forge.Dialect;
import dev.mayfly.standin.forge.GitHubStandIn;
import dev.mayfly.standin.forge.RunnerView;
import dev.mayfly.standin.forge.StandInSettings;
import dev.mayfly.standin.forge.StandInSettings.Patience;
import dev.mayfly.standin.server.Eventually;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A runner process with the variables of Gitea's runner, which does not leave when it should. */
@SuppressWarnings("NullAway.Init") // every test begins with start()
@Tag("server")
class GiteaRunnerTest {

  private static final Duration SOON = Duration.ofSeconds(90);

  @TempDir Path directory;
  private final GitHubStandIn gitea =
      GitHubStandIn.start(
          StandInSettings.DEFAULT.withDialect(Dialect.GITEA).withPatience(Patience.SHORT));
  private Process runner;

  @AfterEach
  void stop() {
    runner.destroyForcibly();
    gitea.close();
  }

  @Test
  void registersByItsTokenAloneAndRunsItsJob() throws Exception {
    gitea.queue("jobs: {b: {runs-on: [self-hosted, x], steps: [{run: env}]}}", "acme/app");

    start();

    gitea.awaitAll(SOON);
    assertThat(runner.waitFor(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(runner.exitValue()).isEqualTo(ExitCode.DONE);
    assertThat(gitea.jobs().get(0).runner()).isEqualTo("r-1");
    assertThat(gitea.log(1)).contains("GITHUB_ACTIONS=true").doesNotContain("GITEA_RUNNER");
    assertThat(gitea.runners()).isEmpty();
  }

  @Test
  void staysWhenItsRegistrationIsRemovedWhileItWaits() throws Exception {
    start();
    gitea.await("it is online", SOON, g -> g.runners().stream().anyMatch(RunnerView::online));
    assertThat(gitea.runners().get(0).labels()).containsExactly("self-hosted", "x");

    assertThat(send("DELETE", "/orgs/acme/actions/runners/1").statusCode()).isEqualTo(204);

    Path log = directory.resolve("log");
    Eventually.until("it has noticed twice", SOON, () -> count(log, "registration") > 1);
    assertThat(runner.isAlive()).isTrue();
  }

  @Test
  void worksOnAtAJobThatIsCancelled() throws Exception {
    Path going = directory.resolve("going");
    Path go = directory.resolve("go");
    String steps =
        "touch %s; while [ ! -e %s ]; do sleep 0.1; done; echo $$ > %s"
            .formatted(going, go, directory.resolve("done"));
    long run =
        gitea.queue(
            "jobs: {b: {runs-on: self-hosted, steps: [{run: '" + steps + "'}]}}", "acme/app");
    start();
    Eventually.until("it is at work", SOON, () -> Files.exists(going));

    gitea.cancel(run);
    assertThat(gitea.jobs().get(0).conclusion()).isEqualTo("cancelled");
    assertThat(gitea.runners()).isEmpty();
    Path log = directory.resolve("log");
    Eventually.until("it has noticed", SOON, () -> count(log, "is gone, with its job") > 0);
    Files.createFile(go);

    assertThat(runner.waitFor(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(directory.resolve("done")).as("what the step does last").exists();
  }

  private static long count(Path log, String word) {
    try {
      return Files.readString(log).lines().filter(line -> line.contains(word)).count();
    } catch (IOException e) {
      return 0;
    }
  }

  private void start() throws Exception {
    String token =
        send("POST", "/orgs/acme/actions/runners/registration-token")
            .body()
            .replaceAll("(?s).*\"token\"\\s*:\\s*\"([^\"]+)\".*", "$1");
    ProcessBuilder builder = new ProcessBuilder(RunnerCommand.words());
    builder
        .environment()
        .putAll(
            Map.of(
                "GITEA_INSTANCE_URL", gitea.webUrl().toString(),
                "GITEA_RUNNER_REGISTRATION_TOKEN", token,
                "GITEA_RUNNER_NAME", "r-1",
                "GITEA_RUNNER_LABELS", "self-hosted:host,x:host",
                "GITEA_RUNNER_EPHEMERAL", "1"));
    runner =
        builder.redirectErrorStream(true).redirectOutput(directory.resolve("log").toFile()).start();
  }

  private HttpResponse<String> send(String method, String path)
      throws IOException, InterruptedException {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create(gitea.apiUrl() + path))
                .header("Authorization", "token " + StandInSettings.DEFAULT.token())
                .method(method, HttpRequest.BodyPublishers.noBody())
                .build(),
            HttpResponse.BodyHandlers.ofString());
  }
}
