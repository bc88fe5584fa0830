package dev.mayfly.acceptance.credential;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.acceptance.stack.Stack;
import dev.mayfly.local.stack.LocalStack;
import dev.mayfly.standin.forge.JobStart;
import dev.mayfly.standin.forge.JobView;
import dev.mayfly.standin.forge.fault.Outage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The forge refuses the credential for everything, for minutes: the pool asks once a minute however
 * many jobs wait, a person is warned once, and when it is mended all goes on by itself.
 */
@Tag("server")
abstract class RefusedCredential {

  private static final Duration PATIENCE = Duration.ofMinutes(4);
  private static final Duration LONG = Duration.ofHours(1);
  private static final int JOBS = 4;
  // Of an hour, so also of these minutes.
  private static final long MOST_OF_A_LIFE = 10;
  // Due a minute after the refusal.
  private static final int PROBES = 1;

  @RegisterExtension final Stack stack = new Stack(PATIENCE);

  private final Outage.Kind refusal;

  /** For a class of its own each: they wait for minutes, and all stacks of a JVM share a log. */
  RefusedCredential(Outage.Kind refusal) {
    this.refusal = refusal;
  }

  @Test
  void costsAQuestionAMinuteAndEveryJobIsDoneWhenItIsMended() throws Exception {
    stack.start(LocalStack.Settings.DEFAULT);
    stack.github().faults().begin(Outage.ofApi(refusal, LONG));
    List<Long> jobs = new ArrayList<>();
    for (int i = 0; i < JOBS; i++) {
      jobs.add(stack.queue("true"));
    }
    stack.until("the pool is paused", () -> warnings() == 1);
    stack.until("every life waits", () -> jobs.stream().allMatch(this::waits));

    long before = mints();
    stack.until("the forge was asked again", () -> mints() >= before + PROBES);
    assertThat(mints()).isEqualTo(before + PROBES);
    assertThat(before).isLessThanOrEqualTo(JOBS * MOST_OF_A_LIFE);
    assertThat(warnings()).isEqualTo(1);
    assertThat(stack.tasksAdded()).isZero();

    stack.github().faults().heal();
    stack.awaitAll();
    for (long job : jobs) {
      stack.isCompleted(job);
    }
    assertThat(stack.github().jobs()).extracting(JobView::conclusion).containsOnly("success");
    assertThat(stack.github().starts()).extracting(JobStart::job).doesNotHaveDuplicates();
    assertThat(warnings()).isEqualTo(1);
    stack.nothingIsLeft();
  }

  private boolean waits(long job) {
    return stack.lives().status(job).filter(it -> it.phase().name().startsWith("WAIT")).isPresent();
  }

  private long warnings() {
    return stack.log().stream().filter(line -> line.contains("POOL PAUSED")).count();
  }

  /** Returns how often the forge was asked to register a runner. */
  private long mints() {
    return stack.github().faults().outages().get(0).requests().stream()
        .filter(request -> request.line().endsWith("/runners/registration-token"))
        .count();
  }
}
