package dev.mayfly.acceptance.containers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.acceptance.stack.Jobs;
import dev.mayfly.local.Mayfly;
import dev.mayfly.local.RunnerImage;
import dev.mayfly.local.stack.ChildProcess;
import dev.mayfly.local.stack.Root;
import dev.mayfly.local.stack.Started;
import dev.mayfly.standin.forge.GitHubStandIn;
import dev.mayfly.standin.forge.JobStart;
import dev.mayfly.standin.forge.JobView;
import dev.mayfly.standin.forge.StandInSettings;
import dev.mayfly.standin.forge.StandInSettings.Patience;
import dev.mayfly.standin.node.Docker;
import dev.mayfly.standin.node.OneDocker;
import dev.mayfly.standin.server.Eventually;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A trial as a process, on the stand-in for GitHub and Docker's containers. */
@Tag("docker")
@ExtendWith(OneDocker.class)
class TrialEndToEndTest {

  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final String LABEL = "mayfly-trial";

  @TempDir Path directory;

  private final Started started = new Started();
  private final GitHubStandIn github =
      started.add(GitHubStandIn.start(StandInSettings.DEFAULT.withPatience(Patience.SHORT)));
  private final Jobs jobs = new Jobs(github);

  @BeforeAll
  static void build() {
    RunnerImage.build(new PrintStream(new ByteArrayOutputStream(), true, UTF_8));
  }

  @AfterEach
  void stop() throws Exception {
    started.close();
  }

  @Test
  void threeJobsAreDoneAndNothingIsLeftWhenItIsToldToEnd() throws Exception {
    Process trial = trial("first.log");
    for (int i = 0; i < 3; i++) {
      long unused = jobs.queue(LABEL, "test $(id -u) = 1001");
    }

    github.awaitAll(PATIENCE);
    Eventually.until(
        "each job's end is told",
        PATIENCE,
        () -> log("first.log").lines().filter(line -> line.contains("Completed")).count() >= 3);

    assertThat(github.jobs()).extracting(JobView::conclusion).containsOnly("success");
    end(trial);
    assertThat(log("first.log"))
        .contains("runs-on: [self-hosted, mayfly-trial]", "CLEANING_UP", "nothing is left");
    nothingIsLeft();
  }

  @Test
  void aRunningJobLeavesWithTheTrial() throws Exception {
    Process trial = trial("busy.log");
    long job = runsLong();

    end(trial);

    assertThat(jobs.view(job).conclusion()).isEqualTo("cancelled");
    assertThat(log("busy.log")).contains("nothing is left");
    nothingIsLeft();
  }

  @Test
  void whatAKilledTrialLeftIsRemovedByTheNextAndNoJobRunsTwice() throws Exception {
    Process killed = trial("killed.log");
    long running = runsLong();
    assertThat(killed.destroyForcibly().waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    long queued = jobs.queue(LABEL, "echo done");

    Process next = trial("next.log");
    github.awaitAll(PATIENCE);

    assertThat(jobs.view(queued).conclusion()).isEqualTo("success");
    assertThat(github.starts()).extracting(JobStart::job).containsExactly(running, queued);
    Eventually.until("no registration is left", PATIENCE, () -> github.runners().isEmpty());
    end(next);
    nothingIsLeft();
  }

  /**
   * The Docker is one that this builds, since no registry may be reached. A Docker that has not all
   * rights itself, in a sandbox, has none to give.
   */
  @Test
  @Tag("privileged")
  void aJobBuildsAnImageWithADockerOfItsOwnThatGoesWithTheTrial() throws Exception {
    String runner = started.add(TestImage.withDocker("runner", directory, "")).tag();
    String daemon =
        started
            .add(
                TestImage.build(
                    "daemon",
                    directory,
                    "FROM " + runner + "\nUSER root\nENTRYPOINT []\nVOLUME /var/lib/docker\n"))
            .tag();
    String volumes = Docker.run("volume", "ls", "--quiet");
    Process trial = trial("docker.log", runner, "--docker", "--docker-image=" + daemon);
    long job =
        jobs.queue(
            LABEL,
            "printf \"FROM scratch\\nCOPY x /\\n\" > Dockerfile; echo x > x;"
                + " docker build --tag of-a-job . && docker image inspect of-a-job");

    github.awaitAll(PATIENCE);

    assertThat(jobs.view(job).conclusion()).isEqualTo("success");
    assertThat(Docker.run("image", "ls", "--quiet", "of-a-job")).isEmpty();
    end(trial);
    nothingIsLeft();
    assertThat(Docker.run("volume", "ls", "--quiet")).isEqualTo(volumes);
  }

  private long runsLong() {
    long job = jobs.queue(LABEL, "sleep 600");
    jobs.awaitRunning(job, PATIENCE);
    return job;
  }

  private Process trial(String log) throws Exception {
    return trial(log, RunnerImage.NAME);
  }

  private Process trial(String log, String image, String... more) throws Exception {
    List<String> words = new ArrayList<>(List.of("trial", "--repository=acme/app"));
    words.addAll(List.of("--url=" + github.apiUrl(), "--image=" + image));
    words.addAll(List.of(more));
    ProcessBuilder builder =
        new ProcessBuilder(ChildProcess.java(Mayfly.class, 512, words))
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve(log).toFile());
    builder.environment().put("GITHUB_TOKEN", StandInSettings.DEFAULT.token());
    Process trial = builder.start();
    started.add(trial::destroyForcibly);
    Eventually.until(
        "it says what to write",
        PATIENCE,
        () -> {
          assertThat(trial.isAlive()).as(log(log)).isTrue();
          return log(log).contains("runs-on:");
        });
    return trial;
  }

  private void end(Process trial) throws Exception {
    trial.destroy();
    assertThat(trial.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(trial.exitValue()).isZero();
  }

  private String log(String name) {
    try {
      return Files.readString(directory.resolve(name));
    } catch (IOException e) {
      return "";
    }
  }

  private void nothingIsLeft() throws Exception {
    assertThat(github.runners()).isEmpty();
    assertThat(Docker.run("ps", "--all", "--quiet", "--filter", "label=dev.mayfly.stand-in"))
        .isEmpty();
    Path folders = Root.find().resolve("target/trial");
    try (Stream<Path> left = Files.list(folders)) {
      assertThat(left).isEmpty();
    }
  }
}
