package dev.mayfly.acceptance.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.acceptance.stack.Stack;
import dev.mayfly.local.stack.LocalStack;
import dev.mayfly.standin.batch.BatchStandIn;
import dev.mayfly.standin.forge.fault.Outage;
import dev.mayfly.worker.batch.AzureBatchClient;
import dev.mayfly.workflows.fleet.ScalingSettings.Kind;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Ten jobs that are stuck in ten ways, each explained so that a reader finds why, since when and
 * what to do. The texts stand in {@code docs/explain.md}; after a change of words, run this test
 * with {@code -Dmayfly.docs.write=true}, which writes them anew.
 */
@Execution(ExecutionMode.CONCURRENT)
@Tag("server")
class TenCardsTest {

  private static final String PAGE = "https://forge/acme/app/actions/runs/1/job/";
  private static final BatchStandIn.Settings NO_NODES =
      new BatchStandIn.Settings(Set.of(), 0, 1, Duration.ofMillis(200), Duration.ofMillis(500))
          .withNodeBoot(Duration.ofSeconds(24));

  @RegisterExtension final Stack stack = new Stack();

  private Said explain(String job) {
    return Said.of(stack.local().temporal().address(), job);
  }

  /** Waits until the job is explained by these words, and holds the whole text to the page's. */
  private void card(String title, String job, String words) throws IOException {
    String[] said = {""};
    try {
      stack.until(
          title,
          () -> {
            said[0] = explain(job).text();
            return said[0].replaceAll("\\s+", " ").contains(words);
          });
    } catch (AssertionError late) {
      throw new AssertionError(said[0], late);
    }
    String text = said[0];

    assertThat(text.lines()).hasSizeLessThanOrEqualTo(12);
    ExplainPage.holds(title, text);
  }

  private void card(String title, long job, String words) throws IOException {
    card(title, "" + job, words);
  }

  @Test
  void ofJobsThatNoPoolTakesNow() throws Exception {
    stack.start(LocalStack.Settings.DEFAULT.withMaxRunners(1));
    long unserved = stack.queue("ubuntu-lates", "true");
    card("A label that no pool offers", PAGE + unserved, "No pool serves");
    long gated =
        stack
            .jobs()
            .queue(
                "jobs: {build: {runs-on: [self-hosted, ubuntu-latest], environment: live, steps:"
                    + " [{run: 'true'}]}}");
    card("A deployment that nobody has approved", PAGE + gated, "does not let it run yet");
    stack.awaitRunning(stack.queueUntilGo());
    long second = stack.queue("true");
    card("A full pool", second, "number 1 of 1");
    stack
        .lives()
        .pool("ubuntu")
        .signal("pause", Map.of("by", "ada", "reason", "maintenance of the network"));
    card("A pool that an operator paused", second, "is paused since");
    stack.go();
  }

  @Test
  void ofJobsThatWaitForNodes() throws Exception {
    stack.start(LocalStack.Settings.DEFAULT.withBatch(NO_NODES));
    AzureBatchClient batch = stack.open(stack.batchClient());
    long booting = stack.queue("true");
    long refused = stack.queue("ubuntu-22.04", "true");
    stack.until("both have a task", () -> stack.batch().tasks().size() == 2);

    assertThat(batch.pools().resize("ubuntu", Kind.DEDICATED, 2)).isTrue();
    card("Nodes that boot", booting, "Batch is booting nodes");
    stack.batch().faults().limitNodes(0, "AccountCoreQuotaReached");
    assertThat(batch.pools().resize("ubuntu22", Kind.DEDICATED, 2)).isTrue();
    card("A quota that is used up", refused, "the quota is used up");
  }

  @Test
  void ofJobsWhoseRunnersDoNotServeThem() throws Exception {
    stack.start(LocalStack.Settings.DEFAULT);
    stack.batch().faults().failPulls(1);
    long pulled = stack.queue("windows-latest", "true");
    card("An image that cannot be pulled", pulled, "is paused since");
    stack.github().repositories().create("acme", "site-", 2);
    stack.github().repositories().publish("acme/site-1");
    long unallowed = stack.jobs().queue("ubuntu-22.04", "true", "acme/site-1");
    card("A runner group that leaves the repository out", unallowed, "the life asks again, at");
    Runnable starts = stack.holdStarts(".*");
    long ignored = stack.jobs().queue("ubuntu-latest", "true", "acme/site-2");
    stack.awaitTask("active");
    stack.github().repositories().publish("acme/site-2");
    starts.run();
    card("A runner that gets no job", ignored, "has not given it the job");
    stack.github().faults().begin(Outage.ofApi(Outage.Kind.RATE_LIMITED, Duration.ofMinutes(10)));
    long limited = stack.queue("ubuntu-22.04", "true");
    card("The limit of the forge's API", limited, " limit ");
  }
}
