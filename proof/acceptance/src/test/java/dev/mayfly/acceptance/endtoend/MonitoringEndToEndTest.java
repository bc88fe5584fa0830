package dev.mayfly.acceptance.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.acceptance.docs.Dashboard;
import dev.mayfly.acceptance.docs.Dashboard.Panel;
import dev.mayfly.acceptance.stack.Prometheus;
import dev.mayfly.acceptance.stack.Stack;
import dev.mayfly.local.stack.Root;
import dev.mayfly.standin.forge.fault.ForgeFaults.Answer;
import dev.mayfly.standin.forge.fault.Outage;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The dashboard and the alerts that ship, with a real Prometheus that scrapes a whole Mayfly. */
@Tag("server")
class MonitoringEndToEndTest {

  private static final Duration OVER_AN_HOUR = Duration.ofHours(2);

  @RegisterExtension final Stack stack = new Stack();

  @Test
  void noPanelIsEmptyNoAlertFiresAtHealthAndAPausedPoolIsTold() throws Exception {
    stack.start(Stack.onRealTemporal());
    Prometheus prometheus =
        stack.open(
            Prometheus.startOrSkip(
                stack.file("prometheus"),
                Root.find().resolve("examples/monitoring/alerts.yml"),
                stack.local().metrics()));
    stack.github().faults().answerNext(2, Answer.BAD_GATEWAY);
    // What is timed once has appeared, and not risen.
    for (int job = 0; job < 3; job++) {
      assertThat(stack.run("sleep 3").conclusion()).isEqualTo("success");
    }

    for (Panel panel : Dashboard.read().panels()) {
      stack.until(
          panel.title() + " has data",
          () -> queries(panel).stream().anyMatch(prometheus::hasNumber));
    }
    assertThat(prometheus.firing()).isEmpty();

    stack.github().faults().begin(Outage.ofApi(Outage.Kind.UNAUTHORIZED, OVER_AN_HOUR));
    long unused = stack.queue("true");
    stack.until("the alert fires", () -> prometheus.firing().contains("PoolPaused"));
  }

  private static List<String> queries(Panel panel) {
    return panel.queries().stream()
        .map(
            query ->
                query
                    .replace("$pool", ".*")
                    .replace("$forge", ".*")
                    .replace("$__rate_interval", "5m"))
        .toList();
  }
}
