package dev.mayfly.gateway.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.gateway.Await;
import dev.mayfly.gateway.Gateway;
import dev.mayfly.gateway.TestTemporal;
import dev.mayfly.gateway.delivery.Payloads;
import dev.mayfly.workflows.id.LifeId;
import dev.mayfly.workflows.intake.EventIntake;
import dev.mayfly.workflows.intake.IntakeBatch;
import dev.mayfly.workflows.routing.RoutedEvent;
import dev.mayfly.workflows.routing.RoutingDecision.Start;
import dev.mayfly.workflows.temporal.PayloadJson;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.history.v1.WorkflowExecutionStartedEventAttributes;
import io.temporal.client.WorkflowOptions;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Many deliveries at once, against the real gateway and Temporal's test server. */
@Tag("server")
class IntakeTest {

  private static final long LONG = 60;
  // Longer than that which ends a burst.
  private static final Duration PAUSE = Duration.ofMillis(150);
  private static final String LINUX = "[\"self-hosted\", \"linux\"]";

  @RegisterExtension static final TestTemporal temporal = new TestTemporal("others");

  @TempDir Path directory;

  @Test
  void whatIsAcknowledgedIsInTemporal() throws Exception {
    ExecutorService forge = Executors.newFixedThreadPool(32);
    try (Gateway gateway = gateway(temporal.address(), "intake: {direct: 1}")) {
      int mostTogether = 0;
      long takenIn = 0;
      for (long round = 1; mostTogether <= 10; round++) {
        assertThat(round).as("rounds without many deliveries at once").isLessThan(50);
        long first = 1000 * round;
        List<CompletableFuture<Gateway.Reply>> replies =
            LongStream.range(first, first + 32)
                .mapToObj(job -> CompletableFuture.supplyAsync(() -> deliver(gateway, job), forge))
                .toList();
        for (int i = 0; i < replies.size(); i++) {
          Gateway.Reply reply = replies.get(i).get(LONG, TimeUnit.SECONDS);
          // The first call of all may keep the others waiting for longer than they may.
          if (reply.status() != 503) {
            assertThat(reply.status()).isEqualTo(202);
            assertThat(reply.text("workflowId")).isEqualTo("mayfly-github-" + (first + i));
            mostTogether = Math.max(mostTogether, together(reply, first + i));
            if (reply.text("result").equals("accepted")) {
              takenIn = first + i;
              laterEventFollows(gateway, takenIn);
            }
          }
        }
      }
      laterEventIsDirectOnceTheLifeHasBegun(gateway, takenIn);
    } finally {
      forge.shutdownNow();
    }
  }

  @Test
  void pastTheLimitADeliveryIsRefusedAtOnce() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Gateway gateway = gateway("127.0.0.1:" + silent.getLocalPort(), "intake: {inFlight: 1}")) {
      awaitInFlight(gateway, 0);
      CompletableFuture<Gateway.Reply> waits =
          CompletableFuture.supplyAsync(() -> deliver(gateway, 7));
      awaitInFlight(gateway, 1);

      Gateway.Reply refused = deliver(gateway, 8);

      assertThat(waits).as("what waits for Temporal").isNotDone();
      assertThat(refused.status()).isEqualTo(503);
      assertThat(refused.text("result")).isEqualTo("overloaded");
      assertThat(refused.http().headers().firstValue("Retry-After")).contains("5");
      assertThat(waits.get(LONG, TimeUnit.SECONDS).text("result")).isEqualTo("unavailable");
      awaitInFlight(gateway, 0);
      assertThat(deliver(gateway, 8).text("result")).isEqualTo("unavailable");
    }
  }

  private static void awaitInFlight(Gateway gateway, int many) throws Exception {
    Await.until(
        many + " are in flight",
        () ->
            gateway.admin("/metrics.json").json().at("/gauges/intake.inFlight/value").asInt(-1)
                == many);
  }

  private Gateway gateway(String address, String section) throws Exception {
    return Gateway.with(section, directory, address, "unpolled", Gateway.GITHUB);
  }

  private static Gateway.Reply deliver(Gateway gateway, long job) {
    try {
      return gateway.deliver("workflow_job", "d-" + job, Payloads.queued(job));
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  /** Sends an event of a life that has not begun: it goes by an intake too, or would be lost. */
  private static void laterEventFollows(Gateway gateway, long job) throws Exception {
    Gateway.Reply later = laterEvent(gateway, job, "before");
    assertThat(later.text("result")).as(later.json().toString()).isEqualTo("accepted");
  }

  /** No worker carries the intake out here, so the life is begun by hand. */
  private static void laterEventIsDirectOnceTheLifeHasBegun(Gateway gateway, long job)
      throws Exception {
    WorkflowExecution unused =
        temporal
            .client()
            .newUntypedWorkflowStub(
                "RunnerLife",
                WorkflowOptions.newBuilder()
                    .setWorkflowId("mayfly-github-" + job)
                    .setTaskQueue("unpolled")
                    .build())
            .start();
    // Those before it may still be on their way, and it joins them then, as while the burst goes
    // on.
    AtomicInteger tries = new AtomicInteger();
    Await.until(
        "it is told directly",
        () -> {
          LockSupport.parkNanos(PAUSE.toNanos());
          return laterEvent(gateway, job, "after-" + tries.incrementAndGet())
              .text("result")
              .equals("signalled");
        });
  }

  private static Gateway.Reply laterEvent(Gateway gateway, long job, String when) throws Exception {
    String inProgress = Payloads.job("in_progress", job, LINUX, "of-another");
    return gateway.deliver("workflow_job", "later-" + job + "-" + when, inProgress);
  }

  /** With how many events this one is in Temporal. */
  private static int together(Gateway.Reply reply, long job) {
    if (reply.text("result").equals("started")) {
      assertThat(startOf("mayfly-github-" + job).getWorkflowType().getName())
          .isEqualTo("RunnerLife");
      return 1;
    }
    String intake = reply.text("reason").replaceFirst(".*(mayfly-intake-[0-9a-f-]+).*", "$1");
    WorkflowExecutionStartedEventAttributes start = startOf(intake);
    assertThat(start.getWorkflowType().getName()).isEqualTo(EventIntake.TYPE);
    assertThat(start.getFirstWorkflowTaskBackoff().getSeconds())
        .as("seconds until its lives may begin")
        .isZero();
    LifeId life = new LifeId("mayfly", "github", job);
    // A later event of a life that has not begun may go with them.
    return batches(intake)
        .filter(batch -> batch.events().stream().anyMatch(event -> starts(event, life)))
        .mapToInt(batch -> batch.events().size())
        .findFirst()
        .orElseThrow();
  }

  private static boolean starts(RoutedEvent event, LifeId life) {
    return event.decision() instanceof Start start && start.life().equals(life);
  }

  private static WorkflowExecutionStartedEventAttributes startOf(String workflow) {
    return temporal
        .client()
        .fetchHistory(workflow)
        .getEvents()
        .get(0)
        .getWorkflowExecutionStartedEventAttributes();
  }

  private static Stream<IntakeBatch> batches(String intake) {
    return temporal.client().fetchHistory(intake).getEvents().stream()
        .filter(HistoryEvent::hasWorkflowExecutionSignaledEventAttributes)
        .map(event -> event.getWorkflowExecutionSignaledEventAttributes().getInput())
        .map(
            input ->
                PayloadJson.converter()
                    .fromPayload(input.getPayloads(0), IntakeBatch.class, IntakeBatch.class));
  }
}
