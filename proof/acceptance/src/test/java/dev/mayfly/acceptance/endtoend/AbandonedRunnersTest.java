package dev.mayfly.acceptance.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.acceptance.stack.Jobs;
import dev.mayfly.acceptance.stack.Rounds;
import dev.mayfly.acceptance.stack.Stack;
import dev.mayfly.local.stack.LifeQueries;
import dev.mayfly.standin.batch.BatchStandIn.Task;
import dev.mayfly.standin.forge.RunnerView;
import dev.mayfly.workflows.id.RunnerName;
import dev.mayfly.workflows.sweep.SweepState;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The runners that Terminate and Reset in the Web UI leave behind, on the real server. */
@SuppressWarnings("NullAway.Init") // start() sets them, before every test
@Execution(ExecutionMode.CONCURRENT)
@Tag("server")
class AbandonedRunnersTest {

  @RegisterExtension final Stack stack = new Stack();

  private Rounds rounds;

  /** The button that an operator presses. */
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
    stack.start(Stack.onRealTemporal().withSweepEvery(Rounds.NEVER));
    rounds = stack.rounds();
    rounds.first();
  }

  @ParameterizedTest
  @EnumSource(Press.class)
  void anIdleOneIsGoneAfterTwoRoundsAndUntouchedAfterOne(Press press) throws Exception {
    Runnable starts = stack.holdStarts(".*");
    long job = stack.queue("true");
    RunnerName runner = runnerWhoseTaskIs("active");
    stack.local().stopWorker();
    stack.jobs().cancel(job);
    starts.run();
    stack.until("it is online and has nothing to do", () -> isOnline(runner));
    press.on(stack.lives(), job);
    stack.local().startWorker();
    awaitNoLifeOf(job);

    SweepState once = rounds.next();

    assertThat(once.suspects()).contains(runner);
    assertThat(once.counts().removed()).isZero();
    assertThat(isOnline(runner)).isTrue();
    assertThat(hasTask(runner)).isTrue();

    SweepState twice = rounds.next();

    assertThat(twice.counts().removed()).isEqualTo(1);
    assertThat(stack.github().runners()).isEmpty();
    stack.nothingIsLeft();
  }

  @Test
  void oneThatIsStartingIsGoneAfterTwoRoundsAndItsJobIsServedAgain() throws Exception {
    long job = queueOnSlowNodes("true", Duration.ofSeconds(20));
    RunnerName runner = runnerWhoseTaskIs("preparing");
    assertThat(stack.github().runners()).isEmpty();
    stack.batch().faults().delayBoots(Duration.ZERO);

    Press.TERMINATE.on(stack.lives(), job);
    SweepState once = rounds.next();

    assertThat(once.suspects()).contains(runner);
    assertThat(once.counts().removed()).isZero();
    assertThat(hasTask(runner)).isTrue();

    SweepState twice = rounds.next();

    assertThat(twice.counts().removed()).isEqualTo(1);
    stack.until("its task is gone", () -> !hasTask(runner));
    stack.awaitAll();
    assertThat(stack.job(job).conclusion()).isEqualTo("success");
    assertThat(stack.job(job).runner())
        .startsWith(LifeQueries.of(job) + "-")
        .isNotEqualTo(runner.toString());
    stack.nothingIsLeft();
  }

  @Test
  void oneThatIsStartingServesTheLifeThatWasReset() throws Exception {
    long job = queueOnSlowNodes("true", Duration.ofSeconds(20));
    RunnerName runner = runnerWhoseTaskIs("preparing");
    stack.batch().faults().delayBoots(Duration.ZERO);

    Press.RESET.on(stack.lives(), job);
    rounds.next();
    rounds.next();
    stack.awaitAll();

    assertThat(stack.job(job).conclusion()).isEqualTo("success");
    assertThat(stack.job(job).runner()).isEqualTo(runner.toString());
    stack.nothingIsLeft();
  }

  @ParameterizedTest
  @EnumSource(Press.class)
  void aBusyOneIsNotTouchedAndGoneAfterItsJob(Press press) throws Exception {
    long job = queueOnSlowNodes(Jobs.until(stack.file("go")), Duration.ZERO);
    stack.awaitRunning(job);
    RunnerName runner = RunnerName.parse(String.valueOf(stack.job(job).runner())).orElseThrow();

    press.on(stack.lives(), job);
    for (int round = 1; round <= 3; round++) {
      rounds.next();
    }

    assertThat(stack.lives().sweep().orElseThrow().counts().removed()).isZero();
    if (press == Press.TERMINATE) { // a Reset leaves it its life
      assertThat(stack.lives().sweep().orElseThrow().counts().kept()).isPositive();
    }
    assertThat(stack.job(job).status()).isEqualTo("in_progress");
    assertThat(isOnline(runner)).isTrue();
    assertThat(hasTask(runner)).isTrue();
    stack.go();
    stack.awaitAll();
    assertThat(stack.job(job).conclusion()).isEqualTo("success");
    assertThat(stack.job(job).runner()).isEqualTo(runner.toString());
    awaitNoLifeOf(job);

    rounds.next();
    rounds.next();

    assertThat(stack.github().runners()).isEmpty();
    assertThat(stack.github().starts()).hasSize(1);
    stack.nothingIsLeft();
  }

  private long queueOnSlowNodes(String command, Duration boot) {
    stack.batch().faults().delayBoots(boot);
    return stack.queue(command);
  }

  private RunnerName runnerWhoseTaskIs(String state) {
    stack.awaitTask(state);
    List<Task> tasks = stack.batch().tasks();
    assertThat(tasks).hasSize(1);
    return RunnerName.parse(tasks.get(0).id()).orElseThrow();
  }

  private void awaitNoLifeOf(long job) {
    stack.until(
        "no life is open",
        () -> stack.lives().newestRun(job).map(life -> !life.open()).orElse(true));
  }

  private boolean isOnline(RunnerName name) {
    return stack.github().runners().stream()
        .filter(RunnerView::online)
        .anyMatch(runner -> runner.name().equals(name.toString()));
  }

  private boolean hasTask(RunnerName name) {
    return stack.batch().tasks().stream().anyMatch(task -> task.id().equals(name.toString()));
  }
}
