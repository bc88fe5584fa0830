package dev.mayfly.gateway.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.gateway.Await;
import dev.mayfly.gateway.Gateway;
import dev.mayfly.gateway.TestTemporal;
import dev.mayfly.gateway.delivery.Payloads;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A gateway starts and answers while Temporal is down, silent, or without a worker. */
@Tag("server")
class UnreachableTemporalTest {

  @TempDir Path directory;

  @Test
  void nothingListens() throws Exception {
    try (Gateway gateway = new Gateway(directory, "127.0.0.1:" + TestTemporal.freePort(), "q")) {
      saysSoBeforeTheForgeHangsUp(gateway);

      Gateway.Reply health = gateway.admin("/healthcheck");
      assertThat(health.status()).isEqualTo(500);
      assertThat(health.json().at("/temporal/message").asText())
          .contains("does not answer")
          .contains("TEMPORAL_ADDRESS");
    }
  }

  @Test
  void somethingListensAndIsSilent() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Gateway gateway = new Gateway(directory, "127.0.0.1:" + silent.getLocalPort(), "q")) {
      saysSoBeforeTheForgeHangsUp(gateway);
    }
  }

  @Test
  void noWorkerIsNeededForAnAnswer() throws Exception {
    try (TestTemporal temporal = new TestTemporal("others");
        Gateway gateway = new Gateway(directory, temporal.address(), "unpolled")) {
      Await.until("it is taken", () -> deliver(gateway, "a", Payloads.queued(1)).status() == 202);
    }
  }

  private static void saysSoBeforeTheForgeHangsUp(Gateway gateway) throws Exception {
    String completed = Payloads.job("completed", 1, "[\"self-hosted\"]", "");
    CompletableFuture<Gateway.Reply> other =
        CompletableFuture.supplyAsync(() -> deliver(gateway, "b", completed));
    Gateway.Reply started = deliver(gateway, "a", Payloads.queued(1));
    Gateway.Reply signalled = other.get(Await.LONG.toSeconds(), TimeUnit.SECONDS);

    assertThat(started.status()).isEqualTo(503);
    assertThat(started.http().headers().firstValue("Retry-After")).contains("30");
    assertThat(started.text("result")).isEqualTo("unavailable");
    assertThat(signalled.status()).isEqualTo(503);
  }

  private static Gateway.Reply deliver(Gateway gateway, String delivery, String body) {
    try {
      return gateway.deliver("workflow_job", delivery, body);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
