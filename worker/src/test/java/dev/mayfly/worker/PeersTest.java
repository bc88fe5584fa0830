package dev.mayfly.worker;

import static dev.mayfly.worker.watch.Eventually.eventually;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.service.temporal.TemporalConnection;
import dev.mayfly.service.temporal.TemporalSettings;
import io.grpc.StatusRuntimeException;
import io.temporal.activity.ActivityInterface;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.worker.WorkerFactory;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("server")
@SuppressWarnings("NullAway.Init") // start() sets them, before every test
class PeersTest {

  private final AtomicInteger deaths = new AtomicInteger();
  private final List<WorkerFactory> workers = new ArrayList<>();
  private TemporalProcess server;
  private @Nullable TemporalConnection temporal;
  private Peers peers;

  /** A step, since a worker without any does not poll for them. */
  @ActivityInterface
  public interface Step {
    void take();
  }

  @BeforeEach
  void start() throws IOException {
    server = TemporalProcess.startOrSkip();
    temporal =
        new TemporalConnection(
            new TemporalSettings(server.address(), null, null, null, null),
            Map.of(),
            Duration.ofSeconds(10));
    peers = new Peers(temporal, deaths::incrementAndGet);
  }

  @AfterEach
  void stop() throws InterruptedException {
    workers.forEach(WorkerFactory::shutdownNow);
    if (temporal != null) {
      temporal.stop();
    }
    if (server != null) {
      server.stop();
    }
  }

  private void startWorker(WorkflowClient client) {
    WorkerFactory factory = WorkerFactory.newInstance(client);
    workers.add(factory);
    factory.newWorker("mayfly").registerActivitiesImplementations((Step) () -> {});
    factory.start();
  }

  @Test
  void aWorkerThatPollsNoMoreIsToldOfOnce() {
    TemporalConnection own = requireNonNull(temporal);
    eventually("the server answers", this::answers);
    startWorker(own.client());
    startWorker(
        WorkflowClient.newInstance(
            own.service(), WorkflowClientOptions.newBuilder().setIdentity("another one").build()));
    eventually("the other one polls", () -> !peers.areNone(Instant.now()));

    peers.look(Instant.now());
    assertThat(deaths).hasValue(0);

    Instant later = Instant.now().plusSeconds(90);
    peers.look(later);
    peers.look(later);
    assertThat(deaths).hasValue(1);
    assertThat(peers.areNone(later)).isTrue();

    peers.look(Instant.now());
    peers.look(later);
    assertThat(deaths).as("it was back meanwhile").hasValue(2);
  }

  private boolean answers() {
    try {
      return peers.areNone(Instant.now());
    } catch (StatusRuntimeException notYet) {
      return false;
    }
  }
}
