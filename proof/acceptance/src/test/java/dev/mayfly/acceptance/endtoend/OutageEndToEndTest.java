package dev.mayfly.acceptance.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.acceptance.stack.Stack;
import dev.mayfly.local.stack.LocalStack;
import dev.mayfly.standin.forge.JobStart;
import dev.mayfly.standin.forge.JobView;
import dev.mayfly.standin.forge.fault.Outage;
import dev.mayfly.standin.forge.fault.Probes;
import dev.mayfly.standin.server.Eventually;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The forge does not answer for a while: nothing is lost, and it is left alone meanwhile. */
@Execution(ExecutionMode.CONCURRENT)
@Tag("server")
class OutageEndToEndTest {

  private static final Duration SOON = Duration.ofSeconds(90);
  private static final Duration LASTS = Duration.ofSeconds(17);
  // Probes leave every five seconds; how long each is on its way may differ by this.
  private static final Duration APART = Duration.ofMillis(4_750);

  @RegisterExtension final Stack stack = new Stack();

  @ParameterizedTest
  @EnumSource(
      value = Outage.Kind.class,
      names = {"SERVER_ERRORS", "RATE_LIMITED", "DROPPED"})
  void afterAnOutageEveryJobIsDoneOnceAndProbesWereFarApart(Outage.Kind kind) throws Exception {
    stack.start(LocalStack.Settings.DEFAULT.withSweepEvery(Duration.ofSeconds(2)));
    stack.queueUntilGo();
    stack.github().await("it runs", SOON, s -> s.starts().size() == 1);

    stack.queue("true");
    stack.github().faults().begin(Outage.ofApi(kind, LASTS));
    Eventually.until("the outage is met", () -> log().requests().size() > 1 || refused(kind));
    stack.queue("true");
    stack.go();
    stack.awaitAll();

    assertThat(stack.github().jobs()).extracting(JobView::conclusion).containsOnly("success");
    assertThat(stack.github().starts())
        .extracting(JobStart::job)
        .hasSize(3)
        .doesNotHaveDuplicates();
    stack.nothingIsLeft();
    Probes probes = Probes.of(log());
    assertThat(probes.later()).as("probes in " + log()).isGreaterThan(refused(kind) ? -1 : 0);
    probes
        .closest()
        .ifPresent(gap -> assertThat(gap).as("in " + log()).isGreaterThanOrEqualTo(APART));
  }

  /** Returns whether the first answer says until when; then the worker does not ask before. */
  private static boolean refused(Outage.Kind kind) {
    return kind == Outage.Kind.RATE_LIMITED;
  }

  private Outage.Log log() {
    return stack.github().faults().outages().get(0);
  }
}
