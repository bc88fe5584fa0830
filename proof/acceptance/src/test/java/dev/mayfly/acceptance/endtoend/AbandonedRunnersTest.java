package dev.mayfly.acceptance.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.acceptance.stack.Rounds;
import dev.mayfly.acceptance.stack.TemporalCli;
import dev.mayfly.local.stack.LifeQueries;
import dev.mayfly.local.stack.LocalStack;
import dev.mayfly.standin.batch.BatchStandIn.Task;
import dev.mayfly.standin.forge.JobView;
import dev.mayfly.standin.forge.RunnerView;
import dev.mayfly.standin.server.Eventually;
import dev.mayfly.workflows.id.RunnerName;
import dev.mayfly.workflows.sweep.SweepState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What Terminate and Reset in the Web UI leave behind, on the real server. */
@SuppressWarnings("NullAway.Init") // start() sets them, before every test
class AbandonedRunnersTest {

  private static final Duration SOON = Duration.ofSeconds(90);

  @TempDir Path directory;

  private LocalStack stack;
  private LifeQueries lives;
  private Rounds rounds;

  /** What an operator presses. */
  enum Press {
    TERMINATE,
    RESET;

    void on(LifeQueries lives, long job) {
      switch (this) {
        case TERMINATE -> lives.stub(job).terminate("by hand");
        case RESET -> lives.reset(job);
      }
    }
  }

  @BeforeEach
  void start() throws Exception {
    stack =
        LocalStack.start(
            Files.createDirectory(directory.resolve("stack")),
            LocalStack.Settings.DEFAULT
                .withEnvironment(
                    Map.of("TEMPORAL_CLI", TemporalCli.findOrSkip().binary().toString()))
                .withSweepEvery(Rounds.NEVER));
    lives = stack.lives();
    rounds = new Rounds(lives, "mayfly");
    rounds.first();
  }

  @AfterEach
  void stop() throws Exception {
    if (stack != null) {
      stack.close();
    }
  }

  @ParameterizedTest
  @EnumSource(Press.class)
  void anIdleOneIsGoneAfterTwoRoundsAndUntouchedAfterOne(Press press) throws Exception {
    long job = queue("true", Duration.ofSeconds(6));
    RunnerName runner = starting();
    stack.stopWorker();
    stack.batch().faults().delayBoots(Duration.ZERO);
    stack.github().cancel(job(job).runId());
    Eventually.until("it is online and has nothing to do", SOON, () -> isOnline(runner));
    press.on(lives, job);
    stack.startWorker();
    awaitNoLifeOf(job);

    SweepState once = rounds.next();

    assertThat(once.suspects()).contains(runner);
    assertThat(once.counts().removed()).isZero();
    assertThat(isOnline(runner)).isTrue();
    assertThat(hasTask(runner)).isTrue();

    SweepState twice = rounds.next();

    assertThat(twice.counts().removed()).isEqualTo(1);
    assertThat(stack.github().runners()).isEmpty();
    nothingIsLeft();
  }

  @Test
  void oneThatIsStartingIsGoneAfterTwoRoundsAndItsJobIsServedAgain() throws Exception {
    long job = queue("true", Duration.ofSeconds(20));
    RunnerName runner = starting();
    assertThat(stack.github().runners()).isEmpty();
    stack.batch().faults().delayBoots(Duration.ZERO);

    Press.TERMINATE.on(lives, job);
    SweepState once = rounds.next();

    assertThat(once.suspects()).contains(runner);
    assertThat(once.counts().removed()).isZero();
    assertThat(hasTask(runner)).isTrue();

    SweepState twice = rounds.next();

    assertThat(twice.counts().removed()).isEqualTo(1);
    Eventually.until("its task is gone", SOON, () -> !hasTask(runner));
    stack.github().awaitAll(SOON);
    assertThat(job(job).conclusion()).isEqualTo("success");
    assertThat(job(job).runner())
        .startsWith(LifeQueries.of(job) + "-")
        .isNotEqualTo(runner.toString());
    nothingIsLeft();
  }

  @Test
  void oneThatIsStartingServesTheLifeThatWasReset() throws Exception {
    long job = queue("true", Duration.ofSeconds(20));
    RunnerName runner = starting();
    stack.batch().faults().delayBoots(Duration.ZERO);

    Press.RESET.on(lives, job);
    rounds.next();
    rounds.next();
    stack.github().awaitAll(SOON);

    assertThat(job(job).conclusion()).isEqualTo("success");
    assertThat(job(job).runner()).isEqualTo(runner.toString());
    nothingIsLeft();
  }

  @ParameterizedTest
  @EnumSource(Press.class)
  void aBusyOneIsNotTouchedAndGoneAfterItsJob(Press press) throws Exception {
    Path go = directory.resolve("go");
    long job = queue("while [ ! -e " + go + " ]; do sleep 0.2; done", Duration.ZERO);
    stack.github().await("it runs", SOON, s -> job(job).status().equals("in_progress"));
    RunnerName runner = RunnerName.parse(String.valueOf(job(job).runner())).orElseThrow();

    press.on(lives, job);
    for (int round = 1; round <= 3; round++) {
      rounds.next();
    }

    assertThat(lives.sweep().orElseThrow().counts().removed()).isZero();
    if (press == Press.TERMINATE) { // a Reset leaves it its life
      assertThat(lives.sweep().orElseThrow().counts().kept()).isPositive();
    }
    assertThat(job(job).status()).isEqualTo("in_progress");
    assertThat(isOnline(runner)).isTrue();
    assertThat(hasTask(runner)).isTrue();
    Files.createFile(go);
    stack.github().awaitAll(SOON);
    assertThat(job(job).conclusion()).isEqualTo("success");
    assertThat(job(job).runner()).isEqualTo(runner.toString());
    awaitNoLifeOf(job);

    rounds.next();
    rounds.next();

    assertThat(stack.github().runners()).isEmpty();
    assertThat(stack.github().starts()).hasSize(1);
    nothingIsLeft();
  }

  private long queue(String command, Duration boot) {
    stack.batch().faults().delayBoots(boot);
    long run =
        stack
            .github()
            .queue(
                """
                jobs:
                  build:
                    runs-on: [self-hosted, ubuntu-latest]
                    steps: [{run: '%s'}]
                """
                    .formatted(command),
                "acme/app");
    return stack.github().jobs().stream()
        .filter(job -> job.runId() == run)
        .findFirst()
        .orElseThrow()
        .id();
  }

  private RunnerName starting() {
    Eventually.until(
        "its task is being prepared",
        SOON,
        () -> stack.batch().tasks().stream().anyMatch(task -> task.state().equals("preparing")));
    List<Task> tasks = stack.batch().tasks();
    assertThat(tasks).hasSize(1);
    return RunnerName.parse(tasks.get(0).id()).orElseThrow();
  }

  private void awaitNoLifeOf(long job) {
    Eventually.until(
        "no life is open", SOON, () -> lives.newestRun(job).map(life -> !life.open()).orElse(true));
  }

  private JobView job(long id) {
    return stack.github().jobs().stream().filter(job -> job.id() == id).findFirst().orElseThrow();
  }

  private boolean isOnline(RunnerName name) {
    return stack.github().runners().stream()
        .filter(RunnerView::online)
        .anyMatch(runner -> runner.name().equals(name.toString()));
  }

  private boolean hasTask(RunnerName name) {
    return stack.batch().tasks().stream().anyMatch(task -> task.id().equals(name.toString()));
  }

  private void nothingIsLeft() {
    Eventually.until("nothing is left", SOON, () -> stack.leftovers().isEmpty());
  }
}
