package dev.mayfly.acceptance.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.acceptance.stack.Stack;
import dev.mayfly.local.Demo;
import dev.mayfly.local.DemoCommand;
import dev.mayfly.local.stack.LocalStack;
import dev.mayfly.service.command.Commands;
import dev.mayfly.standin.batch.BatchStandIn;
import dev.mayfly.standin.forge.Dialect;
import dev.mayfly.standin.forge.JobView;
import dev.mayfly.standin.runner.Death;
import dev.mayfly.standin.server.Eventually;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Lost webhooks and dead runners, each made up for, from a queued job until nothing is left. */
@Execution(ExecutionMode.CONCURRENT)
@Tag("server")
class HealingEndToEndTest {

  private static final Duration CLEANED_UP = Duration.ofSeconds(5);
  private static final int ALL = 1000;

  @RegisterExtension final Stack stack = new Stack();

  @ParameterizedTest
  @EnumSource(Dialect.class)
  void lostWebhooksAreHealedByLooking(Dialect dialect) throws Exception {
    stack.start(LocalStack.Settings.DEFAULT.withDialect(dialect));

    long lostBoth = stack.queue("true");
    stack.github().faults().loseDeliveries(ALL);
    stack.awaitAll();
    stack.isCompleted(lostBoth, "success");

    stack.github().faults().heal();
    long lostStart = stack.queue("true");
    stack.github().faults().loseDeliveries(1);
    stack.awaitAll();
    stack.isCompleted(lostStart, "success");

    long lostEnd = stack.queueUntilGo();
    stack.awaitRunning(lostEnd);
    stack.github().faults().loseDeliveries(ALL);
    stack.go();
    stack.awaitAll();
    stack.isCompleted(lostEnd, "success");

    stack.nothingIsLeftOf(3, CLEANED_UP);
  }

  @ParameterizedTest
  @EnumSource(Dialect.class)
  void repeatedDeliveriesMakeOneRunner(Dialect dialect) throws Exception {
    stack.start(LocalStack.Settings.DEFAULT.withDialect(dialect));
    stack.github().faults().repeatDeliveries(ALL);

    JobView job = stack.run("true");

    stack.isCompleted(job.id(), "success");
    stack.nothingIsLeftOf(1, CLEANED_UP);
  }

  @ParameterizedTest
  @EnumSource(Dialect.class)
  void aContainerThatLeavesWithoutRegisteringIsReplaced(Dialect dialect) throws Exception {
    Path been = stack.file("been");
    String script = "[ -e \"$0\" ] || { touch \"$0\"; exit 3; }; exec \"$@\"";
    stack.start(
        LocalStack.Settings.DEFAULT.withDialect(dialect).withRunner(Stack.runnerBy(script, been)));

    JobView job = stack.run("true");

    stack.isCompleted(job.id(), "success");
    List<String> ends = stack.ends(job.id());
    assertThat(ends).hasSize(2);
    assertThat(ends.get(0)).startsWith("NeverOnline: ").contains("exit code 3");
    assertThat(ends.get(1)).startsWith("RanJob: ");
    assertThat(job.runner()).endsWith("-2");
    stack.nothingIsLeftWithin(CLEANED_UP);
  }

  @Test
  void aSecondStartOfAPreemptedRunnerIsRefusedAndTheRunnerIsLost() throws Exception {
    Path been = stack.file("been");
    String script =
        """
        [ -e "$0" ] && exec "$@"
        touch "$0"
        %s=OFFLINE "$@"
        touch "$0.registered"
        exec sleep 600
        """
            .formatted(Death.VARIABLE);
    stack.start(LocalStack.Settings.DEFAULT.withRunner(Stack.runnerBy(script, been)));

    long queued = stack.queue("true");
    Eventually.until(
        "the first start has registered", () -> Files.exists(stack.file("been.registered")));
    BatchStandIn.Task task = stack.batch().tasks().get(0);
    assertThat(stack.batch().preempt(task.job(), task.id())).isTrue();
    stack.awaitAll();

    stack.isCompleted(queued, "success");
    List<String> ends = stack.ends(queued);
    assertThat(ends).hasSize(2);
    assertThat(ends.get(0)).startsWith("Lost: the task ended with exit code 5");
    assertThat(ends.get(1)).startsWith("RanJob: ");
    stack.nothingIsLeftWithin(CLEANED_UP);
  }

  @Test
  void underChaosEveryJobIsDoneOnceAndNothingIsLeft() throws Exception {
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    DemoCommand options =
        Commands.parse(new DemoCommand(), "--jobs", "12", "--chaos", "--seed", "16");

    boolean good = new Demo(options, Map.of(), new PrintStream(said, true, UTF_8)).run();

    assertThat(good).as(said.toString(UTF_8)).isTrue();
    assertThat(said.toString(UTF_8))
        .contains(
            "chaos with seed 16",
            "12 run exactly once, 12 succeeded",
            "by its own account: so it was with every one",
            "nothing: no registration")
        .containsPattern("deaths +[1-9]")
        .containsPattern("[1-9][0-9]* of them lost")
        .containsPattern("found +[1-9][0-9]* queued lost without trace");
  }
}
