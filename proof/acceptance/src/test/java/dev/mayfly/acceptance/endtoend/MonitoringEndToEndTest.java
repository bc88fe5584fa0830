package dev.mayfly.acceptance.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.acceptance.docs.Dashboard;
import dev.mayfly.acceptance.docs.Dashboard.Panel;
import dev.mayfly.acceptance.stack.Prometheus;
import dev.mayfly.acceptance.stack.Stack;
import dev.mayfly.local.stack.Root;
import dev.mayfly.standin.batch.BatchStandIn;
import dev.mayfly.standin.forge.fault.ForgeFaults.Answer;
import dev.mayfly.standin.forge.fault.Outage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The dashboard and the alerts that ship, with a real Prometheus that scrapes a whole Mayfly. */
@Tag("server")
class MonitoringEndToEndTest {

  private static final Duration LONG = Duration.ofHours(2);
  private static final String PRICES =
      "{currency: EUR, nodes: [{pools: [ubuntu], kind: dedicated, slotsPerNode: 1,"
          + " prices: [{validFrom: 2020-01-01, nodeHour: 3600}]}]}";

  @RegisterExtension final Stack stack = new Stack();

  @Test
  void noPanelIsEmptyAndAlertsFireAtTheirFaultsAndNotAtHealth() throws Exception {
    stack.start(Stack.onRealTemporal().withMaxRunners(2).withPrices(PRICES).withConsole());
    Prometheus prometheus =
        stack.open(
            Prometheus.startOrSkip(
                stack.file("prometheus"), rulesAtOnce(), stack.local().metrics()));
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
    stack.until(
        "all three services are scraped",
        () -> prometheus.hasNumber("count(mayfly_build_info) == 3"));
    assertThat(prometheus.firing()).isEmpty();

    secretsGrowOld();
    fires(prometheus, "SecretOld");
    webhookComesLate();
    fires(prometheus, "NoDeliveries");
    webhooksAreForged(prometheus);
    fires(prometheus, "DeliveriesRejected");
    runnerIsLost();
    fires(prometheus, "AttemptsFailing");
    stack.github().leave(1_000);
    fires(prometheus, "ApiBudgetLow");
    poolIsFullAndAnotherIsRefused();
    fires(prometheus, "PoolAtLimit");
    fires(prometheus, "PoolPaused");
    assertThat(prometheus.hasNumber("mayfly_pool_paused{pool='windows',cause='refused'} == 1"))
        .isTrue();
    stack.local().stopWorker();
    fires(prometheus, "WorkersGone");
  }

  /** The rules that ship, which fire as soon as they are met. */
  private Path rulesAtOnce() throws IOException {
    String rules = Files.readString(Root.find().resolve("examples/monitoring/alerts.yml"));
    return Files.writeString(stack.file("alerts.yml"), rules.replaceAll("(?m)^ +for: .*\n", ""));
  }

  private void fires(Prometheus prometheus, String alert) {
    stack.until(alert + " fires", () -> prometheus.firing().contains(alert));
  }

  private void secretsGrowOld() throws IOException {
    FileTime old = FileTime.from(Instant.now().minus(Duration.ofDays(80)));
    Files.setLastModifiedTime(stack.folder().resolve("github-token"), old);
  }

  private void webhookComesLate() {
    String late =
        """
        {"action": "queued", "organization": {"login": "acme"}, "sender": {"login": "acme"},
         "repository": {"full_name": "acme/app", "name": "app", "owner": {"login": "acme"}},
         "workflow_job": {"id": 9, "run_id": 7, "run_attempt": 1, "status": "queued", "name": "late",
                          "labels": ["elsewhere"], "created_at": "%s"}}
        """
            .formatted(Instant.now().minus(LONG));
    stack.github().deliver(late.getBytes(UTF_8), "workflow_job");
  }

  private void webhooksAreForged(Prometheus prometheus) {
    stack.github().faults().signWrongly(true);
    long first = stack.queue("elsewhere", "true");
    stack.until(
        "the first is counted",
        () -> prometheus.hasNumber("mayfly_deliveries_total{answer='refused'}"));
    long second = stack.queue("elsewhere", "true");
    assertThat(second).isNotEqualTo(first);
    stack.until(
        "the second is counted",
        () -> prometheus.hasNumber("mayfly_deliveries_total{answer='refused'} > 1"));
    stack.github().faults().signWrongly(false);
  }

  private void runnerIsLost() {
    stack.awaitRunning(stack.queueUntilGo());
    BatchStandIn.Task task =
        stack.batch().tasks().stream()
            .filter(it -> it.state().equals("running"))
            .findFirst()
            .orElseThrow();
    assertThat(stack.batch().preempt(task.job(), task.id())).isTrue();
  }

  private void poolIsFullAndAnotherIsRefused() {
    stack.awaitRunning(stack.queueUntilGo());
    stack.awaitRunning(stack.queueUntilGo());
    stack.github().faults().begin(Outage.ofApi(Outage.Kind.UNAUTHORIZED, LONG));
    long unusedThird = stack.queueUntilGo();
    long unusedOther = stack.queue("windows-latest", "true");
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
